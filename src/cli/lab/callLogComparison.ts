import type { Outcome } from '../../model/outcome';
import type { CallLog } from '../../client/apiClient';
import type { SeenCall } from './ends/seenCall';

/** What of a call log is compared. */
export interface LoggedCall {
  readonly calling: string;
  readonly dialled: string;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly outcome: Outcome;
}

/** What a call may have left. */
export interface Expectation {
  readonly least: number;
  readonly most: number;
  /** Null: whatever it says. */
  readonly outcomes: readonly Outcome[] | null;
}

/** Of a call that nothing came in the way of: one log, with the outcome that its caller saw. */
export function ordinaryExpectation({ outcome, answers }: SeenCall): Expectation {
  if (outcome === null) return { least: 0, most: 1, outcomes: null };
  // The answer may have been first at the service, or the caller's giving up.
  if (outcome === 'cancelled' && answers > 0) {
    return { least: 1, most: 1, outcomes: ['cancelled', 'answered'] };
  }
  return { least: 1, most: 1, outcomes: [outcome] };
}

export interface ComparisonOptions {
  readonly expectation: (call: SeenCall) => Expectation;
  /** A call's log begins at most so long after its INVITE went out, in milliseconds. */
  readonly toleranceMs: number;
  /** The same for a call that may have no log, or two: its INVITE may have been heard only when it came again. */
  readonly lateMs: number;
  /** How much earlier than the INVITE it may seem to begin: the clocks are two, or read in milliseconds. */
  readonly slackMs: number;
}

/** As its caller saw it: a number that has all the calls it may have is busy to a caller (feature B3). */
export const loggedCall = ({
  calling_number,
  dialled,
  started_at,
  outcome,
  failure,
}: Pick<CallLog, 'calling_number' | 'dialled' | 'started_at' | 'outcome' | 'failure'>): LoggedCall => ({
  calling: calling_number,
  dialled,
  startedAt: Date.parse(started_at),
  outcome: failure === 'did_policed' ? 'busy' : outcome,
});

/**
 * Where the calls that were seen and the call logs do not agree, in words. Nothing in a log names the call it is of, so that
 * calls between the same numbers are told apart by their time, in their order.
 */
export function compareCallLogs(
  calls: readonly SeenCall[],
  logs: readonly LoggedCall[],
  options: ComparisonOptions,
): readonly string[] {
  const found: string[] = [];
  const logsOf = byNumbers(logs, ({ startedAt }) => startedAt);
  // Of two in one millisecond the first is first on either side.
  const made = [...calls].sort((one, other) => one.index - other.index);
  for (const [numbers, theirs] of byNumbers(made, ({ sentAt }) => sentAt)) {
    found.push(...compareInOrder(theirs, logsOf.get(numbers) ?? [], options));
    logsOf.delete(numbers);
  }
  for (const strangers of logsOf.values()) found.push(...strangers.map(unknownLog));
  return found;
}

interface Entry {
  readonly call: SeenCall;
  readonly expected: Expectation;
  readonly logs: LoggedCall[];
}

/** Calls and logs of the same numbers, each in the order of time. */
function compareInOrder(
  calls: readonly SeenCall[],
  logs: readonly LoggedCall[],
  { expectation, toleranceMs, lateMs, slackMs }: ComparisonOptions,
): string[] {
  const kept = calls.map((call): Entry => ({ call, expected: expectation(call), logs: [] }));
  let rest: readonly LoggedCall[] = logs;
  /** Gives each log that is left to the first call of its time that fits. */
  const pair = (limitMs: number, fits: (entry: Entry, log: LoggedCall) => boolean): void => {
    rest = rest.filter((log) => {
      const { startedAt } = log;
      const entry = kept.find(
        (candidate) =>
          candidate.call.sentAt - slackMs <= startedAt &&
          candidate.call.sentAt + limitMs >= startedAt &&
          fits(candidate, log),
      );
      entry?.logs.push(log);
      return entry === undefined;
    });
  };
  const misses = ({ expected, logs: its }: Entry): boolean => expected.least > its.length;
  // By what they say first: a call of the same numbers whose INVITE came late may stand between.
  pair(
    toleranceMs,
    (entry, { outcome }) => misses(entry) && entry.expected.outcomes?.includes(outcome) === true,
  );
  pair(toleranceMs, misses);
  pair(lateMs, ({ expected, logs: its }) => expected.most > expected.least && its.length < expected.most);
  return [
    ...kept.flatMap(({ call, expected, logs: its }) => {
      if (its.length < expected.least) return [`${call.text}: it has no call log`];
      return its.flatMap(({ outcome }) =>
        expected.outcomes?.includes(outcome) === false
          ? [`${call.text}: the caller saw ${call.outcome ?? 'no end'}, the call log says ${outcome}`]
          : [],
      );
    }),
    ...rest.map(unknownLog),
  ];
}

const unknownLog = ({ calling, dialled, startedAt, outcome }: LoggedCall): string =>
  `${new Date(startedAt).toISOString()} ${calling} > ${dialled}: a call log (${outcome}) of no call of the ends, or one too many`;

function byNumbers<Item extends { readonly calling: string; readonly dialled: string }>(
  items: readonly Item[],
  time: (item: Item) => number,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of [...items].sort((one, other) => time(one) - time(other))) {
    const numbers = `${item.calling} ${item.dialled}`;
    const group = groups.get(numbers);
    if (group === undefined) groups.set(numbers, [item]);
    else group.push(item);
  }
  return groups;
}
