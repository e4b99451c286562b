import type { Clock, Timers } from '../../../model/ports';
import type { AdmissionRequest } from '../ledger';
import type { LedgerTimes } from './ledgerScript';
import { admissionText, readAdmission, statusOf, type AdmissionAnswer } from './ledgerSteps';
import type { ScriptSession } from './scriptSession';
import type { Sight } from './sight';

/** How soon an admission that found stale sights is asked again: other nodes need two round trips to renew theirs. */
const staleRetryMs = 3;
/** Each further time twice as long after: where many wait at a limit they must not keep Redis from what they wait for. */
const longestStaleRetryMs = 48;

export interface AskingPorts {
  readonly session: ScriptSession;
  readonly sight: Sight;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly times: Pick<LedgerTimes, 'patienceMs'>;
  /** Whether Redis decides now. */
  readonly isTogether: () => boolean;
}

/**
 * Has Redis decide an admission. Null: it was not decided, and nothing is left of it.
 *
 * @param firstId of the leases that come of it
 * @param taken is told what Redis decided in the turn in which that is heard: the next answer may already speak of it
 */
export const askAdmission = <Taken>(
  { session, sight, clock, timers, times, isTogether }: AskingPorts,
  step: 'admit' | 'preview',
  request: AdmissionRequest,
  firstId: number,
  taken: (answer: AdmissionAnswer) => Taken,
): Promise<Taken | null> => {
  const waitsUntil = clock.now() + times.patienceMs;
  let retryMs = staleRetryMs;
  return new Promise((resolve) => {
    const ask = (lenders: boolean): void => {
      // While an admission waited the nodes may have parted.
      if (!isTogether()) {
        resolve(null);
        return;
      }
      session.step(
        [step, admissionText(firstId, request, lenders, clock.now() < waitsUntil)],
        (answer) => {
          const status = statusOf(answer);
          if (status === 'lenders') ask(true);
          else if (status === 'stale') {
            timers.after(retryMs, () => {
              ask(lenders);
            });
            retryMs = Math.min(2 * retryMs, longestStaleRetryMs);
          } else resolve(taken(readAdmission(answer, request)));
        },
        () => {
          resolve(null);
        },
      );
    };
    ask(isNearlyFull(sight, request));
  });
};

/** Whether some trunk group looks as if it had to borrow; where that is wrong, the script asks for the lenders. */
const isNearlyFull = (sight: Sight, { candidates }: AdmissionRequest): boolean =>
  candidates.flat().some(({ trunkGroup }) => {
    if (trunkGroup?.bursting == null || trunkGroup.maxActiveCalls === null) return false;
    const [incoming = 0, outgoing = 0, , , lent = 0] = sight.values(`t${trunkGroup.id}`);
    return incoming + outgoing + lent >= trunkGroup.maxActiveCalls;
  });
