import { nameKey } from '../../../db/nameKey';
import type { UserSettings } from '../../../db/repositories/userFeatures';
import { canonicalJson } from '../deployments/canonicalJson';
import type { ProblemDetail } from '../http/problem';

/**
 * Where a user's settings name a schedule: time and holiday schedules of criteria, time frames of answering rules. Names
 * are compared as everywhere, without regard to case.
 */

const scheduleKeys = ['time_schedule', 'holiday_schedule'] as const;

type Criterion = Readonly<Record<string, unknown>>;
interface Feature {
  readonly criteria?: readonly Criterion[];
}

const is = (given: unknown, name: string): boolean =>
  typeof given === 'string' && nameKey(given) === nameKey(name);

/** What refers to the schedule, by its path in the API. */
export function scheduleUses(settings: UserSettings, name: string, userId: string): readonly ProblemDetail[] {
  const uses: ProblemDetail[] = [];
  const add = (place: string, message: string): void => {
    uses.push({ path: `/users/${userId}`, code: 'in_use', message: `${message} (${place})` });
  };
  for (const [feature, { criteria = [] }] of featuresOf(settings)) {
    for (const [index, criterion] of criteria.entries()) {
      for (const key of scheduleKeys) {
        if (!is(criterion[key], name)) continue;
        add(
          `inbound.${feature}.criteria[${String(index)}].${key}`,
          `the criterion ${String(criterion.description)}`,
        );
      }
    }
  }
  for (const [index, rule] of settings.answering_rules.entries()) {
    if (is(rule.time_frame, name)) add(`answering_rules[${String(index)}].time_frame`, 'an answering rule');
  }
  return uses;
}

/** The settings with the schedule's new name. */
export const withRenamedSchedule = (settings: UserSettings, name: string, to: string): string =>
  rewritten(settings, name, (criterion, key) => ({ ...criterion, [key]: to }), to);

/**
 * The settings without the schedule: rules that follow it go, criteria that name it are made inactive, since without it
 * they would be in force at all times.
 */
export const withoutSchedule = (settings: UserSettings, name: string): string =>
  rewritten(settings, name, (criterion, key) => ({ ...criterion, [key]: null, active: false }), null);

function rewritten(
  settings: UserSettings,
  name: string,
  rewrite: (criterion: Criterion, key: string) => Criterion,
  timeFrame: string | null,
): string {
  const change = (criterion: Criterion): Criterion => {
    let changed = criterion;
    for (const key of scheduleKeys) if (is(criterion[key], name)) changed = rewrite(changed, key);
    return changed;
  };
  const inbound = Object.fromEntries(
    featuresOf(settings).map(([feature, value]) => [
      feature,
      value.criteria === undefined ? value : { ...value, criteria: value.criteria.map(change) },
    ]),
  );
  const rules = settings.answering_rules.flatMap((rule) => {
    if (!is(rule.time_frame, name)) return [rule];
    return timeFrame === null ? [] : [{ ...rule, time_frame: timeFrame }];
  });
  return canonicalJson({ ...settings, inbound, answering_rules: rules });
}

const featuresOf = ({ inbound }: UserSettings): readonly [string, Feature][] =>
  Object.entries(inbound) as unknown as [string, Feature][];
