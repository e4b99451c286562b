import type { OutgoingInvite, Target } from '../../../src/sip/stack';
import {
  type ClientOptions,
  connectPeer,
  type ConnectionPeer,
  type ConnectionTransportName,
  isWeb,
  listenPeer,
  type ListeningPeer,
} from '../../support/connectionPeer';
import { eventually } from '../../support/eventually';
import type { TestCertificate } from '../../support/testCertificates';
import type { ConnectionLab } from '../sipStackConnections.contract';
import { HeardLeg, type HeardTarget, RecordingHandler } from './lab';

/** A stack over one transport, its handler, and the far ends and legs of one test. */
export class ConnectionBench {
  readonly handler = new RecordingHandler();
  readonly targets: HeardTarget[] = [];
  readonly #peers: { close(): void | Promise<void> }[] = [];

  constructor(
    readonly lab: ConnectionLab,
    readonly transport: ConnectionTransportName,
  ) {}

  get legs(): readonly HeardLeg<never>[] {
    return [...this.handler.callers, ...this.targets] as unknown as HeardLeg<never>[];
  }

  /** `host:port` of the stack. */
  get address(): string {
    return `127.0.0.1:${this.lab.port(this.transport)}`;
  }

  async connect(options: ClientOptions = {}): Promise<ConnectionPeer> {
    const peer = await connectPeer(this.transport, this.lab.port(this.transport), options);
    this.#peers.push(peer);
    return peer;
  }

  async listen(certificate?: TestCertificate): Promise<ListeningPeer> {
    const peer = await listenPeer(this.transport, this.address, certificate);
    this.#peers.push(peer);
    return peer;
  }

  target(port: number): Target {
    return { host: '127.0.0.1', port, transport: this.transport };
  }

  invite(target: Target, parts: Partial<OutgoingInvite> = {}): HeardTarget {
    const heard: HeardTarget = new HeardLeg();
    this.targets.push(heard);
    heard.leg = this.lab.stack.invite(
      {
        target,
        requestUri: 'sip:+4930123@127.0.0.1',
        from: '+15550100',
        display: null,
        to: '+4930123',
        asserted: null,
        privacy: false,
        maxForwards: 69,
        content: {},
        ...parts,
      },
      heard,
    );
    return heard;
  }

  /** Waits until a leg has heard this last. */
  async heard(leg: { readonly events: readonly string[] }, event: string): Promise<void> {
    await eventually(() => {
      if (leg.events.at(-1) !== event) throw new Error(`expected ${event}, heard ${leg.events.join(', ')}`);
    });
  }

  /** Waits until nothing is left in the stack. */
  async nothingLeft(): Promise<void> {
    await eventually(() => {
      const { dialogs, transactions } = this.lab.stack.statistics();
      if (dialogs + transactions > 0) throw new Error(`${dialogs} dialogs, ${transactions} transactions`);
    });
  }

  /** What a URI of ours says of the transport. */
  get uriParameter(): string {
    return `;transport=${isWeb(this.transport) ? 'ws' : this.transport}`;
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) await peer.close();
    await this.lab.close();
  }
}
