import { describe, expect, test } from '@jest/globals';
import { callLogsOf, type CallLog } from '../../src/model/callLog';
import type { CalledParty, CallRecord } from '../../src/model/callRecord';
import type { CallParties, Decision } from '../../src/decision/decision';
import { sdp, type FakeCaller } from '../support/fakeStack';
import {
  Switchboard,
  candidate,
  leaseOf,
  notice,
  origin,
  parties,
  routed,
  type SwitchboardOptions,
} from '../support/switchboard';
import { user } from './decisionFixtures';

interface Placed {
  readonly board: Switchboard;
  readonly caller: FakeCaller;
}

async function placed(decision: Decision = routed(), options: SwitchboardOptions = {}): Promise<Placed> {
  const board = new Switchboard({ decide: () => decision, ...options });
  const caller = board.stack.call(board.control);
  await board.settle();
  return { board, caller };
}

/** The one call's record, which nothing is left of, and its only log. */
function onlyLog({ board }: Placed): CallLog {
  expect(board.leftOpen()).toBeUndefined();
  expect(board.records).toHaveLength(1);
  const logs = callLogsOf(board.record);
  expect(logs).toHaveLength(1);
  const [log] = logs;
  if (log === undefined) throw new Error('no log');
  expect(log).toMatchObject({ id: board.record.id, callId: board.record.id });
  expect(log.endedAt).toBeGreaterThanOrEqual(log.answeredAt ?? log.ringingAt ?? log.startedAt);
  expect(log.attempts.every(({ endedAt }) => endedAt !== null)).toBe(true);
  return log;
}

const refuse = (failure: 'no_route' | 'unscreened_caller' | 'number_not_found'): Decision => ({
  kind: 'refuse',
  failure,
  parties: parties(),
  trace: [{ rule: 'test', result: failure }],
  emergency: null,
});

describe('a closed call leaves one log', () => {
  test.each(['caller', 'callee'] as const)('answered, ended by the %s', async (by) => {
    const call = await placed();
    const target = call.board.stack.lastTarget;
    await call.board.pass(100);
    target.ring();
    await call.board.pass(2000);
    target.accept();
    call.caller.acknowledge();
    await call.board.pass(7000);
    if (by === 'caller') call.caller.hangUp();
    else target.hangUp();
    const log = onlyLog(call);
    expect(log).toMatchObject({
      outcome: 'answered',
      endedBy: by,
      sipCode: 200,
      q850Cause: 16,
      failure: null,
    });
    const { startedAt } = log;
    expect(log).toMatchObject({
      ringingAt: startedAt + 100,
      answeredAt: startedAt + 2100,
      endedAt: startedAt + 9100,
      durationMs: 7000,
      attempts: [{ startedAt, ringingAt: startedAt + 100, answeredAt: startedAt + 2100, sipCode: 200 }],
    });
  });

  test.each([
    [486, 'busy', 17],
    [603, 'rejected', 21],
    [404, 'failed', 1],
    [488, 'failed', 88],
  ])('a target that says %i', async (status, outcome, cause) => {
    const call = await placed();
    await call.board.pass(50);
    call.board.stack.lastTarget.refuse(status, 'No');
    await call.board.settle();
    const log = onlyLog(call);
    expect(log).toMatchObject({
      outcome,
      sipCode: status,
      q850Cause: cause,
      endedBy: 'callee',
      durationMs: 0,
    });
    expect(log.attempts).toMatchObject([{ sipCode: status, endedAt: log.startedAt + 50, answeredAt: null }]);
  });

  test.each(['while its leases are asked for', 'before a word of the target', 'after 100', 'while it rings'])(
    'cancelled %s',
    async (when) => {
      const board = new Switchboard();
      const caller = board.stack.call(board.control);
      if (when !== 'while its leases are asked for') {
        await board.settle();
        if (when === 'after 100') board.stack.lastTarget.ring(100, 'Trying');
        if (when === 'while it rings') board.stack.lastTarget.ring();
      }
      await board.pass(40);
      caller.cancel();
      await board.settle();
      board.stack.targets.at(-1)?.confirmCancel();
      await board.settle();
      await board.pass(33_000);
      const log = onlyLog({ board, caller });
      expect(log).toMatchObject({ outcome: 'cancelled', endedBy: 'caller', sipCode: 487, q850Cause: 16 });
      expect(log.endedAt).toBe(log.startedAt + 40);
      expect(log.ringingAt).toBe(when === 'while it rings' ? log.startedAt : null);
    },
  );

  test('not answered in time', async () => {
    const call = await placed(routed({ ringTimeoutMs: 20_000 }));
    call.board.stack.lastTarget.ring();
    await call.board.pass(20_100);
    call.board.stack.lastTarget.confirmCancel();
    expect(onlyLog(call)).toMatchObject({
      outcome: 'no_answer',
      endedBy: 'service',
      sipCode: 480,
      q850Cause: 19,
    });
  });

  test('over capacity: not an attempt', async () => {
    const full = candidate('one', { lease: leaseOf('one', 'incoming', 0) });
    const log = onlyLog(await placed(routed({ candidates: [full] })));
    expect(log).toMatchObject({
      ...{ outcome: 'over_capacity', endedBy: 'service', sipCode: 503, q850Cause: 34, attempts: [] },
      participants: [{ role: 'caller', user: { name: 'Ada Park' }, trunkGroup: { name: 'home' } }],
    });
    expect(log.trace).toContainEqual({
      rule: 'admission',
      result: 'trunk_group one is full: max_incoming_calls 0',
    });
  });

  test('blocked by screening, failed without a route', async () => {
    expect(onlyLog(await placed(refuse('unscreened_caller')))).toMatchObject({
      ...{ outcome: 'blocked', sipCode: 403, q850Cause: 21, endedBy: 'service' },
    });
    expect(onlyLog(await placed(refuse('no_route')))).toMatchObject({
      ...{ outcome: 'failed', failure: 'no_route', sipCode: 404, q850Cause: 3, endedBy: 'service' },
    });
  });

  test('ended by an operator, or refused while draining', async () => {
    const call = await placed();
    await call.board.control.liveCalls.end(call.board.opened[0] ?? '', 'service');
    call.board.stack.lastTarget.confirmCancel();
    await call.board.pass(33_000);
    expect(onlyLog(call)).toMatchObject({
      outcome: 'failed',
      endedBy: 'service',
      sipCode: 480,
      q850Cause: 31,
    });

    const board = new Switchboard();
    void board.control.drain(1000);
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(onlyLog({ board, caller })).toMatchObject({
      outcome: 'failed',
      failure: 'draining',
      sipCode: 503,
    });
  });

  test('rerouted: an attempt for every target, with its own times', async () => {
    const call = await placed(
      routed({ candidates: [candidate('one'), candidate('two'), candidate('three')] }),
    );
    await call.board.pass(10);
    call.board.stack.lastTarget.refuse(503, 'Down');
    await call.board.settle();
    call.board.stack.lastTarget.ring(100, 'Trying');
    await call.board.pass(6100);
    call.board.stack.targets[1]?.confirmCancel();
    await call.board.settle();
    call.board.stack.lastTarget.ring();
    call.board.stack.lastTarget.accept();
    await call.board.pass(1000);
    call.caller.hangUp();
    const log = onlyLog(call);
    const { startedAt } = log;
    expect(log).toMatchObject({ outcome: 'answered', sipCode: 200, durationMs: 1000 });
    expect(log.attempts).toMatchObject([
      { destination: { name: 'one' }, startedAt, endedAt: startedAt + 10, sipCode: 503 },
      { destination: { name: 'two' }, startedAt: startedAt + 10, answeredAt: null, sipCode: 408 },
      {
        destination: { name: 'three' },
        startedAt: startedAt + 6110,
        answeredAt: startedAt + 6110,
        sipCode: 200,
      },
    ]);
  });

  test('an emergency call is one like others, and says so', async () => {
    const call = await placed(
      routed({ parties: parties({ emergency: true, calledNumber: '911', dialled: '911' }) }, notice),
    );
    call.board.stack.lastTarget.accept();
    call.caller.hangUp();
    expect(onlyLog(call)).toMatchObject({ emergency: true, calledNumber: '911', outcome: 'answered' });
  });
});

const ben = { id: 'u2', name: 'Ben Ito' };
const calledParty = (enterprise: string): CalledParty => ({
  enterprise: { id: enterprise, name: enterprise },
  group: { id: '0067890', name: 'Boston' },
  user: ben,
  trunkGroup: { id: 'two', name: 'two' },
});

const benOf = (enterprise: string) => user(ben.name, '0067890', enterprise, { id: ben.id });

function onNet(changes: Partial<CallParties>): Decision {
  const enterprise = changes.called?.enterprise.id ?? 'acme';
  const decision = routed({
    parties: parties({ calledNumber: '+12125550102', dialled: '1002', ...changes }),
    candidates: [candidate('two'), candidate('three')],
    origin: origin({ user: benOf(enterprise) }),
  });
  if (decision.kind !== 'lookup') {
    decision.trace.push({ rule: 'routing_scheme', result: 'of the called side', side: enterprise });
  }
  return decision;
}

describe('who takes part', () => {
  test('a call from a carrier is the called user’s, at the trunk group that was tried last', async () => {
    const call = await placed(
      onNet({
        direction: 'terminating',
        peer: { id: 'metro', name: 'metro', kind: 'carrier' },
        user: ben,
        trunkGroup: { id: 'two', name: 'two' },
      }),
    );
    call.board.stack.lastTarget.refuse(500, 'Broken');
    await call.board.settle();
    call.board.stack.lastTarget.accept();
    call.caller.hangUp();
    const trunkGroup = { id: 'three', name: 'three' };
    expect(onlyLog(call)).toMatchObject({
      direction: 'terminating',
      user: ben,
      trunkGroup,
      participants: [{ role: 'called', user: ben, trunkGroup }],
    });
  });

  test('within one enterprise: one record, originating, with both', async () => {
    const call = await placed(onNet({ called: calledParty('acme') }));
    call.board.stack.lastTarget.accept();
    call.caller.hangUp();
    const log = onlyLog(call);
    expect(log).toMatchObject({
      direction: 'originating',
      user: { name: 'Ada Park' },
      trunkGroup: { name: 'home' },
      participants: [
        { role: 'caller', user: { name: 'Ada Park' }, trunkGroup: { name: 'home' } },
        { role: 'called', user: ben, trunkGroup: { name: 'two' } },
      ],
    });
    expect(log.trace.map(({ rule }) => rule)).toEqual(['test', 'routing_scheme', 'admission']);
  });

  test('between two enterprises: the other one reads the number that its phone was shown, in the journal too', async () => {
    const { board, caller } = await placed(
      onNet({ called: calledParty('globex'), shownNumber: 'anonymous' }),
    );
    board.stack.lastTarget.accept();
    caller.hangUp();
    const [calling, called] = callLogsOf(board.record);
    expect(calling).toMatchObject({ enterprise: { id: 'acme' }, callingNumber: '+12125550101' });
    expect(called).toMatchObject({ enterprise: { id: 'globex' }, callingNumber: 'anonymous' });
  });

  test('between two enterprises: a record each, each with its own side alone', async () => {
    const { board, caller } = await placed(onNet({ called: calledParty('globex') }));
    board.stack.lastTarget.refuse(486, 'Busy Here');
    await board.settle();
    expect(caller.final?.status).toBe(486);
    expect(board.leftOpen()).toBeUndefined();
    const [calling, called, ...more] = callLogsOf(board.record);
    expect(more).toEqual([]);
    const common = {
      callId: board.record.id,
      outcome: 'busy',
      sipCode: 486,
      q850Cause: 17,
      endedBy: 'callee',
    };
    expect(calling).toMatchObject({
      ...common,
      id: board.record.id,
      enterprise: { id: 'acme' },
      direction: 'originating',
      dialled: '1002',
      participants: [{ role: 'caller', user: { name: 'Ada Park' } }],
      attempts: [{ destination: { id: 'globex', kind: 'enterprise' }, address: null, sipCode: 486 }],
    });
    expect(calling?.trace.map(({ rule }) => rule)).toEqual(['test']);
    expect(called).toMatchObject({
      ...common,
      enterprise: { id: 'globex' },
      direction: 'terminating',
      user: ben,
      group: { name: 'Boston' },
      trunkGroup: { name: 'two' },
      peer: null,
      participants: [{ role: 'called', user: ben, trunkGroup: { name: 'two' } }],
      attempts: [{ destination: { id: 'two', kind: 'trunk_group' } }],
    });
    expect(called?.trace.map(({ rule }) => rule)).toEqual(['routing_scheme', 'admission', 'attempt']);
    // Both sort by when the call began.
    expect(called?.id).not.toBe(calling?.id);
    expect(called?.id.slice(0, 10)).toBe(calling?.id.slice(0, 10));
    expect(JSON.stringify(calling)).not.toMatch(/two|three|Boston|Ben/);
    expect(JSON.stringify(called)).not.toMatch(/acme|home|Ada/);
  });

  test('a number of nobody’s from a carrier: no enterprise, nobody takes part', async () => {
    const nobody = { enterprise: null, group: null, user: null, trunkGroup: null };
    const decision: Decision = {
      ...refuse('number_not_found'),
      kind: 'refuse',
      failure: 'number_not_found',
      parties: parties({ direction: 'terminating', ...nobody }),
      emergency: null,
      trace: [],
    };
    expect(onlyLog(await placed(decision))).toMatchObject({ ...nobody, participants: [], sipCode: 404 });
  });
});

describe('the record and what the journal was told', () => {
  test('are the same, whether the call came and went within a batch or not', async () => {
    const { board, caller } = await placed();
    board.journal.flush();
    board.stack.lastTarget.ring(183, 'Session Progress', { body: sdp('early') });
    board.journal.flush();
    board.stack.lastTarget.accept();
    caller.hangUp();
    board.journal.flush();
    const kinds = board.payloads.map((payload) => payload.charAt(0));
    expect(kinds).toEqual(['o', 'c', 'x']);
    expect(JSON.parse(board.payloads[2]?.slice(27) ?? '') as CallRecord).toEqual(board.record);

    const short = await placed(refuse('no_route'));
    short.board.journal.flush();
    expect(short.board.payloads.map((payload) => payload.charAt(0))).toEqual(['x']);
  });
});
