import { describe, expect, test } from '@jest/globals';
import type { CallRate } from '../../src/model/settings';
import { Configuration } from '../../src/routing/configuration';
import { CallRates } from '../../src/routing/rates/callRates';
import { candidate, ManualClock, parties, routed, Switchboard } from '../support/switchboard';
import { carrier, site, trunkGroup } from './decisionFixtures';

describe('call rates', () => {
  const rate: CallRate = { perSecond: 1, burst: 2 };
  const pbx = { kind: 'trunk_group', id: '1GRPTRUNK01' } as const;
  const metro = { kind: 'carrier', id: 'metro' } as const;
  const build = (changes: { own?: CallRate | null; sender?: CallRate | null; carrier?: CallRate | null }) => {
    const clock = new ManualClock();
    const configuration = new Configuration();
    const set = (
      generation: number,
      { own = null, sender = null, carrier: theirs = null }: typeof changes,
    ) => {
      const group = trunkGroup('1', 'acme', { callRate: own, senderCallRate: sender });
      configuration.apply({
        ...{ generation, complete: true, remove: [], invalidate: 'all' },
        upsert: [...site(group), { kind: 'carrier', value: carrier('metro', { senderCallRate: theirs }) }],
      });
    };
    set(1, changes);
    return { clock, configuration, set, rates: new CallRates(configuration, clock) };
  };

  test('none unless set', () => {
    const { rates } = build({});
    for (let call = 0; call < 10_000; call += 1) {
      expect(rates.takeFromSender(pbx) ?? rates.takeFromSender(metro) ?? rates.takeThrough(pbx)).toBeNull();
    }
    expect(rates.refused()).toEqual([]);
  });

  test('of a trunk group: calls of both directions share it', () => {
    const { rates, clock } = build({ own: rate });
    expect(rates.takeFromSender(pbx)).toBeNull();
    expect(rates.takeThrough(pbx)).toBeNull();
    expect(rates.takeThrough(pbx)).toEqual({ limit: 'trunk_group', perSecond: 1, retryAfterS: 1 });
    expect(rates.takeFromSender(pbx)).toMatchObject({ limit: 'trunk_group' });
    clock.advance(1_000);
    expect(rates.takeFromSender(pbx)).toBeNull();
    expect(rates.refused()).toEqual([
      { kind: 'trunk_group', id: '1GRPTRUNK01', name: '1GRPTRUNK01', limit: 'trunk_group', count: 2 },
    ]);
  });

  test('of a sender: what comes towards it does not count', () => {
    const { rates } = build({ sender: rate, carrier: { perSecond: 1, burst: 1 } });
    for (let call = 0; call < 10; call += 1) expect(rates.takeThrough(pbx)).toBeNull();
    expect(rates.takeFromSender(pbx)).toBeNull();
    expect(rates.takeFromSender(metro)).toBeNull();
    expect(rates.takeThrough(metro)).toBeNull();
    expect(rates.takeFromSender(metro)).toMatchObject({ limit: 'sender' });
    expect(rates.takeFromSender(pbx)).toBeNull();
    expect(rates.takeFromSender(pbx)).toMatchObject({ limit: 'sender' });
  });

  test('another rate is in force at once, and taking it away lifts it', () => {
    const { rates, set } = build({ sender: { perSecond: 1, burst: 1 } });
    rates.takeFromSender(pbx);
    expect(rates.takeFromSender(pbx)).not.toBeNull();
    set(2, { sender: { perSecond: 5, burst: 2 } });
    expect([rates.takeFromSender(pbx), rates.takeFromSender(pbx)]).toEqual([null, null]);
    expect(rates.takeFromSender(pbx)).toMatchObject({ perSecond: 5 });
    set(3, {});
    expect(rates.takeFromSender(pbx)).toBeNull();
  });

  test('who is not configured, or no more, has no bucket', () => {
    const { rates, configuration } = build({ own: rate });
    for (let index = 0; index < 10_000; index += 1) {
      expect(rates.takeFromSender({ kind: 'trunk_group', id: `stranger ${index}` })).toBeNull();
    }
    rates.takeFromSender(pbx);
    expect(rates.refused()).toHaveLength(1);
    configuration.apply({ generation: 2, complete: true, upsert: [], remove: [], invalidate: 'all' });
    expect(rates.refused()).toEqual([]);
  });
});

describe('a call beyond a rate', () => {
  const tooMany = (limit: 'sender' | 'trunk_group') => ({ limit, perSecond: 5, retryAfterS: 2 });

  test('of its sender is answered 503 with Retry-After, and holds nothing', async () => {
    const board = new Switchboard({
      rates: { takeFromSender: () => tooMany('sender'), takeThrough: () => null },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(caller.final).toMatchObject({ status: 503 });
    expect(caller.final?.content.headers).toContain('Retry-After: 2\r\n');
    expect(board.stack.targets).toHaveLength(0);
    expect(board.record).toMatchObject({
      outcome: 'over_capacity',
      failure: 'call_rate_exceeded',
      sipCode: 503,
      trace: [{ rule: 'test' }, { rule: 'call_rate', result: 'the sender is over 5 calls a second' }],
    });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('is asked about even where the decision refuses it', async () => {
    const board = new Switchboard({
      decide: () => ({
        kind: 'refuse',
        failure: 'number_not_found',
        parties: parties(),
        trace: [],
        emergency: null,
      }),
      rates: { takeFromSender: () => tooMany('sender'), takeThrough: () => null },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(caller.final).toMatchObject({ status: 503 });
  });

  test('of a trunk group it goes to: passed over for the next, which does not count as a reroute', async () => {
    const asked: string[] = [];
    const board = new Switchboard({
      decide: () => routed({ candidates: [candidate('one'), candidate('two')], maxReroutes: 0 }),
      rates: {
        takeFromSender: () => null,
        takeThrough: ({ id }) => {
          asked.push(id);
          return id === 'one' ? tooMany('trunk_group') : null;
        },
      },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(asked).toEqual(['one', 'two']);
    expect(board.usageOf('one').active).toBe(0);
    expect(board.usageOf('two').active).toBe(1);
    expect(board.stack.targets).toHaveLength(1);
    caller.cancel();
    board.stack.lastTarget.confirmCancel();
    await board.settle();
    expect(board.record.trace).toContainEqual({
      ...{ rule: 'call_rate', result: 'one is over 5 calls a second' },
    });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('of all trunk groups it may go to: 503 without Retry-After, for the rate is not the sender’s', async () => {
    const board = new Switchboard({
      decide: () => routed({ candidates: [candidate('one'), candidate('two')] }),
      rates: { takeFromSender: () => null, takeThrough: () => tooMany('trunk_group') },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(caller.final).toMatchObject({ status: 503 });
    expect(caller.final?.content.headers).not.toContain('Retry-After');
    expect(board.record).toMatchObject({ failure: 'call_rate_exceeded', attempts: [] });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('an emergency call is not even asked about', async () => {
    const board = new Switchboard({
      decide: () => routed({ parties: parties({ emergency: true }), candidates: [candidate('one')] }),
      rates: { takeFromSender: () => tooMany('sender'), takeThrough: () => tooMany('trunk_group') },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(board.stack.targets).toHaveLength(1);
    caller.cancel();
    board.stack.lastTarget.confirmCancel();
    await board.settle();
    expect(board.leftOpen()).toBeUndefined();
  });
});
