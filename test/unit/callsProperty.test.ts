import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallFacts } from '../../src/model/callFacts';
import type { CallRoute, Decision } from '../../src/decision/decision';
import type { HuntResult } from '../../src/decision/huntResult';
import type { CalledNumberLease } from '../../src/decision/leaseRequests';
import type { NextDecision } from '../../src/decision/nextRoute';
import type { StageRemedy } from '../../src/decision/routeOrigin';
import type { RingBranch } from '../../src/features/callPlan';
import type { Trace } from '../../src/model/trace';
import { user } from './decisionFixtures';
import { CallFolder } from '../../db/journal/callFolder';
import { entryId, entryKind, entryKinds, lifePayload } from '../../db/journal/entry';
import type { CalledParty, CallRecord } from '../../src/model/callRecord';
import type { LeaseRequest } from '../../src/routing/ledger/ledger';
import type { EarlyExchange } from '../../src/sip/stack';
import { FakeRequest, sdp, type CallOptions, type FakeTarget } from '../support/fakeStack';
import {
  Switchboard,
  candidate,
  gateway,
  leaseOf,
  ledgerWith,
  notice,
  origin,
  parties,
  routed,
} from '../support/switchboard';

/** What stops a sequence. */
const hash = { headers: 'Content-Type: application/dtmf\r\n', content: '#' };

const globex: CalledParty = {
  enterprise: { id: 'globex', name: 'globex' },
  group: null,
  user: { id: 'gil', name: 'Gil' },
  trunkGroup: { id: 'two', name: 'two' },
};

const policed: CalledNumberLease = {
  ...{ enterprise: null, trunkGroup: null, emergency: false },
  calledNumber: { number: '+12125550102', maxCalls: 3 },
};
const inPlace = { rule: 'test', user: user('Ben', '0067890', 'acme'), forwarders: [], countedAnswers: [] };
const placesOf = (...numbers: readonly string[]): readonly RingBranch[] =>
  numbers.map((number) => ({ kind: 'number', number, answerConfirmation: false }));
const ownPhones: RingBranch = { kind: 'base', timerMs: null };

/** All at once and then one more place; or the own phones and then two places. */
const stageOf = (plan: string, index: number): StageRemedy => ({
  ...{ kind: 'stage', ...inPlace, index, ownFailure: null },
  plan: {
    kind: 'ring',
    continueIfBusy: true,
    callerMayStop: true,
    behind: { busy: null, noAnswer: null, notReachable: null },
    stages: [
      plan === 'together'
        ? { branches: [ownPhones, ...placesOf('outside', 'colleague', 'nested')], ringMs: 6_000 }
        : { branches: [ownPhones], ringMs: 3_000 },
      { branches: placesOf('outside', 'colleague'), ringMs: 6_000 },
    ],
  },
});

/** What can happen, in any order; `of` picks the leg, the promise or the call it happens to. */
const call = fc.record({
  what: fc.constant('call' as const),
  plan: fc.constantFrom(
    'plain',
    'plain',
    'pair',
    'sent_on',
    'sent_on',
    'together',
    'together',
    'in_turn',
    'emergency',
    'carrier',
    'refused',
    'stranger',
  ),
  lookUp: fc.boolean(),
  /** Directory and ledger answer at once, else when a `promise` step says so. */
  prompt: fc.boolean(),
  offer: fc.boolean(),
  exchange: fc.constantFrom('open' as const, 'updatable' as const),
});
const caller = fc.record({
  what: fc.constant('caller' as const),
  of: fc.nat(),
  does: fc.constantFrom(
    ...([
      'cancel',
      'hangUp',
      'mute',
      'lost',
      'reinvite',
      'reinvite',
      'info',
      'cancelReinvite',
      'update',
      'expire',
    ] as const),
    ...(['acknowledge', 'acknowledge', 'acknowledge', 'acknowledge'] as const),
  ),
});
const target = fc.record({
  what: fc.constant('target' as const),
  of: fc.nat(),
  does: fc.constantFrom(
    ...(['trying', 'ring', 'ring', 'ring', 'early', 'accept', 'accept', 'accept', 'accept'] as const),
    ...([
      'busy',
      'decline',
      'broken',
      'broken',
      'nobody',
      'challenge',
      'moved',
      'timeout',
      'transport',
    ] as const),
    ...(['confirmCancel', 'confirmCancel', 'hangUp', 'lost', 'expire', 'reinvite', 'update'] as const),
  ),
});
const reply = fc.record({
  what: fc.constant('reply' as const),
  of: fc.nat(),
  status: fc.constantFrom(180, 200, 200, 488, 491, 503),
});
const promise = fc.record({ what: fc.constant('promise' as const), of: fc.nat(), fails: fc.boolean() });
const time = fc.record({
  what: fc.constant('time' as const),
  ms: fc.constantFrom(10, 500, 3000, 6100, 31_000),
});
const operator = fc.record({ what: fc.constant('operator' as const), of: fc.nat() });
const batch = fc.record({ what: fc.constant('batch' as const) });
const drain = fc.record({ what: fc.constant('drain' as const), ms: fc.constantFrom(0, 5000, 60_000) });

const step = fc.oneof(
  { weight: 20, arbitrary: call },
  { weight: 25, arbitrary: caller },
  { weight: 40, arbitrary: target },
  { weight: 10, arbitrary: reply },
  { weight: 10, arbitrary: promise },
  { weight: 6, arbitrary: time },
  { weight: 2, arbitrary: operator },
  { weight: 15, arbitrary: batch },
  { weight: 1, arbitrary: drain },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type StepOf<What> = Extract<Step, { what: What }>;

/** The later ones more often: they are the ones in progress. */
const pick = <T>(list: readonly T[], of: number): T | undefined =>
  list[list.length - 1 - (of % Math.max(1, of % 2 === 0 ? Math.min(3, list.length) : list.length))];

/** Calls, far ends and promises, all driven by the steps. */
class World {
  readonly board: Switchboard;
  readonly #plans: StepOf<'call'>[] = [];
  readonly #fetched = new Set<number>();
  readonly #promises: ((fails: boolean) => void)[] = [];
  readonly #requests: FakeRequest[] = [];
  readonly #cancelled = new Set<FakeRequest>();
  #forced = false;
  /** Each hunt among trunk groups has a lease of its own, its legs share it. */
  #hunts = 0;

  constructor() {
    this.board = new Switchboard({
      decide: (facts, missing) => this.#decide(facts, missing),
      decideNext: (route, result) => this.#decideNext(route, result),
      fetch: (keys) =>
        this.#deferred(() => {
          for (const key of keys) this.#fetched.add(Number(key.slice('number:'.length)));
          return Promise.resolve();
        }),
      ledger: (ledger) =>
        ledgerWith(ledger, { admit: (request) => this.#deferred(() => ledger.admit(request)) }),
    });
  }

  #calls(exchange: EarlyExchange, options: CallOptions): void {
    this.board.stack.call(this.board.control, options).earlyExchange = exchange;
  }

  async take(one: Step): Promise<void> {
    switch (one.what) {
      case 'call':
        this.#plans.push(one);
        this.#calls(one.exchange, {
          requestUri: `sip:${this.#plans.length - 1}@trunk.example`,
          headers: { 'User-to-User': String(this.#plans.length - 1) },
          body: one.offer ? sdp('caller') : null,
        });
        break;
      case 'caller':
        this.#caller(one);
        break;
      case 'target':
        this.#target(one);
        break;
      case 'reply':
        this.#reply(one);
        break;
      case 'promise': {
        const [promise] = this.#promises.splice(one.of % Math.max(1, this.#promises.length), 1);
        promise?.(one.fails);
        break;
      }
      case 'time':
        await this.board.pass(one.ms);
        break;
      case 'operator':
        await this.board.control.liveCalls.end(pick(this.board.opened, one.of) ?? '', 'service');
        break;
      case 'batch':
        this.board.journal.flush();
        break;
      case 'drain':
        this.#forced = true;
        void this.board.control.drain(one.ms);
        break;
    }
    await this.board.settle();
    this.#check();
  }

  /** Everybody who still has something to say says it, until nothing is left. */
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
      this.#check();
    }
  }

  /** Requests inside a dialog that nobody answered, those the far end cancelled left out. */
  get unanswered(): readonly FakeRequest[] {
    return this.#requests.filter((request) => request.finalStatus === null && !this.#cancelled.has(request));
  }

  #decide({ called }: CallFacts, missing: 'ask' | 'absent'): Decision {
    const index = Number(called.user);
    const plan = this.#plans[index];
    if (plan === undefined) throw new Error(`no call ${index}`);
    if (plan.lookUp && missing === 'ask' && !this.#fetched.has(index)) {
      return { kind: 'lookup', keys: [`number:${index}`] };
    }
    switch (plan.plan) {
      case 'stranger':
        return { kind: 'unknown_peer', closest: [], trace: [] };
      case 'refused':
        return { kind: 'refuse', failure: 'no_route', parties: parties(), trace: [], emergency: null };
      case 'emergency':
        return routed(
          {
            parties: parties({ emergency: true }),
            originatingLease: leaseOf('home', 'outgoing', 0, true),
            candidates: [candidate('metro', { lease: null })],
          },
          notice,
        );
      case 'carrier':
        return routed({
          originatingLease: null,
          candidates: [candidate('metro', { lease: null }), this.#group('two')],
        });
      case 'pair':
        return routed({
          toll: { userId: 'ada', enterpriseId: 'acme' },
          candidates: [this.#group('one'), this.#group('two')],
          ringTimeoutMs: 20_000,
          maxReroutes: 1,
        });
      case 'sent_on':
        return routed({
          parties: parties({ dialled: String(index) }),
          candidates: [this.#group('one')],
          maxCallDurationMs: 30_000,
        });
      case 'together':
      case 'in_turn':
        return routed({
          parties: parties({ dialled: String(index) }),
          candidates: [],
          origin: origin({ onward: true, policed: [policed], behind: [stageOf(plan.plan, 0)] }),
        });
      default:
        return routed({ candidates: [this.#group('one')] });
    }
  }

  /** Sent on to a number outside, then to another enterprise, then no further; perhaps facts are asked for first. */
  #decideNext(route: CallRoute, result: HuntResult): NextDecision {
    const index = Number(route.parties.dialled);
    const plan = this.#plans[index];
    if (plan !== undefined && (plan.plan === 'together' || plan.plan === 'in_turn')) {
      return this.#nextOfStages(plan, route, result, index);
    }
    if (plan?.plan !== 'sent_on' || result.kind === 'caller_full') {
      return { kind: 'answer', failure: null, trace: [] };
    }
    const key = 1000 + index;
    if (plan.lookUp && !this.#fetched.has(key)) return { kind: 'lookup', keys: [`number:${key}`] };
    const { forwards } = route.origin;
    if (forwards === 2) {
      return { kind: 'answer', failure: plan.offer ? null : 'forwarding_loop', trace: [] };
    }
    const lease: LeaseRequest = { ...leaseOf('home', 'outgoing', null), trunkGroup: null };
    return {
      kind: 'route',
      route: {
        ...route,
        candidates: [forwards === 0 ? candidate('metro', { lease }) : this.#group('two')],
        origin: origin({ forwards: forwards + 1 }),
      },
      forwarded: {
        party: forwards === 0 ? null : globex,
        number: `+1415555000${forwards}`,
        reason: 'busy',
      },
      forwardedBy: null,
      trace: [{ rule: 'test', result: `sent on ${forwards}` }],
    };
  }

  /**
   * Two stages: all at once (the own phones, a number outside, a colleague with a stage of its own), or one place after
   * the other; behind them a forward outside.
   */
  #nextOfStages(
    { plan, lookUp, offer }: StepOf<'call'>,
    route: CallRoute,
    result: HuntResult,
    index: number,
  ): NextDecision {
    const [first] = result.kind === 'onward' ? route.origin.behind : [];
    const key = 2000 + index;
    if (lookUp && first?.kind === 'forward' && !this.#fetched.has(key)) {
      return { kind: 'lookup', keys: [`number:${key}`] };
    }
    const trace = [{ rule: 'test', result: first?.kind ?? result.kind }];
    if (result.kind === 'policed') return { kind: 'answer', failure: 'did_policed', trace };
    if (result.kind === 'stage_over' && route.origin.stage !== null) {
      const { index: stage } = route.origin.stage;
      if (stage === 0) return this.#forkOf(route, stageOf(plan, 1), trace);
      return { kind: 'answer', failure: offer ? null : 'no_answer', trace };
    }
    if (first?.kind === 'stage') return this.#forkOf(route, first, trace);
    if (first === undefined) return { kind: 'answer', failure: null, trace };
    const group = first.kind === 'base' ? 'one' : 'two';
    const lease: LeaseRequest = { ...leaseOf('home', 'outgoing', null), trunkGroup: null };
    const outside = first.kind === 'forward' && first.to === 'outside';
    const nested = first.kind === 'forward' && first.to === 'nested' && route.origin.forwards === 0;
    return {
      kind: 'route',
      route: nested
        ? {
            ...route,
            origin: origin({
              onward: true,
              policed: [policed],
              behind: [stageOf('in_turn', 1)],
              forwards: 1,
            }),
          }
        : {
            ...route,
            candidates: [outside ? candidate('metro', { lease }) : this.#group(group)],
            ringTimeoutMs: 60_000,
            origin: origin({ forwards: 1, policed: [policed] }),
          },
      forwarded:
        first.kind === 'base' ? null : { party: outside ? null : globex, number: '+1', reason: 'follow_me' },
      forwardedBy: first.kind === 'base' ? null : 'ben',
      trace,
    };
  }

  #forkOf(route: CallRoute, stage: StageRemedy, trace: Trace): NextDecision {
    const { branches, ringMs } = stage.plan.stages[stage.index] ?? { branches: [], ringMs: 0 };
    const atStage: CallRoute = {
      ...route,
      candidates: [],
      origin: origin({ onward: true, stage, policed: [policed], forwards: route.origin.forwards }),
    };
    return {
      kind: 'fork',
      fork: {
        route: atStage,
        ringMs,
        branches: branches.map((branch) => ({
          own: branch.kind === 'base',
          route: {
            ...atStage,
            origin: {
              ...atStage.origin,
              stage: null,
              behind: [
                branch.kind === 'base'
                  ? { kind: 'base', ...inPlace, timerMs: null }
                  : {
                      ...{ kind: 'forward', ...inPlace, to: branch.number, reason: 'follow_me' },
                      ...{ ofUser: true, atOnce: false, notTo: [], answerConfirmation: false },
                    },
              ],
            },
          },
        })),
      },
      trace,
    };
  }

  #group(name: string) {
    this.#hunts += 1;
    return candidate(name, {
      requestUser: String(this.#hunts),
      lease: leaseOf(name, 'incoming', 4),
      gateways: [gateway(`a.${name}`), gateway(`b.${name}`)],
    });
  }

  #deferred<T>(result: () => Promise<T>): Promise<T> {
    if (this.#plans.at(-1)?.prompt === true) return result();
    return new Promise((resolve, reject) => {
      this.#promises.push((fails) => {
        if (fails) reject(new Error('out of reach'));
        else result().then(resolve, reject);
      });
    });
  }

  #caller({ of, does }: StepOf<'caller'>): void {
    const caller = pick(this.board.stack.callers, of);
    if (caller === undefined) return;
    switch (does) {
      case 'cancel':
        caller.cancel();
        break;
      case 'acknowledge':
        caller.acknowledge();
        break;
      case 'hangUp':
        caller.hangUp();
        break;
      case 'mute':
        caller.stayMute();
        break;
      case 'lost':
      case 'expire':
        if (!caller.acknowledgedFinal) break;
        caller.end({ kind: does === 'lost' ? 'lost' : 'session_expired' });
        break;
      case 'reinvite':
      case 'update':
      case 'info': {
        const method = ({ reinvite: 'INVITE', update: 'UPDATE', info: 'INFO' } as const)[does];
        const request = new FakeRequest(method, {
          body: does === 'info' && of % 3 === 0 ? hash : of % 2 ? sdp('a') : null,
        });
        if (!caller.over) this.#requests.push(caller.ask(request));
        break;
      }
      case 'cancelReinvite': {
        const request = pick(this.#requests, of);
        if (request?.onCancel === null || request?.finalStatus !== null) break;
        this.#cancelled.add(request);
        request.onCancel();
        break;
      }
    }
  }

  #target({ of, does }: StepOf<'target'>): void {
    const target = pick(this.board.stack.targets, of);
    if (target === undefined) return;
    const refusals = {
      busy: 486,
      decline: 603,
      broken: 500,
      nobody: 480,
      challenge: 407,
      moved: 302,
    } as const;
    switch (does) {
      case 'trying':
        target.ring(100, 'Trying');
        break;
      case 'ring':
        target.ring();
        break;
      case 'early':
        target.earlyExchange = of % 2 ? 'updatable' : 'open';
        target.ring(183, 'Session Progress', { body: sdp('early') });
        break;
      case 'accept':
        target.accept();
        break;
      case 'timeout':
      case 'transport':
        if (!target.accepted) target.end({ kind: does === 'timeout' ? 'timeout' : 'transport_error' });
        break;
      case 'confirmCancel':
        target.confirmCancel();
        break;
      case 'hangUp':
      case 'lost':
      case 'expire':
        if (!target.accepted) break;
        if (does === 'hangUp') target.hangUp();
        else target.end({ kind: does === 'lost' ? 'lost' : 'session_expired' });
        break;
      case 'reinvite':
      case 'update':
        if ((target.accepted || (does === 'update' && !target.isCancelled)) && !target.over) {
          const method = does === 'update' ? 'UPDATE' : 'INVITE';
          this.#requests.push(target.ask(new FakeRequest(method, { body: sdp('b') })));
        }
        break;
      default:
        target.refuse(refusals[does], 'No');
    }
  }

  /** An answer to one of our requests, and at times the ACK of what it was for. */
  #reply({ of, status }: StepOf<'reply'>): void {
    const legs = [...this.board.stack.callers, ...this.board.stack.targets];
    const sent = legs.flatMap((leg) => (leg.over ? [] : leg.sent.filter(({ answered }) => !answered)));
    pick(sent, of)?.answer(status, 'Reply', { body: sdp('reply') });
    if (of % 3 === 0) for (const request of this.#requests) request.acknowledge();
  }

  #check(): void {
    const { callers, targets } = this.board.stack;
    // Of an answered call one leg survives: all others are over, or on their way out.
    for (const [call, caller] of callers.entries()) {
      const left = targets.filter(
        (target) => callOf(target) === call && target.accepted && !target.over && !target.isCancelled,
      );
      expect([call, left.length]).toEqual([call, caller.isAnswered && !caller.over ? 1 : 0]);
      const trying = targets.filter(
        (target) => callOf(target) === call && !target.accepted && !target.over && !target.isCancelled,
      );
      if (caller.isAnswered) expect([call, trying.length]).toEqual([call, 0]);
    }
    const held = new Set<string>();
    for (const target of targets) {
      const { over, invite } = target;
      const call = callOf(target);
      const caller = callers[call];
      // Who is over on one side has been told so on the other.
      expect([call, caller?.over === true && !over && !target.isCancelled]).toEqual([call, false]);
      expect([call, target.accepted && over && caller?.over === false]).toEqual([call, false]);
      const group = invite.target.host.slice(2);
      if (!over && !target.cancelledUnheard && group !== 'tro.example')
        held.add(`${call} ${group} ${invite.to}`);
    }
    if (this.#forced) return;
    // Usage is what the far ends hold: a terminating lease for each hunt and trunk group with a leg that is not over,
    // save one that was given up before it said a word.
    expect(this.board.usageOf('one').incoming + this.board.usageOf('two').incoming).toBe(held.size);
  }
}

const callOf = ({ invite }: FakeTarget): number => Number(/\d+/.exec(invite.content.headers ?? '')?.[0]);

/** What a next start makes of a journal that ends here. */
function recovered(payloads: readonly string[]): readonly CallRecord[] {
  const folder = new CallFolder();
  folder.take(lifePayload('01HF7YAT00AAAAAAAAAAAAAAAA'));
  const closed = payloads.map((payload) => folder.take(payload)).filter((record) => record !== null);
  return [...closed, ...folder.interrupted()];
}

/** Whatever the journal came to before a crash: each call in it has one record, the real one if it had closed. */
function expectOneRecordEach(board: Switchboard, payloads: readonly string[]): void {
  const records = recovered(payloads);
  const known = new Set(
    payloads
      .filter((payload) => entryKind(payload) !== entryKinds.changed)
      .map((payload) => entryId(payload)),
  );
  expect(records.map(({ id }) => id).sort()).toEqual([...known].sort());
  const closed = new Set(
    payloads.filter((payload) => entryKind(payload) === entryKinds.closed).map((payload) => entryId(payload)),
  );
  for (const record of records) {
    const real = board.records.find(({ id }) => id === record.id);
    if (closed.has(record.id)) {
      expect(record).toEqual(real);
      continue;
    }
    expect(record.attempts.every(({ endedAt }) => endedAt !== null)).toBe(true);
    expect(record.endedAt).toBeGreaterThanOrEqual(record.answeredAt ?? record.startedAt);
    if (record.failure === 'interrupted') {
      expect(record).toMatchObject({ outcome: 'failed', endedBy: 'service', q850Cause: 41 });
    } else {
      // It was over for both sides; cancelled legs were still awaited.
      expect(record).toMatchObject({ outcome: real?.outcome, endedAt: real?.endedAt });
    }
  }
}

describe('any order of events', () => {
  test('closes every call once and leaves no lease, leg or timer', async () => {
    const steps = fc.array(step, { minLength: 5, maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (steps, cut) => {
        const world = new World();
        for (const one of steps) await world.take(one);
        await world.windDown();
        expect(world.board.leftOpen()).toBeUndefined();
        expect(world.board.control.users.size).toBe(0);
        expect(world.board.logged.filter(({ message }) => message.includes('internal error'))).toEqual([]);
        expect(world.unanswered).toEqual([]);
        const unended = world.board.records.filter(({ attempts }) =>
          attempts.some(({ endedAt }) => endedAt === null),
        );
        expect(unended).toEqual([]);
        world.board.journal.flush();
        const { payloads } = world.board;
        expectOneRecordEach(world.board, payloads);
        expectOneRecordEach(world.board, payloads.slice(0, cut % (payloads.length + 1)));
      }),
      { numRuns: 400 },
    );
  });
});
