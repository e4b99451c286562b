import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CapacityAlarms, isAlarming, type CapacityWarning } from '../../src/calls/capacityAlarms';
import type { TrunkGroup } from '../../src/model/settings';
import { trunkGroup } from './decisionFixtures';

const alarmsFor = (settings: Partial<TrunkGroup>) => {
  const raised: CapacityWarning[] = [];
  const cleared: string[] = [];
  const state = {
    now: 0,
    active: 0,
    trunkGroup: trunkGroup('0012345', 'acme', settings) as TrunkGroup | null,
  };
  const alarms = new CapacityAlarms({
    trunkGroup: () => state.trunkGroup,
    active: () => state.active,
    raise: (warning) => raised.push(warning),
    clear: ({ code, key }) => cleared.push(`${code} ${key}`),
    clock: { now: () => state.now },
  });
  return { alarms, raised, cleared, state };
};

describe('refused calls', () => {
  test.each([
    [{ first: 3, every: 2 }, [3, 5, 7, 9]],
    [{ first: 1, every: 0 }, [1]],
    [{ first: 0, every: 4 }, [4, 8]],
    [{ first: 0, every: 0 }, []],
  ])('%j raises an alarm at these', (capacityAlarm, expected) => {
    const { alarms, raised } = alarmsFor({ capacityAlarm });
    const at: number[] = [];
    for (let call = 1; call <= 9; call += 1) {
      const before = raised.length;
      alarms.refused('0012345GRPTRUNK01');
      if (raised.length > before) at.push(call);
    }
    expect(at).toEqual(expected);
    // One alarm that is raised again, not many.
    expect(new Set(raised.map(({ message }) => message)).size).toBeLessThanOrEqual(1);
    expect(raised.at(-1)?.details.refused).toBe(expected.at(-1));
  });

  test('the first, then every so many: never before the first, and at equal distances', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (first, every) => {
        const at = Array.from({ length: 500 }, (_, index) => index + 1).filter((refused) =>
          isAlarming(refused, { first, every }),
        );
        expect(at[0]).toBe(first);
        expect(at.slice(1).every((refused, index) => refused - (at[index] ?? 0) === every)).toBe(true);
      }),
    );
  });

  test('are over when nobody was refused for a minute', () => {
    const { alarms, raised, cleared, state } = alarmsFor({ capacityAlarm: { first: 2, every: 0 } });
    const refuse = (at: number): void => {
      state.now = at;
      alarms.refused('0012345GRPTRUNK01');
      alarms.look();
    };
    for (const at of [0, 50_000, 100_000, 150_000]) refuse(at);
    state.now = 209_999;
    alarms.look();
    expect([raised.length, cleared]).toEqual([1, []]);
    state.now = 210_000;
    alarms.look();
    alarms.look();
    expect(cleared).toEqual(['trunk_group_full 0012345GRPTRUNK01']);
  });

  test('of a trunk group that is gone are nobody’s', () => {
    const { alarms, raised, state } = alarmsFor({ capacityAlarm: { first: 1, every: 1 } });
    state.trunkGroup = null;
    alarms.refused('0012345GRPTRUNK01');
    alarms.admitted('0012345GRPTRUNK01');
    expect(raised).toEqual([]);
  });
});

describe('a soft limit', () => {
  test('is told of when it is reached, and again after there was room', () => {
    const { alarms, raised, state } = alarmsFor({ softMaxActiveCalls: 5 });
    for (const active of [3, 4, 5, 6, 5, 4, 6]) {
      state.active = active;
      alarms.admitted('0012345GRPTRUNK01');
    }
    expect(raised.map(({ code, details }) => [code, details.active])).toEqual([
      ['trunk_group_soft_limit', 5],
      ['trunk_group_soft_limit', 6],
    ]);
  });

  test('is over when fewer calls are in progress, or it is none any more', () => {
    const { alarms, cleared, state } = alarmsFor({ softMaxActiveCalls: 5 });
    const reach = (): void => {
      state.active = 5;
      alarms.admitted('0012345GRPTRUNK01');
      alarms.look();
    };
    reach();
    expect(cleared).toEqual([]);
    state.active = 4;
    alarms.look();
    alarms.look();
    expect(cleared).toEqual(['trunk_group_soft_limit 0012345GRPTRUNK01']);
    reach();
    state.active = 3;
    alarms.admitted('0012345GRPTRUNK01');
    expect(cleared).toHaveLength(2);
    reach();
    state.trunkGroup = trunkGroup('0012345', 'acme', { softMaxActiveCalls: null });
    alarms.look();
    expect(cleared).toHaveLength(3);
  });

  test('is none unless set', () => {
    const { alarms, raised, state } = alarmsFor({});
    state.active = 1000;
    alarms.admitted('0012345GRPTRUNK01');
    expect(raised).toEqual([]);
  });
});
