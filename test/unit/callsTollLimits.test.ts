import { describe, expect, test } from '@jest/globals';
import { TollAlarms, type TollWarning } from '../../src/calls/tollAlarms';
import { TollBook, type TollPart } from '../../src/calls/tollBook';
import { MemoryTollCounts } from '../../src/routing/toll/memoryTollCounts';
import type { TollLimits } from '../../src/model/tollLimits';
import { FeatureScene, numbers, stranger } from '../support/featureScene';
import { ManualClock } from '../support/switchboard';

const london = '+442071838750';
const premium = '+19005550100';
const minute = 60_000;

const limits = (changes: Partial<NonNullable<TollLimits['user']>>): NonNullable<TollLimits['user']> => ({
  maxConcurrentCalls: null,
  maxCallsPerHour: null,
  refuse: true,
  ...changes,
});

describe('international and premium calls on the wire', () => {
  test('as many at a time as a user may have; others, local calls and calls for help are not counted', async () => {
    const scene = new FeatureScene({
      tollLimits: { user: limits({ maxConcurrentCalls: 1 }), enterprise: null },
    });
    const first = await scene.ada(london);
    scene.target(london).accept();
    const second = await scene.ada(premium);
    expect(second.final?.status).toBe(403);
    expect(scene.board.record).toMatchObject({
      ...{ outcome: 'blocked', failure: 'toll_limited', sipCode: 403, endedBy: 'service' },
    });
    expect(scene.trace).toContain(
      'toll_limits: the user has 1 international and premium calls of at most 1 at a time: refused',
    );
    const local = await scene.ada(stranger);
    expect(local.final).toBeNull();
    scene.target(stranger).accept();
    local.hangUp();
    first.hangUp();
    await scene.board.settle();
    const third = await scene.ada(london);
    scene.target(london).accept();
    third.hangUp();
    await scene.board.pass(64_000);
    expect(scene.board.record.outcome).toBe('answered');
    expect(scene.board.leftOpen()).toBeUndefined();
  });

  test('within an hour, of the enterprise; a limit that does not refuse lets them pass', async () => {
    const enterprise = limits({ maxCallsPerHour: 2 });
    const scene = new FeatureScene({ tollLimits: { user: null, enterprise } });
    const place = async (): Promise<number | undefined> => {
      const caller = await scene.ada(london);
      if (caller.final === null) scene.target(london).refuse(486, 'Busy Here');
      await scene.board.settle();
      return caller.final?.status;
    };
    expect([await place(), await place(), await place()]).toEqual([486, 486, 403]);
    await scene.board.pass(61 * minute);
    expect(await place()).toBe(486);
    const lenient = new FeatureScene({
      tollLimits: { user: null, enterprise: { ...enterprise, refuse: false } },
    });
    for (let call = 0; call < 3; call += 1) {
      await lenient.ada(london);
      lenient.target(london).refuse(486, 'Busy Here');
      await lenient.board.settle();
    }
    expect(lenient.board.record.failure).toBe('busy');
    expect(lenient.trace).toContain('of at most 2 in an hour: allowed, with an alarm');
    await lenient.board.pass(64_000);
  });

  test('forwards count for whoever forwards, and are passed over beyond the limit', async () => {
    const scene = new FeatureScene({
      tollLimits: { user: limits({ maxConcurrentCalls: 1 }), enterprise: null },
      features: { ben: { always: london } },
    });
    const first = await scene.outside('ben');
    scene.target(london).accept();
    const second = await scene.outside('ben');
    expect(scene.ringing).toEqual([numbers.ben]);
    expect(scene.board.toll.calls({ kind: 'user', id: 'ben' })).toEqual({ concurrent: 1, lastHour: 1 });
    expect(scene.board.toll.calls({ kind: 'enterprise', id: 'acme' }).concurrent).toBe(1);
    second.cancel();
    scene.target(numbers.ben).confirmCancel();
    await scene.board.settle();
    expect(scene.trace).toContain('toll_limits: the user has 1');
    first.hangUp();
    await scene.board.pass(64_000);
    expect(scene.board.leftOpen()).toBeUndefined();
  });
});

describe('the book of international and premium calls', () => {
  const user = { kind: 'user', id: 'ada' } as const;
  const newCall = (): { tollPart: TollPart | null } => ({ tollPart: null });

  test('a call counts once for each, is left out of what is asked for it, and is forgotten after an hour', () => {
    const clock = new ManualClock();
    const counts = new MemoryTollCounts(clock);
    const book = new TollBook(counts);
    const call = newCall();
    const use = { userId: 'ada', enterpriseId: 'acme' };
    book.began(call, use);
    book.began(call, use);
    expect(book.calls(user)).toEqual({ concurrent: 1, lastHour: 1 });
    expect(book.calls(user, call)).toEqual({ concurrent: 0, lastHour: 0 });
    book.left(call);
    book.left(call);
    expect(book.calls(user)).toEqual({ concurrent: 0, lastHour: 1 });
    clock.advance(59 * minute);
    book.began(newCall(), { ...use, userId: null });
    expect(book.calls(user).lastHour).toBe(1);
    clock.advance(minute);
    expect(book.calls(user).lastHour).toBe(0);
    expect(book.calls({ kind: 'enterprise', id: 'acme' })).toEqual({ concurrent: 1, lastHour: 1 });
    counts.sweep();
    expect(counts.active).toBe(1);
  });

  test('operators hear once of a limit that is reached, and when it is over', () => {
    const clock = new ManualClock();
    const book = new TollBook(new MemoryTollCounts(clock));
    const told: string[] = [];
    const tell =
      (what: string) =>
      ({ code, key }: Pick<TollWarning, 'code' | 'key'>): void => {
        told.push(`${what} ${code} ${key}`);
      };
    const alarms = new TollAlarms({
      limits: () => ({ user: limits({ maxConcurrentCalls: 2, refuse: false }), enterprise: null }),
      calls: (scope) => book.calls(scope),
      raise: tell('raised'),
      clear: tell('cleared'),
    });
    book.counted = (scope, enterpriseId) => {
      alarms.counted(scope, enterpriseId);
    };
    const calls = [newCall(), newCall(), newCall()];
    for (const call of calls) book.began(call, { userId: 'ada', enterpriseId: 'acme' });
    alarms.look();
    expect(told).toEqual(['raised toll_limit user ada']);
    for (const call of calls) book.left(call);
    alarms.look();
    expect(told).toEqual(['raised toll_limit user ada', 'cleared toll_limit user ada']);
  });
});
