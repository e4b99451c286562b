import { describe, expect, test } from '@jest/globals';
import { SipMessage } from '../../src/sip/message/sipMessage';
import {
  type InviteClientInput,
  type InviteClientState,
  inviteClientTable,
  InviteClientTransaction,
} from '../../src/sip/embedded/transaction/inviteClient';
import {
  type InviteServerInput,
  type InviteServerState,
  inviteServerTable,
  InviteServerTransaction,
} from '../../src/sip/embedded/transaction/inviteServer';
import {
  type NonInviteClientInput,
  type NonInviteClientState,
  nonInviteClientTable,
  NonInviteClientTransaction,
} from '../../src/sip/embedded/transaction/nonInviteClient';
import {
  type NonInviteServerInput,
  type NonInviteServerState,
  nonInviteServerTable,
  NonInviteServerTransaction,
} from '../../src/sip/embedded/transaction/nonInviteServer';
import { Tombstones } from '../../src/sip/embedded/transaction/tombstones';
import { anyFlow, RecordingHost } from '../support/transactionHost';

/** What a row leads to: the next state and what was done; rows that are left out change nothing. */
type Expected<State extends string, Input extends string> = Record<
  State,
  {
    readonly path: readonly Input[];
    readonly rows: Partial<Record<Input, readonly [State, readonly string[]]>>;
  }
>;

interface Subject<Input> {
  readonly host: RecordingHost;
  readonly state: () => string;
  readonly feed: (input: Input) => void;
}

function checkTable<State extends string, Input extends string>(
  expected: Expected<State, Input>,
  table: Readonly<Record<State, Partial<Record<Input, unknown>>>>,
  inputs: readonly Input[],
  make: () => Subject<Input>,
): void {
  for (const state of Object.keys(expected) as State[]) {
    const { path, rows } = expected[state];
    test(`${state}: the table has these rows and no others`, () => {
      expect(Object.keys(table[state]).sort()).toEqual(Object.keys(rows).sort());
    });
    for (const input of inputs) {
      const row = rows[input];
      test(`${state} + ${input}: ${row === undefined ? 'nothing' : `${row[0]}, ${row[1].join(', ')}`}`, () => {
        const subject = make();
        for (const step of path) subject.feed(step);
        expect(subject.state()).toBe(state);
        subject.host.takeDone();
        subject.feed(input);
        expect([subject.state(), subject.host.takeDone()]).toEqual(row ?? [state, []]);
      });
    }
  }
}

const response = (status: number, method = 'INVITE'): SipMessage => {
  const scanned = SipMessage.scan(
    `SIP/2.0 ${status} X\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\n` +
      `Call-ID: 1\r\nCSeq: 1 ${method}\r\n\r\n`,
  );
  if (!(scanned instanceof SipMessage)) throw new Error(scanned.problem);
  return scanned;
};

function inviteClient(
  reliable = false,
): Subject<InviteClientInput> & { transaction: InviteClientTransaction } {
  const host = new RecordingHost(reliable);
  const transaction = new InviteClientTransaction(host, 'z9hG4bKx', 'INVITE', anyFlow, {
    onProvisional: () => host.note('tell provisional'),
    onSuccess: () => host.note('tell success'),
    onFailure: () => host.note('tell failure'),
    onTimeout: () => host.note('tell timeout'),
    onTransportError: () => host.note('tell transport error'),
    acknowledgement: (_response, branch) => `ACK ${branch}`,
  });
  transaction.start();
  const statuses: Partial<Record<InviteClientInput, number>> = {
    provisional: 180,
    success: 200,
    failure: 486,
  };
  const feed = (input: InviteClientInput): void => {
    const status = statuses[input];
    if (status === undefined) transaction.feed(input);
    else transaction.receive(response(status));
  };
  return { host, transaction, state: () => transaction.state, feed };
}

describe('INVITE client transaction', () => {
  const ack = 'send ACK z9hG4bKx';
  const expected: Expected<InviteClientState, InviteClientInput> = {
    calling: {
      path: [],
      rows: {
        provisional: ['proceeding', ['tell provisional']],
        success: ['accepted', ['forget', 'tell success']],
        failure: ['completed', [ack, 'tell failure']],
        step: ['calling', ['send INVITE']],
        deadline: ['terminated', ['forget', 'tell timeout']],
        transport_error: ['terminated', ['forget', 'tell transport error']],
        connection_lost: ['terminated', ['forget', 'tell transport error']],
      },
    },
    proceeding: {
      path: ['provisional'],
      rows: {
        provisional: ['proceeding', ['tell provisional']],
        success: ['accepted', ['forget', 'tell success']],
        failure: ['completed', [ack, 'tell failure']],
        deadline: ['terminated', ['forget', 'tell timeout']],
        connection_lost: ['terminated', ['forget', 'tell transport error']],
      },
    },
    completed: {
      path: ['failure'],
      rows: { failure: ['completed', [ack]], deadline: ['terminated', ['forget']] },
    },
    accepted: { path: ['success'], rows: { success: ['accepted', []] } },
    terminated: { path: ['transport_error'], rows: {} },
  };
  checkTable(
    expected,
    inviteClientTable,
    ['provisional', 'success', 'failure', 'step', 'deadline', 'transport_error', 'connection_lost'],
    inviteClient,
  );

  test('Timer A doubles without a ceiling, Timer B ends it after 32 s, whatever step is due', () => {
    const { host, transaction } = inviteClient();
    host.advance(40_000);
    expect(host.timesOf('send INVITE')).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
    expect(host.timesOf('tell timeout')).toEqual([32_000]);
    expect(host.counters.requestRetransmissions).toBe(6);
    expect([transaction.state, host.wheel.pending]).toEqual(['terminated', 0]);
  });

  test('over a reliable transport nothing is sent again, and Timer B ends it all the same', () => {
    const { host } = inviteClient(true);
    host.advance(40_000);
    expect(host.timesOf('send INVITE')).toEqual([0]);
    expect(host.timesOf('tell timeout')).toEqual([32_000]);
  });

  test('a provisional response stops Timers A and B for good', () => {
    const { host, feed, state } = inviteClient();
    host.advance(600);
    feed('provisional');
    expect(host.wheel.pending).toBe(0);
    host.advance(200_000);
    expect(host.timesOf('send INVITE')).toEqual([0, 500]);
    expect(state()).toBe('proceeding');
  });

  test('Timer D: 32 s over datagrams, none over a stream', () => {
    const datagrams = inviteClient();
    datagrams.feed('failure');
    datagrams.host.advance(31_990);
    expect(datagrams.host.timesOf('forget')).toEqual([]);
    datagrams.host.advance(20);
    expect(datagrams.host.timesOf('forget')).toEqual([32_000]);
    const stream = inviteClient(true);
    stream.feed('failure');
    expect(stream.host.timesOf('forget')).toEqual([0]);
    expect(stream.host.wheel.pending).toBe(0);
  });

  test('after a CANCEL the final response is waited for 64*T1, counted from the first CANCEL', () => {
    const { host, feed, transaction } = inviteClient();
    transaction.limitWait();
    feed('provisional');
    host.advance(1_000);
    transaction.limitWait();
    host.advance(20_000);
    feed('provisional');
    transaction.limitWait();
    host.advance(20_000);
    expect(host.timesOf('tell timeout')).toEqual([33_000]);
  });

  test.each([
    [0, [0, 500, 1_500]],
    [600, [0, 500, 1_500]],
    [4_000, [0, 500, 1_500, 3_500]],
  ])('given up after %i ms: sent thrice in all, at the least, and Timer B still ends it', (when, sent) => {
    const { host, transaction } = inviteClient();
    host.advance(when);
    transaction.giveUp();
    host.advance(40_000 - when);
    expect(host.timesOf('send INVITE')).toEqual(sent);
    expect(host.timesOf('tell timeout')).toEqual([32_000]);
    expect(host.wheel.pending).toBe(0);
  });

  test('given up unheard: sent three times in all, then silent until Timer B', () => {
    const { host, transaction } = inviteClient();
    transaction.giveUp();
    host.advance(33_000);
    expect(host.timesOf('send INVITE')).toEqual([0, 500, 1_500]);
    expect(host.timesOf('tell timeout')).toEqual([32_000]);
  });

  test('given up late: a silent peer hears nothing more', () => {
    const { host, transaction } = inviteClient();
    host.advance(6_000);
    transaction.giveUp();
    host.advance(27_000);
    expect(host.timesOf('send INVITE')).toEqual([0, 500, 1_500, 3_500]);
  });
});

function inviteServer(
  reliable = false,
): Subject<InviteServerInput> & { transaction: InviteServerTransaction } {
  const host = new RecordingHost(reliable);
  const transaction = new InviteServerTransaction(host, 'key', anyFlow);
  const feed = (input: InviteServerInput): void => {
    if (input === 'provisional') transaction.respond(input, '180');
    else if (input === 'success') transaction.respond(input, '200');
    else if (input === 'failure') transaction.respond(input, '486');
    else transaction.feed(input);
  };
  return { host, transaction, state: () => transaction.state, feed };
}

describe('INVITE server transaction', () => {
  const expected: Expected<InviteServerState, InviteServerInput> = {
    proceeding: {
      path: ['provisional'],
      rows: {
        request: ['proceeding', ['send 180']],
        provisional: ['proceeding', ['send 180']],
        success: ['accepted', ['send 200', 'bury absorb 32000']],
        failure: ['completed', ['send 486']],
      },
    },
    completed: {
      path: ['failure'],
      rows: {
        request: ['completed', ['send 486']],
        step: ['completed', ['send 486']],
        ack: ['confirmed', ['bury absorb 32000']],
        deadline: ['terminated', ['forget']],
      },
    },
    accepted: { path: ['success'], rows: { request: ['accepted', []] } },
    confirmed: { path: ['failure', 'ack'], rows: { ack: ['confirmed', []] } },
    terminated: { path: ['failure', 'deadline'], rows: {} },
  };
  checkTable(
    expected,
    inviteServerTable,
    ['request', 'provisional', 'success', 'failure', 'ack', 'step', 'deadline'],
    inviteServer,
  );

  test('a repeated INVITE before any response is met with silence', () => {
    const { host, feed } = inviteServer();
    feed('request');
    expect(host.takeDone()).toEqual([]);
    expect(host.counters.receivedRetransmissions).toBe(1);
  });

  test('Timer G doubles up to T2, Timer H ends it after 32 s', () => {
    const { host, feed } = inviteServer();
    feed('failure');
    host.advance(40_000);
    expect(host.timesOf('send 486')).toEqual([
      0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(host.timesOf('forget')).toEqual([32_000]);
    expect(host.wheel.pending).toBe(0);
  });

  test('over a reliable transport nothing is sent again, and Timer H ends it', () => {
    const { host, feed } = inviteServer(true);
    feed('failure');
    host.advance(40_000);
    expect(host.timesOf('send 486')).toEqual([0]);
    expect(host.timesOf('forget')).toEqual([32_000]);
  });

  test('the ACK stops Timers G and H', () => {
    const { host, feed } = inviteServer();
    feed('failure');
    host.advance(700);
    feed('ack');
    expect(host.wheel.pending).toBe(0);
    host.advance(40_000);
    expect(host.timesOf('send 486')).toEqual([0, 500]);
  });
});

function nonInviteClient(
  reliable = false,
): Subject<NonInviteClientInput> & { transaction: NonInviteClientTransaction } {
  const host = new RecordingHost(reliable);
  const transaction = new NonInviteClientTransaction(host, 'key', 'BYE', anyFlow, (status, heard) =>
    host.note(`tell ${status}${heard === null ? ' unheard' : ''}`),
  );
  transaction.start();
  const feed = (input: NonInviteClientInput): void => {
    if (input === 'provisional') transaction.receive(response(100, 'BYE'));
    else if (input === 'final') transaction.receive(response(200, 'BYE'));
    else transaction.feed(input);
  };
  return { host, transaction, state: () => transaction.state, feed };
}

describe('non-INVITE client transaction', () => {
  const expected: Expected<NonInviteClientState, NonInviteClientInput> = {
    trying: {
      path: [],
      rows: {
        provisional: ['proceeding', []],
        final: ['terminated', ['forget', 'tell 200']],
        step: ['trying', ['send BYE']],
        deadline: ['terminated', ['forget', 'tell 408 unheard']],
        transport_error: ['terminated', ['forget', 'tell 503 unheard']],
        connection_lost: ['terminated', ['forget', 'tell 503 unheard']],
      },
    },
    proceeding: {
      path: ['provisional'],
      rows: {
        final: ['terminated', ['forget', 'tell 200']],
        step: ['proceeding', ['send BYE']],
        deadline: ['terminated', ['forget', 'tell 408 unheard']],
        transport_error: ['terminated', ['forget', 'tell 503 unheard']],
        connection_lost: ['terminated', ['forget', 'tell 503 unheard']],
      },
    },
    terminated: { path: ['final'], rows: {} },
  };
  checkTable(
    expected,
    nonInviteClientTable,
    ['provisional', 'final', 'step', 'deadline', 'transport_error', 'connection_lost'],
    nonInviteClient,
  );

  test('Timer E doubles up to T2, Timer F ends it after 32 s', () => {
    const { host } = nonInviteClient();
    host.advance(40_000);
    expect(host.timesOf('send BYE')).toEqual([
      0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500,
    ]);
    expect(host.timesOf('tell 408 unheard')).toEqual([32_000]);
    expect(host.wheel.pending).toBe(0);
  });

  test('a provisional response sets Timer E to T2 and leaves Timer F alone', () => {
    const { host, feed } = nonInviteClient();
    host.advance(600);
    feed('provisional');
    host.advance(40_000);
    expect(host.timesOf('send BYE').slice(0, 4)).toEqual([0, 500, 4_600, 8_600]);
    expect(host.timesOf('tell 408 unheard')).toEqual([32_000]);
  });

  test('over a reliable transport nothing is sent again, a provisional response or not', () => {
    const { host, feed } = nonInviteClient(true);
    feed('provisional');
    host.advance(40_000);
    expect(host.timesOf('send BYE')).toEqual([0]);
    expect(host.timesOf('tell 408 unheard')).toEqual([32_000]);
  });
});

function nonInviteServer(
  reliable = false,
  rebuildable = false,
): Subject<NonInviteServerInput> & { transaction: NonInviteServerTransaction } {
  const host = new RecordingHost(reliable);
  const transaction = new NonInviteServerTransaction(host, 'key', anyFlow, rebuildable);
  const feed = (input: NonInviteServerInput): void => {
    if (input === 'provisional') transaction.respond(100, '100');
    else if (input === 'final') transaction.respond(200, '200');
    else transaction.feed(input);
  };
  return { host, transaction, state: () => transaction.state, feed };
}

describe('non-INVITE server transaction', () => {
  const final = ['completed', ['send 200', 'bury 200 32000']] as const;
  const expected: Expected<NonInviteServerState, NonInviteServerInput> = {
    trying: {
      path: [],
      rows: { request: ['trying', []], provisional: ['proceeding', ['send 100']], final },
    },
    proceeding: {
      path: ['provisional'],
      rows: { request: ['proceeding', ['send 100']], provisional: ['proceeding', ['send 100']], final },
    },
    completed: { path: ['final'], rows: { final: ['completed', []] } },
  };
  checkTable(expected, nonInviteServerTable, ['request', 'provisional', 'final'], nonInviteServer);

  test('over a reliable transport there is no Timer J', () => {
    const { host, feed } = nonInviteServer(true);
    feed('final');
    expect(host.takeDone()).toEqual(['send 200', 'forget']);
  });

  test('the answer to a BYE is kept as its status only where that says all', () => {
    for (const [status, stone] of [
      [200, '200'],
      [481, '481'],
      [500, 'text'],
      [420, 'text'],
    ] as const) {
      const { host, transaction } = nonInviteServer(false, true);
      transaction.respond(status, 'text');
      expect(host.takeDone()).toEqual(['send text', `bury ${stone} 32000`]);
    }
  });
});

describe('tombstones', () => {
  test('last as long as was asked, a second more at most, each for itself', () => {
    const host = new RecordingHost();
    const expired: string[] = [];
    const stones = new Tombstones(host.wheel, (key) => expired.push(key));
    stones.put('a', 'absorb', 32_000);
    host.advance(20_500);
    stones.put('b', 200, 32_000);
    stones.put('c', { text: 'x' }, 5_000);
    host.advance(5_000);
    expect(expired).toEqual([]);
    expect([stones.get('a'), stones.get('b'), stones.get('c'), stones.get('d')]).toEqual([
      'absorb',
      200,
      { text: 'x' },
      undefined,
    ]);
    host.advance(1_500);
    expect(expired).toEqual(['c']);
    host.advance(4_990);
    expect(expired).toEqual(['c']);
    host.advance(2_000);
    expect(expired).toEqual(['c', 'a']);
    host.advance(18_500);
    expect(stones.get('b')).toBe(200);
    host.advance(2_000);
    expect([stones.size, host.wheel.pending]).toEqual([0, 0]);
  });

  test('start over once all have gone', () => {
    const host = new RecordingHost();
    const stones = new Tombstones(host.wheel, () => undefined);
    for (let round = 0; round < 3; round += 1) {
      stones.put('a', 'absorb', 32_000);
      host.advance(31_990);
      expect(stones.size).toBe(1);
      host.advance(2_000);
      expect([stones.size, host.wheel.pending]).toEqual([0, 0]);
      host.advance(100_000);
    }
    stones.put('a', 'absorb', 32_000);
    stones.clear();
    expect([stones.size, host.wheel.pending]).toEqual([0, 0]);
  });
});
