import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SipStack } from '../../src/sip/stack';
import { connectionTransports, type ConnectionTransportName } from '../support/connectionPeer';
import { connectionCases } from './sipStack/connection.cases';
import { ConnectionBench } from './sipStack/connectionBench';
import { streamCases } from './sipStack/stream.cases';
import { webSocketCases } from './sipStack/webSocket.cases';

/** A stack that listens on the loopback over real sockets, in real time. */
export interface ConnectionLab {
  readonly stack: SipStack;
  /** Where it listens once it has started. */
  port(transport: ConnectionTransportName): number;
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/**
 * Runs over every implementation of the SIP seam, for each transport of connections it has. `wants` are those that are to
 * be tried; one the stack lacks is a test that is skipped.
 */
export function sipStackConnections(
  name: string,
  has: ReadonlySet<ConnectionTransportName>,
  makeLab: () => Promise<ConnectionLab>,
): void {
  describe.each(connectionTransports)(`SIP stack over connections: ${name}, %s`, (transport) => {
    if (!has.has(transport)) {
      test.todo(`${name} has no ${transport}`);
      return;
    }
    let current: ConnectionBench | null = null;

    beforeEach(async () => {
      const lab = await makeLab();
      current = new ConnectionBench(lab, transport);
      await lab.stack.start(current.handler);
      expect([...lab.stack.capabilities]).toContain(transport);
    });

    afterEach(async () => {
      const bench = current;
      current = null;
      if (bench === null) throw new Error('no bench');
      await bench.close();
      expect(bench.legs.flatMap(({ violations }) => violations)).toEqual([]);
      expect(bench.lab.faults).toEqual([]);
    });

    const bench = (): ConnectionBench => {
      if (current === null) throw new Error('no bench');
      return current;
    };

    connectionCases(bench);
    if (transport === 'ws' || transport === 'wss') webSocketCases(bench);
    else streamCases(bench);
  });
}
