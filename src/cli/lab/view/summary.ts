import type { EndsReport } from '../ends/endsProtocol';
import { callsOver, isShared, type Evidence } from '../reconciliation';
import { refusedSoFar } from '../serviceState';
import { callKinds } from '../traffic/plannedCall';
import { outcomesText } from './frame';
import { table } from './table';

/** The figures of a run that is over, and whether they agree. */
export function summary(evidence: Evidence, mismatches: readonly string[]): readonly string[] {
  const { ends, before, after, callLogs } = evidence;
  const refused = after === null ? 'unknown' : String(refusedSoFar(after) - refusedSoFar(before));
  return [
    `${ends.made} calls made, ${callsOver(ends)} over: ${outcomesText(ends.outcomes)}`,
    ...byKind(ends).map((row) => `  ${row}`),
    `called ends: ${ends.attempts} calls received, ${ends.answers} answered; ${ends.rerouted} calls tried elsewhere,` +
      ` ${ends.holds} put on hold, ${ends.resumes} resumed`,
    `refused for lack of capacity: ${ends.outcomes.over_capacity} seen by callers, ${refused} counted by trunk groups`,
    ...(ends.crossed > 0 ? [`answers that crossed the caller's hang-up: ${ends.crossed}`] : []),
    ...(ends.strangers > 0 ? [`calls of others that came to the ends: ${ends.strangers}`] : []),
    ...(ends.retransmissions > 0 ? [`requests the ends sent again: ${ends.retransmissions}`] : []),
    ...(callLogs === null ? ['call logs were not compared: others call too, or the calls are too many'] : []),
    ...(isShared(before)
      ? ['calls of others were in progress from the start, so usage at the end is not judged']
      : []),
    ...(mismatches.length === 0
      ? [
          'everything agrees: each call is over on both sides' +
            (callLogs === null ? '' : ' and has its call log') +
            ', the limits held, nothing is in use',
        ]
      : ['MISMATCH:', ...mismatches.map((mismatch) => `  ${mismatch}`)]),
  ];
}

function byKind(ends: EndsReport): string[] {
  const occurred = callKinds
    .map((kind) => ({ kind, outcomes: ends.byKind[kind] }))
    .map(({ kind, outcomes }) => ({
      kind,
      outcomes,
      total: Object.values(outcomes).reduce((sum, n) => sum + n, 0),
    }))
    .filter(({ total }) => total > 0);
  const counts = table(occurred.map(({ kind, total }) => [kind.replaceAll('_', ' '), String(total)]));
  return occurred.map(({ outcomes }, row) => `${counts[row] ?? ''}  ${outcomesText(outcomes)}`);
}
