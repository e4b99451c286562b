import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallFacts } from '../../src/model/callFacts';
import type { Decision } from '../../src/decision/decision';
import type { CodePlan } from '../../src/features/callPlan';
import { FakeRequest } from '../support/fakeStack';
import { audio, bodyOf } from '../support/sdpTexts';
import {
  Switchboard,
  candidate,
  featureCode,
  gateway,
  leaseOf,
  ledgerWith,
  origin,
  parties,
  routed,
} from '../support/switchboard';

const account: CodePlan = { authorization: null, account: { length: 2, codes: null } };
const both: CodePlan = {
  ...account,
  authorization: { codes: ['11', '222'], names: { 11: 'sales' }, attempts: 2 },
};
const offers = [
  audio('192.0.2.1', 4000, [0, 101]),
  audio('192.0.2.9', 4000, [0, 101]),
  audio('192.0.2.1', 4000, [0, 101], 'sendonly'),
].map(bodyOf);

const call = fc.record({
  what: fc.constant('call' as const),
  plan: fc.constantFrom('account', 'both', 'star71', 'feature', 'refused', 'plain', 'full', 'confirm'),
  offer: fc.boolean(),
});
const caller = fc.record({
  what: fc.constant('caller' as const),
  of: fc.nat(),
  does: fc.constantFrom(
    ...(['acknowledge', 'acknowledge', 'acknowledge', 'cancel', 'hangUp', 'mute', 'lost', 'expire'] as const),
    ...(['reinvite', 'update', 'info', 'acknowledgeReinvite', 'acknowledgeReinvite'] as const),
  ),
});
const media = fc.record({
  what: fc.constant('media' as const),
  of: fc.nat(),
  does: fc.constantFrom('1', '11', '11', '22', '3', '#', '#', 'finish', 'finish', 'finish', 'die', 'away'),
});
const target = fc.record({
  what: fc.constant('target' as const),
  of: fc.nat(),
  does: fc.constantFrom(
    ...(['ring', 'ring', 'early', 'accept', 'accept', 'accept', 'busy', 'broken', 'timeout'] as const),
    ...(['confirmCancel', 'hangUp', 'lost', 'expire', 'reinvite'] as const),
  ),
});
const reply = fc.record({
  what: fc.constant('reply' as const),
  of: fc.nat(),
  status: fc.constantFrom(200, 200, 200, 200, 488, 491, 491, 503),
});
const promise = fc.record({ what: fc.constant('promise' as const), of: fc.nat(), fails: fc.boolean() });
const time = fc.record({
  what: fc.constant('time' as const),
  ms: fc.constantFrom(10, 500, 3100, 6100, 10_100, 31_000, 61_000),
});
const operator = fc.record({ what: fc.constant('operator' as const), of: fc.nat() });
const close = fc.record({ what: fc.constant('close' as const) });

const step = fc.oneof(
  { weight: 15, arbitrary: call },
  { weight: 25, arbitrary: caller },
  { weight: 40, arbitrary: media },
  { weight: 25, arbitrary: target },
  { weight: 20, arbitrary: reply },
  { weight: 15, arbitrary: promise },
  { weight: 6, arbitrary: time },
  { weight: 1, arbitrary: operator },
  { weight: 1, arbitrary: close },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type StepOf<What> = Extract<Step, { what: What }>;

/** What leads a call of each plan to its end, one step after the other, if nothing comes between. */
const ways: Readonly<Record<StepOf<'call'>['plan'], readonly string[]>> = {
  account: ['grant', 'ack', '11', 'grant', 'ring', 'accept', 'reply', 'reply'],
  both: ['grant', 'ack', '11', '#', '22', 'grant', 'ring', 'accept', 'reply', 'reply'],
  star71: ['grant', 'ack', '11', '22', '#', '11', '#', 'grant', 'accept', 'reply', 'reply'],
  full: ['grant', 'ack', '11', '#', '22', 'grant', 'ring', 'accept', 'reply', 'reply'],
  feature: ['grant', 'ack', 'grant', 'finish'],
  refused: ['finish'],
  plain: ['grant', 'accept', 'ack'],
  confirm: ['grant', 'ring', 'accept', '1', 'reply', 'ack'],
};

/** A call that has come some way before anything else happens. */
const begun = fc
  .record({ call, progress: fc.nat({ max: 11 }), offer: fc.nat({ max: 2 }) })
  .map(({ call: placed, progress, offer }): readonly Step[] => [
    placed,
    ...ways[placed.plan].slice(0, progress).map((way): Step => {
      switch (way) {
        case 'grant':
          return { what: 'promise', of: 0, fails: false };
        case 'ack':
          return { what: 'caller', of: 3 + 15 * offer, does: 'acknowledge' };
        case 'ring':
        case 'accept':
          return { what: 'target', of: 3 * offer + 18, does: way };
        case 'reply':
          return { what: 'reply', of: 3 * offer, status: 200 };
        default:
          return { what: 'media', of: 0, does: way as StepOf<'media'>['does'] };
      }
    }),
  ]);

const pick = <T>(list: readonly T[], of: number): T | undefined =>
  list[list.length - 1 - (of % Math.max(1, Math.min(3, list.length)))];

/** Calls that are asked for codes, their far ends, the media thread and every promise, all driven by the steps. */
class World {
  readonly board: Switchboard;
  readonly #plans: StepOf<'call'>[] = [];
  readonly #promises: ((fails: boolean) => void)[] = [];
  readonly #requests: FakeRequest[] = [];

  constructor() {
    this.board = new Switchboard({
      decide: (facts) => this.#decide(facts),
      ledger: (ledger) =>
        ledgerWith(ledger, { admit: (request) => this.#deferred(() => ledger.admit(request)) }),
      featureCodes: {
        writeFeatureCode: () => this.#deferred(() => Promise.resolve({ outcome: 'done' as const })),
      },
      treatment: { announcement: () => 'not-permitted' },
    });
  }

  async take(one: Step): Promise<void> {
    const { stack, control } = this.board;
    switch (one.what) {
      case 'call':
        this.#plans.push(one);
        stack.call(control, {
          requestUri: `sip:${this.#plans.length - 1}*71@trunk.example`,
          headers: { 'User-to-User': String(this.#plans.length - 1) },
          body: one.offer ? (offers[0] ?? null) : null,
        });
        break;
      case 'caller':
        this.#caller(one);
        break;
      case 'media':
        this.#media(one);
        break;
      case 'target':
        this.#target(one);
        break;
      case 'reply': {
        const legs = [...stack.callers, ...stack.targets];
        const sent = legs.flatMap((leg) => (leg.over ? [] : leg.sent.filter(({ answered }) => !answered)));
        pick(sent, one.of)?.answer(one.status, 'Reply', { body: offers[one.of % 3] ?? null });
        break;
      }
      case 'promise': {
        const [settle] = this.#promises.splice(one.of % Math.max(1, this.#promises.length), 1);
        settle?.(one.fails);
        break;
      }
      case 'time':
        await this.board.pass(one.ms);
        break;
      case 'operator':
        await control.liveCalls.end(pick(this.board.opened, one.of) ?? '', 'service');
        break;
      case 'close':
        control.close();
        break;
    }
    await this.board.settle();
    this.#check();
  }

  async windDown(): Promise<void> {
    const { stack } = this.board;
    for (let round = 0; round < 12; round += 1) {
      for (const settle of this.#promises.splice(0)) settle(false);
      await this.board.settle();
      for (const each of stack.callers) {
        each.cancel();
        each.hangUp();
      }
      for (const each of stack.targets) {
        each.refuse(487, 'Request Terminated');
        each.hangUp();
      }
      await this.board.pass(10);
      this.#check();
    }
  }

  /** Requests inside a dialog that nobody answered. */
  get unanswered(): number {
    return this.#requests.filter((request) => request.finalStatus === null).length;
  }

  #decide({ called }: CallFacts): Decision {
    const index = Number(/^\d+/.exec(called.user)?.[0]);
    const plan = this.#plans[index]?.plan;
    const route = {
      candidates: [
        candidate('one', {
          lease: leaseOf('one', 'incoming', 2),
          gateways: [gateway('a.one'), gateway('b.one')],
        }),
      ],
    };
    switch (plan) {
      case 'account':
        return routed({ ...route, codes: account });
      case 'both':
        return routed({ ...route, codes: both });
      case 'full':
        return routed({ ...route, codes: both, originatingLease: leaseOf('home', 'outgoing', 1) });
      case 'star71':
        if (called.user.endsWith('*71')) {
          return featureCode({ request: { code: 'account_code', argument: '' }, codes: account });
        }
        return called.user.endsWith('3')
          ? { kind: 'refuse', failure: 'dial_restricted', parties: parties(), trace: [], emergency: null }
          : routed({ ...route, codes: both });
      case 'confirm':
        return routed({ ...route, origin: origin({ answerConfirmation: true }) });
      case 'feature':
        return featureCode({});
      case 'refused':
        return { kind: 'refuse', failure: 'dial_restricted', parties: parties(), trace: [], emergency: null };
      default:
        return routed(route);
    }
  }

  #deferred<T>(result: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#promises.push((fails) => {
        if (fails) reject(new Error('out of reach'));
        else result().then(resolve, reject);
      });
    });
  }

  #caller({ of, does }: StepOf<'caller'>): void {
    const each = pick(this.board.stack.callers, of);
    if (each === undefined) return;
    switch (does) {
      case 'acknowledge':
        each.acknowledge(of % 5 === 0 ? {} : { body: offers[of % 3] ?? null });
        break;
      case 'cancel':
        each.cancel();
        break;
      case 'hangUp':
        each.hangUp();
        break;
      case 'mute':
        each.stayMute();
        break;
      case 'lost':
      case 'expire':
        if (!each.acknowledgedFinal) break;
        each.end({ kind: does === 'lost' ? 'lost' : 'session_expired' });
        break;
      case 'acknowledgeReinvite':
        for (const request of this.#requests) request.acknowledge();
        break;
      default: {
        const method = ({ reinvite: 'INVITE', update: 'UPDATE', info: 'INFO' } as const)[does];
        const body = of % 4 === 0 ? null : (offers[of % 3] ?? null);
        const pending = each.sent.some((sent) => !sent.answered && sent.method === 'INVITE');
        // A stack answers what crosses a re-INVITE of ours itself.
        if (!each.over && each.acknowledgedFinal && !pending) {
          this.#requests.push(each.ask(new FakeRequest(method, { body })));
        }
      }
    }
  }

  #media({ of, does }: StepOf<'media'>): void {
    const { media: endpoint } = this.board;
    if (does === 'away') {
      endpoint.refusal = endpoint.refusal === null && of % 4 === 0 ? 'unavailable' : null;
      return;
    }
    const session = pick(endpoint.sessions, of);
    if (does === 'finish') session?.finish();
    else if (does === 'die') {
      if (of % 4 === 0) session?.die();
    } else session?.press(does);
  }

  #target({ of, does }: StepOf<'target'>): void {
    const each = pick(this.board.stack.targets, of);
    if (each === undefined) return;
    switch (does) {
      case 'ring':
        each.ring();
        break;
      case 'early':
        each.ring(183, 'Session Progress', { body: offers[of % 3] ?? null });
        break;
      case 'accept':
        each.accept({ body: of % 7 === 6 ? null : (offers[of % 3] ?? null) });
        break;
      case 'busy':
        each.refuse(486, 'Busy Here');
        break;
      case 'broken':
        each.refuse(500, 'Broken');
        break;
      case 'timeout':
        if (!each.accepted) each.end({ kind: 'timeout' });
        break;
      case 'confirmCancel':
        each.confirmCancel();
        break;
      case 'reinvite':
        if (each.accepted && !each.over) {
          this.#requests.push(each.ask(new FakeRequest('INVITE', { body: offers[of % 3] ?? null })));
        }
        break;
      default:
        if (!each.accepted) break;
        if (does === 'hangUp') each.hangUp();
        else each.end({ kind: does === 'expire' ? 'session_expired' : 'lost' });
    }
  }

  #check(): void {
    const { callers, targets } = this.board.stack;
    for (const each of targets) {
      const index = Number(/\d+/.exec(each.invite.content.headers ?? '')?.[0]);
      const from = callers[index];
      // Who is over on one side has been told so on the other.
      expect([index, from?.over === true && !each.over && !each.isCancelled]).toEqual([index, false]);
      // Who has not confirmed the answer has not answered, and the next may be rung.
      if (this.#plans[index]?.plan === 'confirm') continue;
      expect([index, each.accepted && each.over && from?.over === false]).toEqual([index, false]);
    }
    // Nobody is rung for a caller who has not keyed in what it was asked for.
    for (const [index, { plan }] of this.#plans.entries()) {
      if (plan === 'feature' || plan === 'refused') expect(this.#ringsFor(index)).toBe(false);
    }
  }

  #ringsFor(index: number): boolean {
    return this.board.stack.targets.some(
      ({ invite }) => Number(/\d+/.exec(invite.content.headers ?? '')?.[0]) === index,
    );
  }

  /** Calls that ended by an error of ours. */
  get crashes(): number {
    return this.board.logged.filter(({ message }) => message === 'call ended by an internal error').length;
  }
}

describe('calls that are asked for codes', () => {
  test('whatever happens in whatever order: nothing stays open, each record is closed once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(begun, { minLength: 1, maxLength: 2 }),
        fc.array(step, { maxLength: 30 }),
        async (beginnings, steps) => {
          const world = new World();
          for (const one of [...beginnings.flat(), ...steps]) await world.take(one);
          await world.windDown();
          await world.board.pass(70_000);
          expect(world.board.leftOpen()).toBeUndefined();
          expect(world.unanswered).toBe(0);
          expect(world.crashes).toBe(0);
        },
      ),
      { numRuns: 400 },
    );
  }, 120_000);
});
