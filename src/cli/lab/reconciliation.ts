import type { EndsReport } from './ends/endsProtocol';
import { inUse, refusedSoFar, type ServiceState } from './serviceState';

/** All that is known of a run when everything has been hung up. */
export interface Evidence {
  readonly ends: EndsReport;
  /** Before the first call. */
  readonly before: ServiceState;
  /** After the last one; null: the API did not answer. */
  readonly after: ServiceState | null;
  /** Limits seen exceeded while calls went on, in words. */
  readonly passedLimits: readonly string[];
  /** Where calls and call logs do not agree, in words; null: they were not compared. */
  readonly callLogs: readonly string[] | null;
  /** What went wrong with the service itself; null: nothing. */
  readonly service: string | null;
}

export const callsOver = ({ outcomes }: EndsReport): number =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0);

/** Whether somebody else's calls were in progress before the lab's first; the figures of usage are then theirs too. */
export const isShared = (before: ServiceState): boolean => inUse(before).length > 0;

const mostTold = 20;

const fewOf = (lines: readonly string[]): readonly string[] =>
  lines.length <= mostTold
    ? lines
    : [...lines.slice(0, mostTold), `and ${lines.length - mostTold} more call logs like these`];

/** Where what the ends saw, what the API says and what must be do not agree, in words; none: all is well. */
export function mismatches({
  ends,
  before,
  after,
  passedLimits,
  callLogs,
  service,
}: Evidence): readonly string[] {
  const found: string[] = [];
  if (service !== null) found.push(service);
  found.push(...ends.anomalies);
  const untold = ends.anomalyCount - ends.anomalies.length;
  if (untold > 0) found.push(`and ${untold} more like these`);
  if (callsOver(ends) !== ends.made)
    found.push(`${ends.made} calls were made, ${callsOver(ends)} have an outcome`);
  if (ends.dialogs > 0) found.push(`the ends still hold ${ends.dialogs} dialogs`);
  found.push(...passedLimits);
  found.push(...fewOf(callLogs ?? []));
  if (after === null) {
    found.push('the API did not say what is in use at the end');
    return found;
  }
  if (!isShared(before)) found.push(...inUse(after).map((held) => `after the last call, ${held}`));
  const refused = refusedSoFar(after) - refusedSoFar(before);
  if (refused < ends.outcomes.over_capacity) {
    found.push(
      `callers were refused for lack of capacity ${ends.outcomes.over_capacity} times, the API counts ${refused}`,
    );
  }
  return found;
}
