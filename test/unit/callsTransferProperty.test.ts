import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CallFolder } from '../../db/journal/callFolder';
import type { Decision } from '../../src/decision/decision';
import { FakeRequest, sdp, type FakeCaller, type FakeTarget, type SentRequest } from '../support/fakeStack';
import {
  Switchboard,
  candidate,
  gateway,
  leaseOf,
  ledgerWith,
  origin,
  parties,
  routed,
  takeoverOf,
} from '../support/switchboard';
import { user } from './decisionFixtures';

type End = FakeCaller | FakeTarget;

const ben = user('Ben', '0067890', 'acme', { extension: '1002' });
const calling = {
  ...{ number: '+12125550101', display: null, private: false, numbers: null },
  internal: { enterpriseId: 'acme', extension: '1001' },
};

/** What can happen, in any order, while calls are set up, held, transferred and ended; `of` picks whom it happens to. */
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('call' as const), prompt: fc.boolean() }) },
  {
    weight: 14,
    arbitrary: fc.record({
      what: fc.constant('refer' as const),
      of: fc.nat(),
      goes: fc.constantFrom('user', 'user', 'outside', 'nowhere', 'lookup', 'pair', 'attended', 'attended'),
      subscribes: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('replace' as const),
      of: fc.nat(),
      from: fc.constantFrom('home', 'one', 'two'),
      bare: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('end' as const),
      of: fc.nat(),
      does: fc.constantFrom('hangUp', 'hangUp', 'lost', 'cancel'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      what: fc.constant('ask' as const),
      of: fc.nat(),
      method: fc.constantFrom('INVITE', 'UPDATE', 'INFO'),
    }),
  },
  {
    weight: 34,
    arbitrary: fc.record({
      what: fc.constant('target' as const),
      of: fc.nat(),
      does: fc.constantFrom(
        ...(['ring', 'accept', 'accept', 'accept', 'bare', 'busy', 'broken', 'confirmCancel'] as const),
      ),
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({
      what: fc.constant('reply' as const),
      of: fc.nat(),
      status: fc.constantFrom(200, 200, 200, 200, 488, 491, 481),
      bare: fc.boolean(),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ what: fc.constant('promise' as const), of: fc.nat(), fails: fc.boolean() }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant('time' as const),
      ms: fc.constantFrom(10, 500, 2_100, 5_100, 31_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('operator' as const), of: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('drain' as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const pick = <T>(list: readonly T[], of: number): T | undefined =>
  list[list.length - 1 - (of % Math.max(1, list.length))];

class World {
  readonly board: Switchboard;
  readonly #promises: ((fails: boolean) => void)[] = [];
  readonly #requests: FakeRequest[] = [];
  readonly #fetched = new Set<string>();
  #prompt = true;
  #from = 'home';
  readonly #newcomers: { readonly newcomer: FakeCaller; readonly from: string }[] = [];
  #isForced = false;

  constructor() {
    this.board = new Switchboard({
      decide: () =>
        routed({
          candidates: [candidate('one', { lease: leaseOf('one', 'incoming', 6) })],
          maxCallDurationMs: 60_000,
          toll: { userId: 'u1', enterpriseId: 'acme' },
          origin: origin({ calling, user: ben }),
        }),
      decideTakeover: (remainingOf) => this.#takeover(remainingOf()),
      decideTransfer: (_transfer, { called }, missing) => this.#referred(called.user, missing),
      fetch: (keys) =>
        this.#deferred(() => {
          for (const key of keys) this.#fetched.add(key);
          return Promise.resolve();
        }),
      ledger: (ledger) =>
        ledgerWith(ledger, { admit: (request) => this.#deferred(() => ledger.admit(request)) }),
    });
  }

  /** From whichever trunk group sends the INVITE with Replaces. */
  #takeover(remaining: string | null): Decision {
    const group = { id: this.#from, name: this.#from };
    return takeoverOf(remaining, {
      parties: parties({ peer: { ...group, kind: 'trunk_group' }, trunkGroup: group }),
      originatingLease: leaseOf(this.#from, 'outgoing', 3),
      origin: origin({ calling }),
    });
  }

  #referred(goes: string, missing: 'ask' | 'absent'): Decision {
    const lease = { ...leaseOf('home', 'outgoing', null), trunkGroup: null };
    switch (goes) {
      case 'nowhere':
        return { kind: 'refuse', failure: 'no_route', parties: null, trace: [], emergency: null };
      case 'outside':
        return routed({ originatingLease: null, candidates: [candidate('metro', { lease })] });
      case 'lookup':
        if (missing === 'ask' && !this.#fetched.has('number:1'))
          return { kind: 'lookup', keys: ['number:1'] };
        break;
      case 'pair':
        return routed({
          originatingLease: null,
          candidates: [
            candidate('two', {
              lease: leaseOf('two', 'incoming', 3),
              gateways: [gateway('a.two'), gateway('b.two')],
            }),
          ],
        });
    }
    return routed({
      originatingLease: null,
      candidates: [candidate('two', { lease: leaseOf('two', 'incoming', 3) })],
      origin: origin({ calling, user: ben, forwards: 1 }),
    });
  }

  async take(one: Step): Promise<void> {
    const { stack, control } = this.board;
    const ends: readonly End[] = [...stack.callers, ...stack.targets].filter(({ over }) => !over);
    switch (one.what) {
      case 'call':
        this.#prompt = one.prompt;
        stack.call(control);
        if (!one.prompt) break;
        // Most calls get as far as being talked in.
        await this.board.settle();
        stack.targets.at(-1)?.accept();
        stack.callers.at(-1)?.acknowledge();
        break;
      case 'refer':
        this.#ask(pick(ends, one.of), 'REFER', {
          'Refer-To':
            one.goes === 'attended'
              ? `<sip:1003@trunk.example?Replaces=${pick(ends, one.of >> 4)?.replaces ?? 'x'}>`
              : `<sip:${one.goes}@trunk.example>`,
          CSeq: '3 REFER',
          ...(one.subscribes ? {} : { 'Refer-Sub': 'false' }),
        });
        break;
      case 'replace': {
        this.#from = one.from;
        const headers = { Replaces: pick(ends, one.of)?.named ?? 'x;to-tag=y;from-tag=z' };
        const newcomer = stack.call(control, one.bare ? { headers, body: null } : { headers });
        this.#newcomers.push({ newcomer, from: one.from });
        break;
      }
      case 'ask':
        this.#ask(pick(ends, one.of), one.method as 'INVITE', {});
        break;
      case 'end': {
        const end = pick(ends, one.of);
        if (end === undefined) break;
        const isAnswered = 'accepted' in end ? end.accepted : end.acknowledgedFinal;
        if (one.does === 'cancel' && 'cancel' in end && !('accepted' in end)) end.cancel();
        else if (isAnswered && one.does === 'lost') end.end({ kind: 'lost' });
        else if (isAnswered) end.hangUp();
        break;
      }
      case 'target': {
        const target = pick(
          stack.targets.filter(({ over, accepted }) => !over && !accepted),
          one.of,
        );
        if (one.does === 'ring') target?.ring();
        else if (one.does === 'accept') target?.accept();
        else if (one.does === 'bare') target?.accept({});
        else if (one.does === 'confirmCancel') target?.confirmCancel();
        else target?.refuse(one.does === 'busy' ? 486 : 503, 'No');
        for (const caller of stack.callers) caller.acknowledge();
        break;
      }
      case 'reply': {
        const sent = pick(this.#unanswered, one.of);
        sent?.answer(one.status, 'Reply', { body: one.bare ? null : sdp('reply') });
        for (const request of this.#requests) request.acknowledge();
        break;
      }
      case 'promise': {
        const [promise] = this.#promises.splice(one.of % Math.max(1, this.#promises.length), 1);
        promise?.(one.fails);
        break;
      }
      case 'time':
        await this.board.pass(one.ms);
        break;
      case 'operator':
        await control.liveCalls.end(pick(this.board.opened, one.of) ?? '', 'service');
        break;
      case 'drain':
        this.#isForced = true;
        void control.drain(5_000);
        break;
    }
    await this.board.settle();
    this.check();
  }

  async windDown(): Promise<void> {
    const { stack } = this.board;
    for (let round = 0; round < 12; round += 1) {
      for (const promise of this.#promises.splice(0)) promise(false);
      await this.board.settle();
      for (const caller of stack.callers) {
        caller.cancel();
        caller.hangUp();
      }
      for (const target of stack.targets) {
        target.refuse(487, 'Request Terminated');
        target.hangUp();
      }
      await this.board.pass(1);
      this.check();
    }
  }

  get unanswered(): readonly FakeRequest[] {
    return this.#requests.filter(({ finalStatus }) => finalStatus === null);
  }

  get #unanswered(): readonly SentRequest[] {
    const legs: readonly End[] = [...this.board.stack.callers, ...this.board.stack.targets];
    return legs.flatMap((leg) => (leg.over ? [] : leg.sent.filter(({ answered }) => !answered)));
  }

  #ask(end: End | undefined, method: 'INVITE' | 'REFER', headers: Record<string, string>): void {
    const isAnswered = end !== undefined && ('accepted' in end ? end.accepted : end.isAnswered);
    if (end === undefined || !isAnswered) return;
    const body = method === 'REFER' ? null : sdp('ask');
    this.#requests.push(end.ask(new FakeRequest(method, { headers, body })));
  }

  #deferred<T>(result: () => Promise<T>): Promise<T> {
    if (this.#prompt) return result();
    return new Promise((resolve, reject) => {
      this.#promises.push((fails) => {
        if (fails) reject(new Error('out of reach'));
        else result().then(resolve, reject);
      });
    });
  }

  /** Whoever is there counts once, wherever transfers have brought them; nobody else does. */
  check(): void {
    if (this.#isForced) return;
    const { stack } = this.board;
    const there = (group: string): number =>
      stack.targets.filter(
        ({ over, cancelledUnheard, invite }) =>
          !over && !cancelledUnheard && invite.target.host.includes(group),
      ).length;
    for (const group of ['one', 'two']) {
      // Who takes over a place stands on its lease, until the one whose place it was is gone with it, too.
      const newcomers = this.#newcomers.filter(({ newcomer, from }) => !newcomer.over && from === group);
      const { active } = this.board.usageOf(group);
      expect(active).toBeGreaterThanOrEqual(there(group));
      expect(active).toBeLessThanOrEqual(there(group) + newcomers.length);
    }
    expect(this.board.usageOf('home').active).toBeLessThanOrEqual(
      stack.callers.filter(({ over }) => !over).length,
    );
    // One party more than one call is in: nobody is left alone but for who waits for a transfer.
    for (const id of this.board.opened) {
      if (this.board.records.some((record) => record.id === id)) continue;
      expect(this.board.control.has(id)).toBe(true);
    }
  }
}

describe('any order of events around transfers', () => {
  test('closes every call once and leaves no lease, leg or timer', async () => {
    const steps = fc.array(step, { minLength: 10, maxLength: 90, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        const world = new World();
        for (const one of steps) await world.take(one);
        await world.windDown();
        const { board } = world;
        expect(board.leftOpen()).toBeUndefined();
        expect(board.control.users.size).toBe(0);
        expect(board.logged.filter(({ message }) => message.includes('internal error'))).toEqual([]);
        expect(world.unanswered).toEqual([]);
        expect(
          board.records.flatMap(({ attempts }) => attempts).filter(({ endedAt }) => endedAt === null),
        ).toEqual([]);
        // Both logs of a transfer name each other.
        for (const { id, transferredTo } of board.records) {
          if (transferredTo === undefined) continue;
          const other = board.records.find((record) => record.id === transferredTo.callId);
          expect(other?.transferredFrom?.callId).toBe(id);
        }
        board.journal.flush();
        const folder = new CallFolder();
        const closed = board.payloads
          .map((payload) => folder.take(payload))
          .filter((record) => record !== null);
        expect(closed).toEqual(board.records);
      }),
      { numRuns: 300 },
    );
  });
});
