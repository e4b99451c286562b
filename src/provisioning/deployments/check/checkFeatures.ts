import { nameKey } from '../../../../db/nameKey';
import type { Path } from '../mistake';
import { checkDigitPatterns } from './checkRestrictions';
import { present, Uniqueness, type EnterpriseScope, type UserDraft } from './scope';

const forwardings = [
  'call_forwarding_selective',
  'call_forwarding_always',
  'call_forwarding_busy',
  'call_forwarding_no_answer',
  'call_forwarding_not_reachable',
] as const;

const withCriteria = [
  'call_acceptance',
  'call_rejection',
  'call_forwarding_selective',
  'sequential_ring',
  'simultaneous_ring',
] as const;

/** What a user's features need of each other: numbers to forward to, schedules that are there, criteria told apart. */
export function checkFeatures(scope: EnterpriseScope, user: UserDraft, path: Path): void {
  const { mistakes } = scope;
  const inbound = user.inbound ?? {};
  for (const name of forwardings) {
    const feature = inbound[name];
    if (feature?.enabled !== true || Object.hasOwn(feature, 'number')) continue;
    mistakes.add(
      [...path, 'inbound', name, 'number'],
      'missing',
      'is missing: an enabled forwarding has a number',
    );
  }
  const policing = inbound.max_did_policing;
  if (policing?.enabled === true && !Object.hasOwn(policing, 'max_concurrent_calls')) {
    mistakes.add(
      [...path, 'inbound', 'max_did_policing', 'max_concurrent_calls'],
      'missing',
      'is missing: expected a whole number from 1 to 500',
    );
  }
  for (const name of ['sequential_ring', 'simultaneous_ring'] as const) {
    const ring = inbound[name];
    if (ring?.enabled === true && !Object.hasOwn(ring, 'numbers')) {
      mistakes.add(
        [...path, 'inbound', name, 'numbers'],
        'missing',
        'is missing: an enabled ring has numbers',
      );
    }
  }
  for (const name of withCriteria) {
    const descriptions = new Uniqueness(mistakes, 'the criterion');
    for (const [index, criterion] of present(inbound[name]?.criteria)) {
      const at = [...path, 'inbound', name, 'criteria', index];
      descriptions.add([...at, 'description'], criterion.description, 'in this feature');
      checkSchedule(scope, user, [...at, 'time_schedule'], criterion.time_schedule, 'time');
      checkSchedule(scope, user, [...at, 'holiday_schedule'], criterion.holiday_schedule, 'holiday');
    }
  }
  checkDigitPatterns(user.outbound ?? {}, [...path, 'outbound'], mistakes);
  const frames = new Uniqueness(mistakes, 'the time frame');
  for (const [index, rule] of present(user.answering_rules)) {
    const at = [...path, 'answering_rules', index, 'time_frame'];
    frames.add(at, rule.time_frame, "in this user's rules");
    if (rule.time_frame !== '*') checkSchedule(scope, user, at, rule.time_frame, null);
  }
}

/** A schedule the user sees: an own one, the group's, the enterprise's. */
function checkSchedule(
  scope: EnterpriseScope,
  user: UserDraft,
  path: Path,
  name: string | null | undefined,
  wanted: 'time' | 'holiday' | null,
): void {
  if (name == null) return;
  const own = user.schedules?.find((schedule) => nameKey(schedule?.name ?? '') === nameKey(name));
  const type = own === undefined ? scope.scheduleType(user.group ?? null, name) : (own.type ?? 'time');
  if (type === undefined) {
    scope.mistakes.add(
      path,
      'not_found',
      `neither the user, the group nor the enterprise has a schedule ${name}`,
    );
  } else if (wanted !== null && type !== wanted) {
    scope.mistakes.add(
      path,
      'invalid',
      `the schedule ${name} is of type ${type}, expected one of type ${wanted}`,
    );
  }
}
