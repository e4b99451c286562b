import type { EndsReport, OutcomeCounts } from '../ends/endsProtocol';
import type { ServiceState } from '../serviceState';
import { table } from './table';

/** One moment of a run, as it is shown. */
export interface Moment {
  readonly elapsedSeconds: number;
  /** Infinity: until Ctrl-C. */
  readonly totalSeconds: number;
  /** Null: the API did not answer. */
  readonly state: ServiceState | null;
  readonly ends: EndsReport;
}

/** Such that the table fits 80 columns. */
const barWidth = 10;

/** `answered 12, busy 3`: those that occurred. */
export function outcomesText(outcomes: OutcomeCounts): string {
  const told = Object.entries(outcomes).filter(([, count]) => count > 0);
  return told.map(([name, count]) => `${name.replace('_', ' ')} ${count}`).join(', ') || 'none yet';
}

/** The live view: trunk groups against their limits, and what has become of the calls. */
export function frame({ elapsedSeconds, totalSeconds, state, ends }: Moment): readonly string[] {
  const time = Number.isFinite(totalSeconds)
    ? `${elapsedSeconds} of ${totalSeconds} s`
    : `${elapsedSeconds} s`;
  return [
    `${time}: ${ends.made} calls made, ${ends.inProgress} in progress, ${ends.talking} talking (Ctrl-C ends it)`,
    '',
    ...(state === null ? ['the API does not answer'] : usageTable(state)),
    '',
    `calls over: ${outcomesText(ends.outcomes)}`,
    `tried elsewhere ${ends.rerouted}, holds ${ends.holds}, resumes ${ends.resumes}`,
    ...ends.recent.map((call) => `  ${call}`),
  ];
}

function usageTable({ trunkGroups, enterprise }: ServiceState): string[] {
  const rows = trunkGroups.map((group) => {
    const { usage } = group;
    return [
      `${group.name} (${group.group.name})`,
      bar(usage.active, group.max_active_calls),
      ofLimit(usage.active, group.max_active_calls),
      ofLimit(usage.incoming, group.max_incoming_calls),
      ofLimit(usage.outgoing, group.max_outgoing_calls),
      String(usage.emergency),
      String(usage.rejected),
    ];
  });
  const { active } = enterprise.usage;
  const limit = enterprise.max_active_calls;
  rows.push([`enterprise ${enterprise.name}`, bar(active, limit), ofLimit(active, limit), '', '', '', '']);
  return table([['', '', 'active', 'in', 'out', 'emergency', 'rejected'], ...rows]);
}

const ofLimit = (use: number, limit: number | null): string => `${use}/${limit ?? '-'}`;

function bar(use: number, limit: number | null): string {
  if (limit === null || limit === 0) return ' '.repeat(barWidth);
  const filled = Math.min(barWidth, Math.ceil((use / limit) * barWidth));
  return '#'.repeat(filled).padEnd(barWidth, '.');
}

/** The same in one line, for output that is no terminal. */
export function line({ elapsedSeconds, state, ends }: Moment): string {
  const usage = state === null ? 'the API does not answer' : state.trunkGroups.map(usageText).join('; ');
  return `${elapsedSeconds} s: made ${ends.made}, in progress ${ends.inProgress}; ${usage}; over: ${outcomesText(ends.outcomes)}`;
}

const usageText = ({ group, usage, max_active_calls: limit }: ServiceState['trunkGroups'][number]): string =>
  `${group.name} ${ofLimit(usage.active, limit)} (in ${usage.incoming}, out ${usage.outgoing}, rejected ${usage.rejected})`;
