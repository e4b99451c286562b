import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InboundPlan } from '../../src/features/callPlan';
import { inboundPlan, interceptPlan, planBehindIntercept } from '../../src/features/inbound/inboundPlan';
import type { InboundCall, InboundCaller } from '../../src/features/inbound/inboundCall';
import { scheduleState } from '../../src/features/schedules/scheduleState';
import type { Criterion, ForwardingCriterion, InboundSettings } from '../../src/model/userFeatures';
import {
  anonymousCaller,
  answeringRule,
  caller,
  collector,
  criterion,
  hour,
  inboundCall,
  inboundOff,
  noon,
  planText,
  schedule,
} from './featuresFixtures';

/** Few numbers, so that callers and settings often mean each other. */
const numbers = ['+13125550111', '+13125550112', '+442071838750'];
const number = fc.constantFrom(...numbers);
const target = fc.constantFrom('2001', '+14155550101', '+442071838799');
const rings = fc.constantFrom(0, 2, 3, 20);
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 1 });
const scheduleName = maybe(fc.constantFrom('on', 'off', 'unknown', 'gone'));

const own = [
  schedule('on', [noon - hour, noon + hour]),
  schedule('off', [noon + hour, noon + 2 * hour]),
  schedule('unknown', [noon - hour, noon + hour], { knownFrom: noon + 1 }),
];

const criteria: fc.Arbitrary<readonly Criterion[]> = fc.array(
  fc
    .record({
      apply: fc.boolean(),
      numbers: fc.array(number, { maxLength: 2 }),
      anonymous: fc.boolean(),
      unavailable: fc.boolean(),
      timeSchedule: scheduleName,
      holidaySchedule: scheduleName,
    })
    .map((changes) => criterion('some', changes)),
  { maxLength: 3 },
);

const forwardingCriteria: fc.Arbitrary<readonly ForwardingCriterion[]> = criteria.chain((list) =>
  fc.tuple(...list.map((each) => maybe(target).map((to) => ({ ...each, number: to })))),
);

const rule = fc
  .record({
    timeFrame: scheduleName,
    ringTimeMs: maybe(fc.constantFrom(10_000, 60_000)),
    doNotDisturb: fc.boolean(),
    forwardAlways: maybe(target),
    forwardOnActive: maybe(target),
    forwardBusy: maybe(target),
    forwardNoAnswer: maybe(target),
    forwardNotReachable: maybe(target),
  })
  .map(({ timeFrame, ...changes }) => answeringRule(timeFrame, changes));

const settings: fc.Arbitrary<InboundSettings> = fc.record({
  intercept: fc.boolean(),
  didPolicing: fc.constant(null),
  anonymousRejection: fc.boolean(),
  allowedNumbers: fc.array(number, { maxLength: 2 }),
  blockedNumbers: fc.array(number, { maxLength: 1 }),
  acceptance: maybe(criteria),
  rejection: maybe(criteria),
  selective: maybe(fc.record({ number: target, criteria: forwardingCriteria })),
  doNotDisturb: fc.boolean(),
  always: maybe(target),
  sequential: maybe(
    fc.record({
      numbers: fc.array(fc.record({ number: target, rings, answerConfirmation: fc.boolean() }), {
        maxLength: 5,
      }),
      baseRings: maybe(rings),
      continueIfBusy: fc.boolean(),
      callerMayStop: fc.boolean(),
      criteria,
    }),
  ),
  simultaneous: maybe(
    fc.record({
      numbers: fc.array(fc.record({ number: target, answerConfirmation: fc.boolean() }), { maxLength: 10 }),
      notWhileOnCall: fc.boolean(),
      criteria,
    }),
  ),
  busy: maybe(target),
  noAnswer: maybe(fc.record({ number: target, rings })),
  notReachable: maybe(fc.record({ number: target, timerMs: maybe(fc.constant(4_000)) })),
  ringTimeMs: maybe(fc.constantFrom(5_000, 30_000)),
  answeringRules: fc.array(rule, { maxLength: 3 }),
});

const from: fc.Arbitrary<InboundCaller> = fc.oneof(
  number.map((each) => caller(each)),
  fc.constantFrom(caller(null), anonymousCaller, {
    ...anonymousCaller,
    sameGroup: true,
    sameEnterprise: true,
  }),
  fc.constant(caller('+12125550102', { extension: '1002', sameEnterprise: true, sameGroup: true })),
);

const calls = fc.record({ settings, from, activeCalls: fc.constantFrom(0, 1, 2) }).map((each) => ({
  ...each,
  call: inboundCall(each.settings, each.from, { activeCalls: each.activeCalls }, { own }),
}));

const silent = (): void => undefined;
const isScreened = (plan: InboundPlan): boolean =>
  plan.kind === 'refuse' && plan.failure !== 'do_not_disturb' && plan.failure !== 'intercepted';

/** Whether the caller may not come through, worked out anew and bluntly. */
const mustBeRefused = (call: InboundCall): boolean => {
  const { inbound } = call.user.features;
  const { anonymous, sameGroup, number: callerNumber, unavailable } = call.caller;
  const isMeant = (list: readonly string[]): boolean => !anonymous && list.includes(callerNumber ?? '');
  const holds = (name: string | null): boolean => name === null || name === 'on';
  const first = (list: readonly Criterion[]): Criterion | undefined =>
    list.find(
      (each) =>
        holds(each.timeSchedule) &&
        holds(each.holidaySchedule) &&
        ((each.numbers.length === 0 && !each.anonymous && !each.unavailable) ||
          (each.anonymous && anonymous) ||
          (each.unavailable && unavailable) ||
          isMeant(each.numbers)),
    );
  if (inbound.anonymousRejection && anonymous && !sameGroup) return true;
  if (isMeant(inbound.blockedNumbers)) return true;
  const { acceptance, rejection } = inbound;
  if (acceptance !== null && acceptance.length > 0 && first(acceptance)?.apply !== true) return true;
  return rejection !== null && first(rejection)?.apply === true;
};

describe('whatever a user has set', () => {
  test('there is one plan, it ends, and the trace names the rule that made it', () => {
    fc.assert(
      fc.property(calls, ({ call }) => {
        const { say, steps } = collector();
        const plan = inboundPlan(call, say);
        expect(steps.length).toBeGreaterThan(0);
        const said = steps.map((step) => step.rule);
        switch (plan.kind) {
          case 'refuse':
            expect(said.at(-1)).toBe(plan.rule);
            break;
          case 'forward':
            expect([plan.to.rule, 'do_not_disturb']).toContain(said.at(-1));
            expect(plan.to.number).not.toBe('');
            break;
          case 'ring':
            expect(plan.stages.length).toBeGreaterThan(0);
            for (const stage of plan.stages) {
              expect(stage.branches.length).toBeGreaterThan(0);
              expect(stage.ringMs).toBeGreaterThan(0);
            }
            expect(
              plan.stages.flatMap(({ branches }) => branches).filter(({ kind }) => kind === 'base').length,
            )
              // The user's own phones ring once at most.
              .toBeLessThanOrEqual(1);
        }
        // The same call, asked again, gets the same.
        expect(inboundPlan(call, silent)).toEqual(plan);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a rejected caller is neither rung nor sent on, and nobody else is screened', () => {
    fc.assert(
      fc.property(calls, ({ call }) => {
        const plan = planBehindIntercept(call, silent);
        expect(isScreened(plan)).toBe(mustBeRefused(call));
      }),
      { numRuns: 2_000 },
    );
  });

  test('intercept lets nobody through, and changes nothing when it is off', () => {
    fc.assert(
      fc.property(calls, ({ call }) => {
        const plan = inboundPlan(call, silent);
        const alone = interceptPlan(call, silent);
        if (call.user.features.inbound.intercept) expect(plan).toEqual(alone);
        else expect(plan).toEqual(planBehindIntercept(call, silent));
      }),
    );
  });

  test('what stands below the rule that decided makes no difference to who is refused or sent where', () => {
    /** In the order of precedence; what lends ring times and ways behind is not among them. */
    const order: readonly (keyof InboundSettings)[] = [
      'anonymousRejection',
      'blockedNumbers',
      'acceptance',
      'rejection',
      'selective',
      'doNotDisturb',
      'always',
      'sequential',
      'simultaneous',
    ];
    fc.assert(
      fc.property(calls, settings, fc.nat(order.length - 1), ({ call, settings: given }, other, at) => {
        const base: InboundSettings = { ...given, intercept: false, answeringRules: [] };
        const below = new Set(order.slice(at + 1));
        const upTo = { ...base };
        const changed = { ...base };
        for (const key of below) {
          Object.assign(upTo, { [key]: inboundOff[key] });
          Object.assign(changed, { [key]: other[key] });
        }
        const plan = (set: InboundSettings): string =>
          planText(
            inboundPlan(
              { ...call, user: { ...call.user, features: { ...call.user.features, inbound: set } } },
              silent,
            ),
          );
        const decided = plan(upTo);
        const nothing = plan({ ...upTo, ...Object.fromEntries(order.map((key) => [key, inboundOff[key]])) });
        // Somebody above decided: what is below cannot matter.
        if (decided !== nothing) expect(plan(changed)).toBe(decided);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('schedules', () => {
  const windows = fc
    .uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 20 })
    .map((times) => times.sort((a, b) => a - b))
    .map((times) => (times.length % 2 === 0 ? times : times.slice(1)));

  test('agree with a look at each stretch, and hold until the time they name', () => {
    fc.assert(
      fc.property(windows, fc.integer({ min: -10, max: 210 }), (times, at) => {
        const given = { windows: times, knownFrom: 0, knownUntil: 201 };
        const state = scheduleState(given, at);
        const inside = (when: number): boolean =>
          times.some((start, index) => index % 2 === 0 && start <= when && when < (times[index + 1] ?? 0));
        if (at < 0 || at >= 201) {
          expect(state.kind).toBe('not_known');
          return;
        }
        expect(state.kind).toBe(inside(at) ? 'in_force' : 'not_in_force');
        const until = state.kind === 'not_known' ? null : state.until;
        let holds = at;
        while (holds < (until ?? 201) && inside(holds) === inside(at)) holds += 1;
        expect(holds).toBe(until ?? 201);
        if (until !== null && until < 201) expect(inside(until)).toBe(!inside(at));
      }),
      { numRuns: 2_000 },
    );
  });
});
