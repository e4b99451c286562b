import { describe, expect, test } from '@jest/globals';
import { CallCounters } from '../../src/calls/callCounters';
import { CallFeed } from '../../src/calls/callFeed';
import { ClosingLine } from '../../src/calls/closingLine';
import { SetupTimes } from '../../src/calls/setupTimes';
import type { LiveCallsStep, LiveCallSummary } from '../../src/model/liveCall';
import { notice, parties, routed, Switchboard } from '../support/switchboard';

/** A switchboard whose calls are followed; the steps as they were published. */
function watched(): {
  board: Switchboard;
  feed: CallFeed;
  steps: LiveCallsStep[];
  follower: { wanted: boolean };
} {
  const board = new Switchboard();
  const steps: LiveCallsStep[] = [];
  const follower = { wanted: false };
  const bus = {
    publish: (_name: string, event: unknown) => steps.push(event as LiveCallsStep),
    isWanted: () => follower.wanted,
  };
  const feed = new CallFeed(bus, board.wheel, (after, visit) => board.control.walkOpen(after, visit));
  board.observers.push(feed);
  return { board, feed, steps, follower };
}

/** What one who follows the steps knows after them; null: not all of it yet. */
function known(steps: readonly LiveCallsStep[]): ReadonlyMap<string, LiveCallSummary> | null {
  const calls = new Map<string, LiveCallSummary>();
  let complete = false;
  for (const step of steps) {
    if (step.reset) {
      calls.clear();
      complete = false;
    }
    for (const call of step.upsert) calls.set(call.id, call);
    for (const id of step.remove) calls.delete(id);
    complete ||= step.complete;
  }
  return complete ? calls : null;
}

async function listed(board: Switchboard): Promise<Record<string, unknown>> {
  const { items } = await board.control.liveCalls.list({
    limit: 10_000,
    after: null,
    enterpriseId: null,
    trunkGroupId: null,
  });
  return Object.fromEntries(
    items.map(({ attempts: _attempts, trace: _trace, ...summary }) => [summary.id, summary]),
  );
}

describe('the feed of live calls', () => {
  test('says and notes nothing while nobody follows', async () => {
    const { board, steps } = watched();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.hangUp();
    await board.pass(500);
    expect(steps).toEqual([]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('tells the calls of before and what happens meanwhile, as the list has them', async () => {
    const { board, feed, steps, follower } = watched();
    const callers = [];
    // Two and a half steps' worth.
    for (let index = 0; index < 1_000; index += 1) callers.push(board.stack.call(board.control));
    await board.settle();
    follower.wanted = true;
    feed.refill();
    for (let turn = 0; known(steps) === null && turn < 50; turn += 1) {
      // One of before ends, one of before is answered, a new one comes.
      callers.shift()?.cancel();
      board.stack.lastTarget.ring();
      callers.push(board.stack.call(board.control));
      await board.pass(20);
    }
    await board.pass(200);
    await board.pass(200);
    expect(Object.fromEntries(known(steps) ?? [])).toEqual(await listed(board));
    expect(Math.max(...steps.map(({ upsert, remove }) => upsert.length + remove.length))).toBeLessThanOrEqual(
      400,
    );
    expect(steps.filter(({ reset }) => reset)).toHaveLength(1);
    expect(steps.filter(({ complete }) => complete)).toHaveLength(1);
  });

  test('many events of a call within a moment are one, and a call that came and went is none', async () => {
    const { board, feed, steps, follower } = watched();
    follower.wanted = true;
    feed.refill();
    await board.pass(20);
    steps.length = 0;
    const short = board.stack.call(board.control);
    await board.settle();
    short.cancel();
    board.stack.lastTarget.confirmCancel();
    const long = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.ring();
    board.stack.lastTarget.accept();
    long.acknowledge();
    expect(steps).toEqual([]);
    await board.pass(100);
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({ reset: false, upsert: [{ state: 'answered' }], remove: [] });
    long.hangUp();
    await board.pass(100);
    expect(steps[1]).toMatchObject({ upsert: [], remove: [steps[0]?.upsert[0]?.id] });
  });

  test('goes to sleep when nobody follows any more, and leaves nothing', async () => {
    const { board, feed, steps, follower } = watched();
    follower.wanted = true;
    feed.refill();
    await board.pass(20);
    follower.wanted = false;
    const caller = board.stack.call(board.control);
    await board.pass(200);
    const told = steps.length;
    await board.settle();
    caller.cancel();
    board.stack.lastTarget.confirmCancel();
    await board.pass(500);
    expect(steps).toHaveLength(told);
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('stages of the set-up', () => {
  test('are heard once each, as far as the call came', async () => {
    const board = new Switchboard();
    board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.ring();
    board.stack.lastTarget.ring();
    board.stack.lastTarget.accept();
    expect(board.stages).toEqual(['decision', 'first_invite', 'ringing', 'answer']);
  });

  test('are counted in seconds, by bucket', () => {
    const times = new SetupTimes();
    times.record('answer', 0.4);
    times.record('answer', 30_000);
    times.record('answer', 900_000);
    const { bounds, counts, sum } = times.snapshot().answer;
    expect(counts[0]).toBe(1);
    expect(counts[bounds.indexOf(10)]).toBe(1);
    expect(counts[bounds.indexOf(30)]).toBe(2);
    expect(counts.slice(-2)).toEqual([2, 3]);
    expect(sum).toBeCloseTo(930.0004);
    expect(times.snapshot().ringing.sum).toBe(0);
  });
});

describe('an overloaded node', () => {
  test('refuses new calls with Retry-After, keeps those in progress, and takes emergency calls', async () => {
    let emergency = false;
    const board = new Switchboard({
      decide: () => routed({ parties: parties({ emergency }) }, emergency ? notice : null),
    });
    const before = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    board.overloaded = true;
    const refused = board.stack.call(board.control);
    await board.settle();
    expect(refused.final).toMatchObject({ status: 503 });
    expect(refused.final?.content.headers).toContain('Retry-After: 3\r\n');
    expect(board.record).toMatchObject({
      failure: 'overloaded',
      sipCode: 503,
      q850Cause: 42,
      endedBy: 'service',
    });
    emergency = true;
    const help = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    expect(help.final).toMatchObject({ status: 200 });
    emergency = false;
    board.overloaded = false;
    const after = board.stack.call(board.control);
    await board.settle();
    expect(after.final).toBeNull();
    after.cancel();
    board.stack.lastTarget.confirmCancel();
    help.hangUp();
    before.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('what is counted and written at the end of a call', () => {
  test('by outcome and failure', async () => {
    const board = new Switchboard();
    const counters = new CallCounters();
    board.observers.push(counters);
    for (const end of ['answer', 'answer', 'busy', 'cancel'] as const) {
      const caller = board.stack.call(board.control);
      await board.settle();
      const target = board.stack.lastTarget;
      if (end === 'answer') {
        target.accept();
        caller.hangUp();
      } else if (end === 'busy') target.refuse(486, 'Busy Here');
      else {
        caller.cancel();
        target.confirmCancel();
      }
    }
    expect(counters.totalOpened).toBe(4);
    expect(counters.closedCalls()).toEqual([
      { outcome: 'answered', failure: null, count: 2 },
      { outcome: 'busy', failure: 'busy', count: 1 },
      { outcome: 'cancelled', failure: 'cancelled', count: 1 },
    ]);
  });

  test('one line a call, at debug level, a failure at its own; none where the level is off', async () => {
    const board = new Switchboard();
    const lines: [string, object][] = [];
    const levels = new Set(['debug', 'info', 'warn', 'error']);
    const write = (level: string) => (fields: object) => void lines.push([level, fields]);
    board.observers.push(
      new ClosingLine({
        debug: write('debug'),
        info: write('info'),
        warn: write('warn'),
        error: write('error'),
        isLevelEnabled: (level) => levels.has(level),
      }),
    );
    const answered = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    answered.hangUp();
    board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.refuse(404, 'Not Found');
    levels.delete('debug');
    const quiet = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    quiet.hangUp();
    expect(lines).toMatchObject([
      ['debug', { call: board.opened[0], outcome: 'answered', tried: ['one 200'] }],
      ['info', { call: board.opened[1], failure: 'number_not_found', sip_code: 404, ended_by: 'callee' }],
    ]);
  });
});
