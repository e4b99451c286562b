import { describe, expect, test } from '@jest/globals';
import type { CallRoute } from '../../src/decision/decision';
import type { HuntResult } from '../../src/decision/huntResult';
import type { NextDecision } from '../../src/decision/nextRoute';
import { callLogsOf } from '../../src/model/callLog';
import type { CalledParty, ForwardedTo } from '../../src/model/callRecord';
import { sdp } from '../support/fakeStack';
import {
  Switchboard,
  candidate,
  gateway,
  leaseOf,
  ledgerWith,
  origin,
  parties,
  routed,
  type SwitchboardOptions,
} from '../support/switchboard';
import { user } from './decisionFixtures';

const enterpriseLease = { ...leaseOf('home', 'incoming', null), trunkGroup: null };
const outside = candidate('metro', {
  destination: { id: 'metro', name: 'metro', kind: 'carrier' },
  lease: enterpriseLease,
});
const full = candidate('one', { lease: leaseOf('one', 'incoming', 0) });

type Forwarded = Pick<ForwardedTo, 'party' | 'number' | 'reason'>;
const toNumber: Forwarded = { party: null, number: '+14155550123', reason: 'busy' };

const partyOf = (enterprise: string, name: string): CalledParty => ({
  enterprise: { id: enterprise, name: enterprise },
  group: { id: '0067890', name: 'Boston' },
  user: { id: name.toLowerCase(), name },
  trunkGroup: { id: 'two', name: 'two' },
});

/** What comes next, in turn; then the caller is answered. */
class Script {
  readonly results: HuntResult[] = [];
  #position = 0;

  constructor(readonly steps: readonly (Partial<CallRoute> & { readonly forwarded?: Forwarded | null })[]) {}

  next(route: CallRoute, result: HuntResult): NextDecision {
    this.results.push(result);
    const step = this.steps[this.#position];
    this.#position += 1;
    if (step === undefined) return { kind: 'answer', failure: null, trace: [] };
    const { forwarded = toNumber, ...changes } = step;
    return {
      kind: 'route',
      route: { ...route, ...changes },
      forwarded,
      forwardedBy: null,
      trace: [{ rule: 'test', result: `step ${this.#position}` }],
    };
  }
}

async function placed(first: Partial<CallRoute>, script: Script, options: SwitchboardOptions = {}) {
  const board = new Switchboard({
    decide: () => routed(first),
    decideNext: (route, result) => script.next(route, result),
    ...options,
  });
  const caller = board.stack.call(board.control);
  await board.settle();
  return { board, caller, stack: board.stack };
}

describe('a call that is sent on', () => {
  test('leaves the trunk group’s lease for one of the enterprise alone, keeps the caller’s, and gives all back', async () => {
    const script = new Script([{ candidates: [outside] }]);
    const { board, caller, stack } = await placed({}, script);
    expect(board.usageOf('one')).toMatchObject({ active: 1, incoming: 1 });
    expect(board.usageBoard.enterprise(0).active).toBe(2);
    stack.lastTarget.refuse(503, 'Service Unavailable');
    await board.settle();
    expect(script.results).toEqual([
      {
        kind: 'nobody_reached',
        failure: 'not_reachable',
        first: { trunkGroupId: 'one', full: false },
        asked: ['one'],
      },
    ]);
    expect(board.usageOf('one')).toMatchObject({ active: 0, incoming: 0 });
    expect(board.usageOf('home')).toMatchObject({ active: 1, outgoing: 1 });
    expect(board.usageBoard.enterprise(0).active).toBe(2);
    expect(stack.lastTarget.invite.target.host).toBe('metro.example');
    stack.lastTarget.ring();
    stack.lastTarget.accept();
    expect(caller.isAnswered).toBe(true);
    caller.acknowledge();
    caller.hangUp();
    expect(board.record).toMatchObject({ outcome: 'answered', sipCode: 200, endedBy: 'caller' });
    expect(board.record.attempts.map(({ destination, sipCode }) => [destination.name, sipCode])).toEqual([
      ['one', 503],
      ['metro', 200],
    ]);
    expect(board.record.forwards).toEqual([{ ...toNumber, from: 0, logId: null }]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('because all were full: the caller’s own lease is asked for again, with the forward’s', async () => {
    const script = new Script([{ candidates: [outside] }]);
    const { board, caller, stack } = await placed({ candidates: [full] }, script);
    expect(script.results).toEqual([
      {
        kind: 'nobody_reached',
        failure: 'over_capacity',
        first: { trunkGroupId: 'one', full: true },
        asked: ['one'],
      },
    ]);
    expect(board.refused).toEqual(['one']);
    expect(board.usageOf('home').outgoing).toBe(1);
    expect(board.usageBoard.enterprise(0).active).toBe(2);
    stack.lastTarget.accept();
    caller.hangUp();
    expect(board.record.outcome).toBe('answered');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('and the caller’s own trunk group is full: that is said, and nothing else is tried', async () => {
    const script = new Script([]);
    const { board, caller, stack } = await placed(
      { originatingLease: leaseOf('home', 'outgoing', 0) },
      script,
    );
    expect(script.results).toEqual([{ kind: 'caller_full' }]);
    expect(board.refused).toEqual(['home']);
    expect(stack.targets).toHaveLength(0);
    expect(caller.final).toMatchObject({ status: 503 });
    expect(board.record.outcome).toBe('over_capacity');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('to nobody who has room, first and last: 503 with cause 34', async () => {
    const { board, caller } = await placed(
      { candidates: [full] },
      new Script([{ candidates: [candidate('two', { lease: leaseOf('two', 'incoming', 0) })] }]),
    );
    expect(caller.final).toMatchObject({ status: 503 });
    expect(board.record).toMatchObject({ outcome: 'over_capacity', q850Cause: 34 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('after all were full to a carrier that fails: the carrier’s last word', async () => {
    const { board, caller, stack } = await placed(
      { candidates: [full] },
      new Script([{ candidates: [outside] }]),
    );
    stack.lastTarget.refuse(503, 'Congestion');
    await board.settle();
    expect(caller.final).toMatchObject({ status: 500 });
    expect(board.record.outcome).toBe('failed');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('and is busy there: the caller hears so, by the called side', async () => {
    const script = new Script([{ candidates: [outside] }]);
    const { board, caller, stack } = await placed({ candidates: [full] }, script);
    stack.lastTarget.refuse(486, 'Busy Here');
    await board.settle();
    expect(script.results[1]).toEqual({ kind: 'not_taken', failure: 'busy' });
    expect(caller.final).toMatchObject({ status: 486 });
    expect(board.record).toMatchObject({ outcome: 'busy', endedBy: 'callee' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('after it rang out: the ringing phone is cancelled, its lease stands until it says so', async () => {
    const script = new Script([{ candidates: [outside] }]);
    const { board, caller, stack } = await placed({ ringTimeoutMs: 10_000 }, script);
    stack.lastTarget.ring();
    await board.pass(10_020);
    expect(script.results).toEqual([{ kind: 'not_taken', failure: 'no_answer' }]);
    const [phone, second] = stack.targets;
    expect(phone?.isCancelled).toBe(true);
    expect(board.usageOf('one').incoming).toBe(1);
    second?.accept();
    expect(caller.isAnswered).toBe(true);
    phone?.confirmCancel();
    expect(board.usageOf('one').incoming).toBe(0);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each(['CANCEL', 'an operator'])('while the directory is asked: %s ends it', async (who) => {
    let fetched: () => void = () => undefined;
    const { board, caller, stack } = await placed({ candidates: [full] }, new Script([]), {
      decideNext: () => ({ kind: 'lookup', keys: ['number:+14155550123'] }),
      fetch: () =>
        new Promise((resolve) => {
          fetched = resolve;
        }),
    });
    expect(caller.final).toBeNull();
    if (who === 'CANCEL') caller.cancel();
    else await board.control.liveCalls.end(board.opened[0] ?? '', 'service');
    expect(board.leftOpen()).toBeUndefined();
    fetched();
    await board.settle();
    expect(stack.targets).toHaveLength(0);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the directory cannot be read: the caller gets what was heard', async () => {
    const { board, caller } = await placed({ candidates: [full] }, new Script([]), {
      decideNext: () => ({ kind: 'lookup', keys: ['number:+14155550123'] }),
      fetch: () => Promise.reject(new Error('no database')),
    });
    expect(caller.final).toMatchObject({ status: 503 });
    expect(board.record.trace.map(({ rule }) => rule)).toContain('directory');
    expect(board.leftOpen()).toBeUndefined();
  });

  test('an admission that comes after the caller left is given back', async () => {
    let grant: () => void = () => undefined;
    const { board, caller, stack } = await placed({}, new Script([{ candidates: [outside] }]), {
      ledger: (ledger) =>
        ledgerWith(ledger, {
          admit: (request) =>
            request.candidates[0]?.at(-1)?.trunkGroup !== null
              ? ledger.admit(request)
              : new Promise((resolve) => {
                  grant = () => {
                    void ledger.admit(request).then(resolve);
                  };
                }),
        }),
    });
    stack.lastTarget.refuse(500, 'Broken');
    await board.settle();
    caller.cancel();
    grant();
    await board.settle();
    expect(stack.targets).toHaveLength(1);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('and on and on: no more than 32 targets are tried', async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => gateway(`a${index}`));
    const many = { candidates: [candidate('two', { gateways: addresses })] };
    const { board, caller, stack } = await placed(many, new Script([many, many]));
    while (caller.final === null) {
      stack.lastTarget.refuse(500, 'Broken');
      await board.settle();
    }
    expect(stack.targets).toHaveLength(32);
    expect(board.record.attempts).toHaveLength(32);
    expect(caller.final).toMatchObject({ status: 500 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a loop is answered with 482', async () => {
    const { board, caller } = await placed({ candidates: [full] }, new Script([]), {
      decideNext: () => ({ kind: 'answer', failure: 'forwarding_loop', trace: [] }),
    });
    expect(caller.final).toMatchObject({ status: 482, reason: 'Loop Detected' });
    expect(board.record).toMatchObject({ outcome: 'failed', failure: 'forwarding_loop' });
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('a trunk group that forwards all its calls', () => {
  test('takes its turn without being rung, and holds nothing', async () => {
    const script = new Script([{ candidates: [outside] }]);
    const forwards = candidate('one', { forwardsAll: true });
    const { board, caller, stack } = await placed({ candidates: [forwards] }, script);
    expect(script.results).toEqual([{ kind: 'forwarding_trunk_group', trunkGroupId: 'one' }]);
    expect(stack.targets.map(({ invite }) => invite.target.host)).toEqual(['metro.example']);
    expect(board.usageOf('one').active).toBe(0);
    stack.lastTarget.accept();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('a round robin', () => {
  test.each([
    [null, ['one']],
    ['forwarding', ['forwarding']],
  ])('goes on from whoever answered', async (trunkGroupId, expected) => {
    const answered: string[] = [];
    const { board, caller, stack } = await placed(
      { origin: origin({ countedAnswers: [{ schemeId: 'reception', trunkGroupId }] }) },
      new Script([]),
      {
        ledger: (ledger) =>
          ledgerWith(ledger, {
            answered: (_scheme, id) => {
              answered.push(id);
            },
          }),
      },
    );
    stack.lastTarget.ring();
    expect(answered).toEqual([]);
    stack.lastTarget.accept();
    expect(answered).toEqual(expected);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('the order of the first admission holds for the call’s reroutes', async () => {
    const members = ['one', 'two', 'three'];
    const board = new Switchboard({
      decide: () =>
        routed({
          candidates: members.map((name) => candidate(name)),
          selection: { kind: 'after_last_answered', schemeId: 'reception', members },
        }),
    });
    board.ledger.answered('reception', 'one');
    board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.refuse(500, 'Broken');
    // Another call is answered elsewhere meanwhile.
    board.ledger.answered('reception', 'three');
    await board.settle();
    board.stack.lastTarget.refuse(500, 'Broken');
    await board.settle();
    const tried = board.stack.targets.map(({ invite }) => invite.target.host);
    expect(tried).toEqual(['two.example', 'three.example', 'one.example']);
    board.stack.lastTarget.refuse(500, 'Broken');
    await board.settle();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('a call that may not last for ever', () => {
  test.each([
    ['the caller’s trunk group', 5000, null],
    ['the called trunk group', 9000, 5000],
    ['both alike', 5000, 5000],
  ])('is ended by the service: %s', async (_who, own, theirs) => {
    const { board, caller, stack } = await placed(
      { maxCallDurationMs: own, candidates: [candidate('one', { maxCallDurationMs: theirs })] },
      new Script([]),
    );
    await board.pass(6000 - 1000);
    stack.lastTarget.ring();
    await board.pass(6000);
    stack.lastTarget.accept({ body: sdp('answer') });
    caller.acknowledge();
    await board.pass(4990);
    expect(caller.over).toBe(false);
    await board.pass(30);
    for (const leg of [caller, stack.lastTarget]) {
      expect(leg.byeContent?.headers).toBe('Reason: Q.850;cause=102;text="Recovery on timer expiry"\r\n');
    }
    expect(board.record).toMatchObject({
      outcome: 'answered',
      endedBy: 'service',
      sipCode: 200,
      q850Cause: 102,
    });
    expect(board.record.durationMs).toBeGreaterThanOrEqual(5000);
    expect(board.record.trace.at(-1)).toEqual({
      rule: 'max_call_duration',
      result: 'the call has lasted 5 s',
    });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('and ends before: no timer is left', async () => {
    const { board, caller, stack } = await placed({ maxCallDurationMs: 5000 }, new Script([]));
    stack.lastTarget.accept();
    caller.acknowledge();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('the logs of a call that was sent on', () => {
  const ben = user('Ben', '0067890', 'acme', { id: 'ben' });
  const fromCarrier = parties({
    direction: 'terminating',
    peer: { id: 'metro', name: 'metro', kind: 'carrier' },
    user: { id: 'ben', name: 'Ben' },
    trunkGroup: { id: 'one', name: 'one' },
    calledNumber: '+12125550102',
    dialled: '12125550102',
  });

  test('outside: the one who forwarded is the participant', async () => {
    const { board, caller, stack } = await placed(
      { parties: fromCarrier, originatingLease: null, origin: origin({ user: ben }) },
      new Script([
        { candidates: [outside], origin: origin({ forwarders: [{ user: ben, reason: 'busy' }] }) },
      ]),
    );
    stack.lastTarget.refuse(503, 'Down');
    await board.settle();
    stack.lastTarget.accept();
    caller.hangUp();
    const [log, ...more] = callLogsOf(board.record);
    expect(more).toEqual([]);
    expect(log).toMatchObject({
      direction: 'terminating',
      user: { name: 'Ben' },
      trunkGroup: { name: 'one' },
      participants: [{ role: 'forwarder', user: { name: 'Ben' }, trunkGroup: { name: 'one' } }],
      calledNumber: '+12125550102',
      outcome: 'answered',
      attempts: [{ destination: { name: 'one' } }, { destination: { name: 'metro', kind: 'carrier' } }],
    });
    expect(log?.trace.map(({ rule }) => rule)).toEqual(['test', 'admission', 'attempt', 'test', 'admission']);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('to a colleague: forwarder and called, one record', async () => {
    const { board, caller, stack } = await placed(
      { parties: parties({ called: partyOf('acme', 'Ben') }), origin: origin({ user: ben }) },
      new Script([
        {
          candidates: [candidate('two')],
          forwarded: { ...toNumber, party: partyOf('acme', 'Cy') },
          origin: origin({ user: user('Cy', '0067890', 'acme') }),
        },
      ]),
    );
    stack.lastTarget.refuse(503, 'Down');
    await board.settle();
    stack.lastTarget.refuse(486, 'Busy');
    await board.settle();
    expect(caller.final?.status).toBe(486);
    const [log, ...more] = callLogsOf(board.record);
    expect(more).toEqual([]);
    expect(log?.participants).toMatchObject([
      { role: 'caller', user: { name: 'Ada Park' }, trunkGroup: { name: 'home' } },
      { role: 'forwarder', user: { name: 'Ben' }, trunkGroup: { name: 'one' } },
      { role: 'called', user: { name: 'Cy' }, trunkGroup: { name: 'two' } },
    ]);
    expect(log).toMatchObject({ direction: 'originating', outcome: 'busy' });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('to another enterprise: it gets a record of its own, and neither sees what the other tried', async () => {
    const gil = { ...partyOf('globex', 'Gil'), trunkGroup: { id: 'lon', name: 'lon' } };
    const { board, caller, stack } = await placed(
      { parties: fromCarrier, originatingLease: null, origin: origin({ user: ben }) },
      new Script([
        {
          candidates: [candidate('lon')],
          forwarded: { party: gil, number: '+12125550201', reason: 'not_reachable' },
          origin: origin({
            user: user('Gil', '0099999', 'globex'),
            forwarders: [{ user: ben, reason: 'not_reachable' }],
          }),
        },
      ]),
    );
    stack.lastTarget.refuse(503, 'Down');
    await board.settle();
    stack.lastTarget.accept();
    caller.hangUp();
    const [first, second, ...more] = callLogsOf(board.record);
    expect(more).toEqual([]);
    expect(first).toMatchObject({
      id: board.record.id,
      enterprise: { id: 'acme' },
      participants: [{ role: 'forwarder', user: { name: 'Ben' } }],
      attempts: [
        { destination: { id: 'one', kind: 'trunk_group' } },
        { destination: { id: 'globex', kind: 'enterprise' }, address: null },
      ],
    });
    expect(second).toMatchObject({
      callId: board.record.id,
      enterprise: { id: 'globex' },
      direction: 'terminating',
      user: { name: 'Gil' },
      trunkGroup: { name: 'lon' },
      participants: [{ role: 'called', user: { name: 'Gil' } }],
      peer: null,
      calledNumber: '+12125550201',
      dialled: '+12125550201',
      attempts: [
        { destination: { id: 'acme', kind: 'enterprise' }, address: null },
        { destination: { id: 'lon', kind: 'trunk_group' } },
      ],
    });
    expect(second?.id.slice(0, 10)).toBe(first?.id.slice(0, 10));
    expect(JSON.stringify(first)).not.toMatch(/lon|Gil/);
    expect(JSON.stringify(second)).not.toMatch(/Ben|one\.example|metro/);
    expect(board.leftOpen()).toBeUndefined();
  });
});
