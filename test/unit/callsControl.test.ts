import { describe, expect, test } from '@jest/globals';
import type { CallParties, Decision } from '../../src/decision/decision';
import type { Admission } from '../../src/routing/ledger/ledger';
import { Switchboard, candidate, leaseOf, ledgerWith, notice, parties, routed } from '../support/switchboard';

const lookup: Decision = { kind: 'lookup', keys: ['number:+13125550111'] };
const stranger: Decision = { kind: 'unknown_peer', closest: ['metro', 'acme'], trace: [] };
const never = <T>(): Promise<T> => new Promise(() => undefined);
const emergencyRoute = routed(
  {
    parties: parties({ emergency: true }),
    originatingLease: leaseOf('home', 'outgoing', 0, true),
    candidates: [candidate('metro', { lease: null, requestUser: 'urn:service:sos' })],
  },
  notice,
);

describe('who is let in', () => {
  test('an unknown peer gets 403, no record, and a log line at a bounded rate', () => {
    const board = new Switchboard({ decide: () => stranger });
    const callers = Array.from({ length: 20 }, () => board.stack.call(board.control));
    expect(callers.every(({ final }) => final?.status === 403)).toBe(true);
    expect(board.opened).toHaveLength(0);
    expect(board.logged).toHaveLength(5);
    expect(board.logged[0]?.fields).toMatchObject({
      closest: ['metro', 'acme'],
      source: '127.0.0.1:5070;udp',
      called: '+13125550111',
    });
    board.clock.advance(1000);
    board.stack.call(board.control);
    expect(board.logged[5]?.fields).toMatchObject({ suppressed: 15 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('or nothing, by setting, and nothing for OPTIONS either', () => {
    const board = new Switchboard({ decide: () => stranger, settings: { unknownPeers: 'silence' } });
    const caller = board.stack.call(board.control);
    expect(caller.final).toBeNull();
    expect(caller.ignored).toBe(true);
    expect(board.control.options({ transport: 'udp', address: '203.0.113.9', port: 5060 })).toBeNull();
    expect(board.control.options({ transport: 'udp', address: '127.0.0.1', port: 5060 })?.status).toBe(200);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a call that two peers claim is refused and logged, not recorded', () => {
    const board = new Switchboard({
      decide: () => ({
        kind: 'refuse',
        failure: 'ambiguous_peer',
        parties: null,
        trace: [{ rule: 'identify_peer', result: 'metro or acme' }],
        emergency: null,
      }),
    });
    expect(board.stack.call(board.control).final?.status).toBe(403);
    expect(board.logged[0]?.fields).toMatchObject({ trace: ['identify_peer: metro or acme'] });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a refusal is answered from the catalogue and recorded', () => {
    const board = new Switchboard({
      decide: () => ({ kind: 'refuse', failure: 'no_route', parties: parties(), trace: [], emergency: null }),
    });
    const caller = board.stack.call(board.control);
    expect(caller.final).toMatchObject({
      status: 404,
      content: { headers: 'Reason: Q.850;cause=3;text="No route to destination"\r\n' },
    });
    expect(board.record).toMatchObject({ outcome: 'failed', failure: 'no_route', sipCode: 404 });
    expect(board.leftOpen()).toBeUndefined();
  });

  test('no hops left: 483', () => {
    const board = new Switchboard();
    expect(board.stack.call(board.control, { maxForwards: 0 }).final?.status).toBe(483);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('a decision that throws ends in 500', () => {
    const board = new Switchboard({
      decide: () => {
        throw new Error('broken');
      },
    });
    expect(board.stack.call(board.control).final?.status).toBe(500);
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('the directory', () => {
  test('is asked as often as something is missing, then the call goes on', async () => {
    const asked: string[] = [];
    const board = new Switchboard({
      decide: () => (asked.length < 2 ? lookup : routed()),
      fetch: (keys) => {
        asked.push(...keys);
        return Promise.resolve();
      },
    });
    const caller = board.stack.call(board.control, { headers: { 'User-to-User': '7' } });
    await board.settle();
    expect(asked).toHaveLength(2);
    expect(board.stack.lastTarget.invite.content.headers).toBe('User-to-User: 7\r\n');
    board.stack.lastTarget.accept();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each([
    ['never satisfied', () => Promise.resolve()],
    ['rejects', () => Promise.reject(new Error('no database'))],
    ['is silent', () => never<undefined>()],
  ])('%s: 500, recorded', async (_how, fetch) => {
    const board = new Switchboard({
      decide: (_facts, missing) =>
        missing === 'ask' ? lookup : routed({ parties: parties({ calledNumber: '1002' }) }),
      fetch: async () => {
        await fetch();
      },
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    await board.pass(4010);
    expect(caller.final?.status).toBe(500);
    expect(board.record.outcome).toBe('failed');
    expect(board.leftOpen()).toBeUndefined();
  });

  test.each<[string, Partial<CallParties>, number]>([
    ['of a user to a public number goes on', { calledNumber: '+13125550111' }, 200],
    ['to an extension is refused', { calledNumber: '1002' }, 500],
    ['of nobody known is refused', { calledNumber: '+13125550111', user: null }, 500],
    ['from a carrier is refused', { calledNumber: '+12125550101', direction: 'terminating' }, 500],
  ])('rejects: a call %s', async (_what, changes, status) => {
    const board = new Switchboard({
      decide: (_facts, missing) => (missing === 'ask' ? lookup : routed({ parties: parties(changes) })),
      fetch: () => Promise.reject(new Error('no database')),
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    if (status === 200) {
      board.stack.lastTarget.accept();
      caller.hangUp();
    }
    expect(caller.final?.status).toBe(status);
    expect(board.record.trace.some(({ rule }) => rule === 'directory')).toBe(true);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('rejects: an emergency call goes through all the same', async () => {
    const board = new Switchboard({
      decide: (_facts, missing) => (missing === 'ask' ? lookup : emergencyRoute),
      fetch: () => Promise.reject(new Error('no database')),
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    expect(caller.isAnswered).toBe(true);
    expect(board.emergencies).toEqual([notice]);
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('the ledger', () => {
  test.each(['rejects', 'is silent'])('%s: 500, and what it grants later is released', async (how) => {
    let grant: () => void = () => undefined;
    const board = new Switchboard({
      ledger: (ledger) =>
        ledgerWith(ledger, {
          admit: (request) =>
            how === 'rejects'
              ? Promise.reject(new Error('no ledger'))
              : new Promise<Admission>((resolve) => {
                  grant = () => {
                    void ledger.admit(request).then(resolve);
                  };
                }),
        }),
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    await board.pass(4010);
    expect(caller.final?.status).toBe(500);
    grant();
    await board.settle();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('is out of reach: an emergency call goes through', async () => {
    const board = new Switchboard({
      decide: () => emergencyRoute,
      ledger: (ledger) => ledgerWith(ledger, { admit: () => Promise.reject(new Error('no ledger')) }),
    });
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(board.stack.lastTarget.invite).toMatchObject({ requestUri: 'urn:service:sos', to: 'sos' });
    board.stack.lastTarget.accept();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('an emergency call', () => {
  test('goes through with every limit full, and raises its notice once', async () => {
    const board = new Switchboard({ decide: () => emergencyRoute });
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.hangUp();
    expect(board.emergencies).toEqual([notice]);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('raises its notice even when refused', () => {
    const board = new Switchboard({
      decide: () => ({
        kind: 'refuse',
        failure: 'unscreened_caller',
        parties: parties({ emergency: true }),
        trace: [],
        emergency: notice,
      }),
    });
    board.stack.call(board.control);
    expect(board.emergencies).toEqual([notice]);
    expect(board.record.outcome).toBe('blocked');
  });

  test('is taken while draining', async () => {
    const board = new Switchboard({ decide: () => emergencyRoute });
    await board.control.drain(1000);
    const caller = board.stack.call(board.control);
    await board.settle();
    expect(caller.final).toBeNull();
    board.stack.lastTarget.accept();
    caller.hangUp();
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('draining', () => {
  test('refuses new calls, waits for the others, and tells OPTIONS the truth', async () => {
    const board = new Switchboard();
    const source = { transport: 'udp', address: '127.0.0.1', port: 5070 } as const;
    expect(board.control.options(source)).toMatchObject({ status: 200 });
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    let drained = false;
    void board.control.drain(300_000).then(() => {
      drained = true;
    });
    expect(board.control.options(source)).toMatchObject({ status: 503, headers: 'Retry-After: 10\r\n' });
    const late = board.stack.call(board.control);
    expect(late.final).toMatchObject({ status: 503 });
    expect(late.final?.content.headers).toContain('Retry-After: 10\r\n');
    expect(board.record).toMatchObject({ failure: 'draining' });
    await board.pass(10_000);
    expect(drained).toBe(false);
    caller.hangUp();
    await board.settle();
    expect(drained).toBe(true);
    expect(board.leftOpen()).toBeUndefined();
  });

  test('hangs up what lasts beyond the deadline and closes every record', async () => {
    const board = new Switchboard();
    const talking = board.stack.call(board.control);
    await board.settle();
    const answered = board.stack.lastTarget;
    answered.accept();
    talking.acknowledge();
    const ringing = board.stack.call(board.control);
    await board.settle();
    const unanswered = board.stack.lastTarget;
    unanswered.ring();
    const drained = board.control.drain(30_000);
    await board.pass(30_010);
    await drained;
    expect(talking.byeContent).not.toBeNull();
    expect(answered.byeContent).not.toBeNull();
    expect(ringing.final?.status).toBe(503);
    expect(unanswered.isCancelled).toBe(true);
    unanswered.confirmCancel();
    expect(board.records.map(({ endedBy, outcome }) => [endedBy, outcome])).toEqual([
      ['service', 'answered'],
      ['service', 'failed'],
    ]);
    expect(board.leftOpen()).toBeUndefined();
  });
});

describe('live calls', () => {
  test('are listed in pages, filtered, read and ended', async () => {
    let count = 0;
    const board = new Switchboard({
      decide: () => {
        count += 1;
        const even = count % 2 === 0;
        return routed({
          parties: parties({ enterprise: even ? { id: 'even', name: 'even' } : { id: 'odd', name: 'odd' } }),
          candidates: [candidate(count === 7 ? 'seven' : 'one')],
        });
      },
    });
    const { liveCalls } = board.control;
    for (let i = 0; i < 2500; i += 1) {
      board.stack.call(board.control);
      if (i % 500 === 0) board.clock.advance(1);
    }
    await board.settle();
    const all = { limit: 1000, after: null, enterpriseId: null, trunkGroupId: null };
    const first = await liveCalls.list(all);
    expect([first.items.length, first.total]).toEqual([1000, 2500]);
    const second = await liveCalls.list({ ...all, after: first.next });
    const third = await liveCalls.list({ ...all, after: second.next });
    expect([third.items.length, third.next]).toEqual([500, null]);
    const ids = [...first.items, ...second.items, ...third.items].map(({ id }) => id);
    expect(ids).toEqual(board.opened);

    const even = await liveCalls.list({ ...all, limit: 10, after: ids[1499] ?? null, enterpriseId: 'even' });
    expect([even.total, even.items[0]?.id]).toEqual([1250, ids[1501]]);
    const seven = await liveCalls.list({ ...all, trunkGroupId: 'seven' });
    expect(seven.items.map(({ id }) => id)).toEqual([ids[6]]);
    expect(await liveCalls.read(ids[6] ?? '')).toMatchObject({ state: 'routing', dialled: '3125550111' });

    // Ended calls leave the list; a cursor that has ended goes on behind its place.
    for (const id of ids.slice(0, 2400)) expect(await liveCalls.end(id, 'service')).toBe(true);
    for (const target of board.stack.targets) target.confirmCancel();
    expect(await liveCalls.end(ids[0] ?? '', 'service')).toBe(false);
    expect(await liveCalls.read(ids[0] ?? '')).toBeNull();
    const rest = await liveCalls.list({ ...all, after: ids[2398] ?? null });
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(2400));
    board.control.close();
    expect(board.leftOpen()).toBeUndefined();
  });

  test('an answered call that is ended hears BYE on both sides', async () => {
    const board = new Switchboard();
    const caller = board.stack.call(board.control);
    await board.settle();
    board.stack.lastTarget.accept();
    caller.acknowledge();
    await board.control.liveCalls.end(board.opened[0] ?? '', 'service');
    expect(caller.byeContent).not.toBeNull();
    expect(board.stack.lastTarget.byeContent).not.toBeNull();
    expect(board.record).toMatchObject({ endedBy: 'service', outcome: 'answered' });
    expect(board.leftOpen()).toBeUndefined();
  });
});
