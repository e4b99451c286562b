import type { Criterion } from '../../model/userFeatures';
import { scheduleVerdict } from '../schedules/scheduleVerdict';
import { isMeant } from '../numberForms';
import { callerText } from './callerNumbers';
import type { RuleInput } from './ruleInput';

/** The criterion that decides whether a feature does anything for a call, in words for the trace. */
export interface CriteriaVerdict<Kind extends Criterion> {
  /** Null: none matches. */
  readonly criterion: Kind | null;
  readonly why: string;
}

/**
 * The first criterion, in the order given, that a call matches; it ends the search whether it applies or spares (decisions.md
 * 25). Within one all holds together: its callers, and both of its schedules.
 */
export const firstMatch = <Kind extends Criterion>(
  criteria: readonly Kind[],
  input: RuleInput,
): CriteriaVerdict<Kind> => {
  /** Of criteria that mean the caller, but not now: what people ask about. */
  let outOfTime = '';
  for (const criterion of criteria) {
    if (!meansCaller(criterion, input)) continue;
    const { inForce, text } = timesOf(criterion, input);
    const matches = `criterion "${criterion.description}" matches ${callerText(input.call.caller)}`;
    if (inForce) return { criterion, why: `${matches}${text}` };
    outOfTime += `${outOfTime === '' ? '' : '; '}${matches}${text}`;
  }
  return {
    criterion: null,
    why: outOfTime === '' ? `no criterion matches ${callerText(input.call.caller)}` : outOfTime,
  };
};

/** Any caller where none is given; else any one kind of those given. */
const meansCaller = (
  { numbers, anonymous, unavailable }: Criterion,
  { call: { caller }, numbers: callers }: RuleInput,
): boolean => {
  if (numbers.length === 0 && !anonymous && !unavailable) return true;
  if (anonymous && caller.anonymous) return true;
  if (unavailable && caller.unavailable && !caller.anonymous) return true;
  for (const pattern of numbers) if (isMeant(pattern, callers)) return true;
  return false;
};

const always = { inForce: true, text: '' };

/** Both schedules must hold where both are given. */
const timesOf = (
  { timeSchedule, holidaySchedule }: Criterion,
  { call: { schedules, at } }: RuleInput,
): { readonly inForce: boolean; readonly text: string } => {
  if (timeSchedule === null && holidaySchedule === null) return always;
  let held = '';
  for (const name of [timeSchedule, holidaySchedule]) {
    if (name === null) continue;
    const { inForce, text } = scheduleVerdict(name, schedules, at);
    if (!inForce) return { inForce, text: `, but ${text}` };
    held += `, ${text}`;
  }
  return { inForce: true, text: held };
};
