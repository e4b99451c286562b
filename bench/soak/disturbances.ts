import { ordinaryExpectation, type Expectation } from '../../src/cli/lab/callLogComparison';
import type { SeenCall } from '../../src/cli/lab/ends/seenCall';
import type { EndName } from '../../src/cli/lab/traffic/people';

/** A time in which something was done to the service or to an end. Milliseconds since the Unix epoch. */
export interface Disturbance {
  /** Null: the service was killed; else the end that was silent. */
  readonly silent: EndName | null;
  readonly from: number;
  /** The service was ready again, the end heard again. */
  readonly to: number;
}

/** What happened 100 ms before a kill is in the journal (design.md section 2); more here, where all share the cores. */
const promiseMs = 500;
/** An INVITE that nobody answers is sent again for so long (RFC 3261 section 17.1.1.2, timer B). */
export const inviteMs = 32_000;

/** What a call may have left, by what came in its way. */
export function expectationAmid(disturbances: readonly Disturbance[]): (call: SeenCall) => Expectation {
  return (call) => {
    const met = disturbances.filter(({ from, to }) => call.sentAt <= to && call.overAt >= from - promiseMs);
    if (met.length === 0) return ordinaryExpectation(call);
    // Its INVITE may not have been heard, or heard again by the next life of the service.
    const isUnsure = met.some(({ silent, from, to }) =>
      silent === null
        ? call.sentAt >= from - promiseMs && call.sentAt <= to
        : silent === call.from && call.sentAt >= from && call.sentAt <= to,
    );
    if (isUnsure) return { least: 0, most: 2, outcomes: null };
    return { least: 1, most: 1, outcomes: null };
  };
}
