import type { DialPermission, DigitPattern } from '../../src/model/dialRestrictions';
import type { Schedule } from '../../src/model/schedule';
import { scheduleWindows } from '../../src/model/scheduleWindows';
import type {
  AnsweringRule,
  Criterion,
  ForwardingCriterion,
  InboundSettings,
  OutboundSettings,
  UserFeatures,
} from '../../src/model/userFeatures';
import { nameKey } from '../nameKey';
import { byCategory } from './dialRestrictions';
import type { StoredSchedule } from './sharedSchedules';

/** What `users.settings` holds of a person, as the deployment file writes it, as far as calls go. */
export interface UserSettings {
  readonly do_not_disturb: boolean;
  readonly ring_time_s: number | null;
  readonly allowed_numbers: readonly string[];
  readonly blocked_numbers: readonly string[];
  readonly schedules: readonly StoredSchedule[];
  readonly answering_rules: readonly StoredRule[];
  /** A feature that is not here is not available to the user. */
  readonly inbound: {
    readonly intercept_announcement?: Switches;
    readonly max_did_policing?: Switches & { readonly max_concurrent_calls: number | null };
    readonly anonymous_call_rejection?: Switches;
    readonly call_acceptance?: WithCriteria;
    readonly call_rejection?: WithCriteria;
    readonly call_forwarding_selective?: Forwarding & {
      readonly criteria: readonly (StoredCriterion & { readonly number: string | null })[];
    };
    readonly call_forwarding_always?: Forwarding;
    readonly call_forwarding_busy?: Forwarding;
    readonly call_forwarding_no_answer?: Forwarding & { readonly rings: number };
    readonly call_forwarding_not_reachable?: Forwarding & { readonly timer_s: number | null };
    readonly sequential_ring?: WithCriteria & {
      readonly numbers: readonly (RingNumber & { readonly rings: number })[];
      readonly base_location: { readonly ring: boolean; readonly rings: number };
      readonly continue_if_busy: boolean;
      readonly caller_may_stop: boolean;
    };
    readonly simultaneous_ring?: WithCriteria & {
      readonly numbers: readonly RingNumber[];
      readonly not_while_on_call: boolean;
    };
  };
  readonly outbound: {
    readonly account_code: OutboundSettings['accountCode'];
    readonly dial_restrictions: Readonly<Record<string, DialPermission>> | null;
    readonly forward_restrictions: Readonly<Record<string, 'allow' | 'disallow'>> | null;
    readonly digit_patterns: readonly DigitPattern[];
    readonly transfer_numbers: readonly string[];
    readonly hide_number: boolean;
  };
}

interface Switches {
  readonly available: boolean;
  readonly enabled: boolean;
}

interface StoredCriterion {
  readonly description: string;
  readonly active: boolean;
  readonly apply: boolean;
  readonly numbers?: readonly string[];
  readonly anonymous: boolean;
  readonly unavailable: boolean;
  readonly time_schedule: string | null;
  readonly holiday_schedule: string | null;
}

interface StoredRule {
  /** Name of a schedule, or `*`. */
  readonly time_frame: string;
  readonly enabled: boolean;
  readonly ring_time_s: number | null;
  readonly do_not_disturb: boolean;
  readonly forward_always: string | null;
  readonly forward_on_active: string | null;
  readonly forward_busy: string | null;
  readonly forward_no_answer: string | null;
  readonly forward_not_reachable: string | null;
}

type WithCriteria = Switches & { readonly criteria: readonly StoredCriterion[] };
type Forwarding = Switches & { readonly number: string | null };

interface RingNumber {
  readonly number: string;
  readonly answer_confirmation: boolean;
}

export const readUserSettings = (json: string): UserSettings => JSON.parse(json) as UserSettings;

const dayMs = 86_400_000;
/** How far ahead a user's own schedules are worked out. */
const horizonDays = 40;

/**
 * What calls need to know of a user's settings; null: nothing that would make them any different.
 * @param timeZone the user's own, for the user's schedules, or the enterprise's; asked for only where there are any
 * @param now milliseconds since the Unix epoch
 */
export async function userFeatures(
  settings: UserSettings,
  timeZone: () => Promise<string>,
  now: number,
): Promise<UserFeatures | null> {
  const inbound = inboundSettings(settings);
  const outbound = outboundSettings(settings.outbound);
  if (!changesCalls(inbound) && !changesCalls(outbound)) return null;
  const used = scheduleKeysOf(inbound);
  const own = settings.schedules.filter(({ name }) => used.has(nameKey(name)));
  const schedules = own.length === 0 ? [] : workedOut(own, await timeZone(), now);
  return { inbound, outbound, schedules };
}

function workedOut(stored: readonly StoredSchedule[], timeZone: string, now: number): readonly Schedule[] {
  const [from, until] = [now - dayMs, now + horizonDays * dayMs];
  return stored.map(({ name, type, events }) => ({
    name,
    type,
    ...scheduleWindows(events, timeZone, from, until),
  }));
}

/** Whether anything is set at all: off is null, false, an empty list, or an account code that is not required. */
const changesCalls = (settings: InboundSettings | OutboundSettings): boolean =>
  Object.values(settings).some((value: unknown) =>
    Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== 'not_required',
  );

function inboundSettings(settings: UserSettings): InboundSettings {
  const { inbound } = settings;
  const policing = on(inbound.max_did_policing);
  const selective = on(inbound.call_forwarding_selective);
  const selectiveCriteria = (selective && active(selective.criteria)) ?? [];
  const noAnswer = on(inbound.call_forwarding_no_answer);
  const notReachable = on(inbound.call_forwarding_not_reachable);
  return {
    intercept: on(inbound.intercept_announcement) !== null,
    didPolicing: policing?.max_concurrent_calls ?? null,
    anonymousRejection: on(inbound.anonymous_call_rejection) !== null,
    allowedNumbers: settings.allowed_numbers,
    blockedNumbers: settings.blocked_numbers,
    acceptance: criteriaOf(inbound.call_acceptance),
    rejection: criteriaOf(inbound.call_rejection),
    selective:
      selective?.number == null || selectiveCriteria.length === 0
        ? null
        : {
            number: selective.number,
            criteria: selectiveCriteria.map((stored): ForwardingCriterion => ({
              ...criterion(stored),
              number: stored.number,
            })),
          },
    doNotDisturb: settings.do_not_disturb,
    always: on(inbound.call_forwarding_always)?.number ?? null,
    sequential: sequentialRing(inbound.sequential_ring),
    simultaneous: simultaneousRing(inbound.simultaneous_ring),
    busy: on(inbound.call_forwarding_busy)?.number ?? null,
    noAnswer: noAnswer?.number == null ? null : { number: noAnswer.number, rings: noAnswer.rings },
    notReachable:
      notReachable?.number == null
        ? null
        : { number: notReachable.number, timerMs: milliseconds(notReachable.timer_s) },
    ringTimeMs: milliseconds(settings.ring_time_s),
    answeringRules: answeringRules(settings.answering_rules),
  };
}

function sequentialRing(stored: UserSettings['inbound']['sequential_ring']): InboundSettings['sequential'] {
  const ring = on(stored);
  const criteria = criteriaOf(ring ?? undefined);
  if (ring === null || criteria === null || ring.numbers.length === 0) return null;
  return {
    numbers: ring.numbers.map(({ number, rings, answer_confirmation }) => ({
      number,
      rings,
      answerConfirmation: answer_confirmation,
    })),
    baseRings: ring.base_location.ring ? ring.base_location.rings : null,
    continueIfBusy: ring.continue_if_busy,
    callerMayStop: ring.caller_may_stop,
    criteria,
  };
}

function simultaneousRing(
  stored: UserSettings['inbound']['simultaneous_ring'],
): InboundSettings['simultaneous'] {
  const ring = on(stored);
  const criteria = criteriaOf(ring ?? undefined);
  if (ring === null || criteria === null || ring.numbers.length === 0) return null;
  return {
    numbers: ring.numbers.map(({ number, answer_confirmation }) => ({
      number,
      answerConfirmation: answer_confirmation,
    })),
    notWhileOnCall: ring.not_while_on_call,
    criteria,
  };
}

function outboundSettings(stored: UserSettings['outbound']): OutboundSettings {
  return {
    accountCode: stored.account_code,
    restrictions: stored.dial_restrictions && byCategory(stored.dial_restrictions),
    forwardRestrictions: stored.forward_restrictions && byCategory(stored.forward_restrictions),
    digitPatterns: stored.digit_patterns,
    transferNumbers: stored.transfer_numbers,
    hidesNumber: stored.hide_number,
  };
}

/** Rules that would do nothing are kept where another one does: the first in force keeps those behind it from acting. */
function answeringRules(stored: readonly StoredRule[]): readonly AnsweringRule[] {
  const rules = stored.filter(({ enabled }) => enabled).map(answeringRule);
  const { timeFrame: _timeFrame, ...nothing } = answeringRule(ruleWithoutAction);
  const acts = (rule: AnsweringRule): boolean =>
    (Object.keys(nothing) as (keyof typeof nothing)[]).some((key) => rule[key] !== nothing[key]);
  return rules.some(acts) ? rules : [];
}

const ruleWithoutAction: StoredRule = {
  time_frame: '*',
  enabled: true,
  ring_time_s: null,
  do_not_disturb: false,
  forward_always: null,
  forward_on_active: null,
  forward_busy: null,
  forward_no_answer: null,
  forward_not_reachable: null,
};

const answeringRule = (rule: StoredRule): AnsweringRule => ({
  timeFrame: rule.time_frame === '*' ? null : rule.time_frame,
  ringTimeMs: milliseconds(rule.ring_time_s),
  doNotDisturb: rule.do_not_disturb,
  forwardAlways: rule.forward_always,
  forwardOnActive: rule.forward_on_active,
  forwardBusy: rule.forward_busy,
  forwardNoAnswer: rule.forward_no_answer,
  forwardNotReachable: rule.forward_not_reachable,
});

/** A feature that the user has and that is switched on. */
const on = <Feature extends Switches>(feature: Feature | undefined): Feature | null =>
  feature?.available === true && feature.enabled ? feature : null;

/** Without an active criterion the feature does nothing (decisions.md 25). */
function criteriaOf(feature: WithCriteria | undefined): readonly Criterion[] | null {
  const criteria = active(on(feature)?.criteria ?? []);
  return criteria.length === 0 ? null : criteria.map(criterion);
}

/** In the order they are tried: by code point of the lower-cased description. */
function active<Stored extends StoredCriterion>(criteria: readonly Stored[]): readonly Stored[] {
  const keyed = criteria
    .filter((stored) => stored.active)
    .map((stored) => ({ stored, key: nameKey(stored.description) }));
  return keyed.sort((first, second) => byCodePoint(first.key, second.key)).map(({ stored }) => stored);
}

/** UTF-8 sorts by code point, UTF-16 does not. */
const byCodePoint = (first: string, second: string): number =>
  Buffer.compare(Buffer.from(first), Buffer.from(second));

const criterion = (stored: StoredCriterion): Criterion => ({
  description: stored.description,
  apply: stored.apply,
  numbers: stored.numbers ?? [],
  anonymous: stored.anonymous,
  unavailable: stored.unavailable,
  timeSchedule: stored.time_schedule,
  holidaySchedule: stored.holiday_schedule,
});

function scheduleKeysOf(inbound: InboundSettings): ReadonlySet<string> {
  const { acceptance, rejection, selective, sequential, simultaneous, answeringRules: rules } = inbound;
  const criteria = [acceptance, rejection, selective?.criteria, sequential?.criteria, simultaneous?.criteria];
  const names = [
    ...criteria.flatMap((list) => (list ?? []).flatMap((one) => [one.timeSchedule, one.holidaySchedule])),
    ...rules.map(({ timeFrame }) => timeFrame),
  ];
  return new Set(names.flatMap((name) => (name === null ? [] : [nameKey(name)])));
}

const milliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);
