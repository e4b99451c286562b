import type { FailureClass } from './outcome';

/** How far an attempt came before it failed. */
export type TargetProgress =
  /** Nothing heard. */
  | 'silent'
  /** 100 only. */
  | 'trying'
  /** An 18x without SDP: a phone rings. */
  | 'ringing'
  /** An 18x with SDP: the caller hears the target, and may have been told something. */
  | 'early_media';

export interface TargetFailure {
  readonly failure: FailureClass;
  /** Whether the call goes on to the next address or trunk group. */
  readonly reroute: boolean;
  /** Status for the caller if this was the last word; null: the answer of the failure class stands for it. */
  readonly relay: number | null;
}

/** Final responses that send a call on where a peer has no list of its own (design.md section 4, Failures; peers.md 0.3). */
export const defaultFailoverCodes: readonly number[] = [408, 480, 500, 502, 503, 504];

/**
 * What a target's failure means (design.md section 4, Failures). `status` is its final response, 408 for silence, 503 for
 * a transport error.
 * @param failoverCodes the peer's own list; for what is no response of its own, the default
 */
export function targetFailure(
  status: number,
  progress: TargetProgress,
  failoverCodes: readonly number[] = defaultFailoverCodes,
): TargetFailure {
  const rang = progress === 'ringing' || progress === 'early_media';
  const failure = failureOf(status, rang);
  // A person who did not answer was reached, and a caller who has heard early media would hear two targets (peers.md 14).
  const mayGoOn = failure !== 'no_answer' && failure !== 'redirected' && progress !== 'early_media';
  return { failure, reroute: mayGoOn && failoverCodes.includes(status), relay: statusForCaller(status) };
}

function failureOf(status: number, rang: boolean): FailureClass {
  if (status >= 300 && status < 400) return 'redirected';
  switch (status) {
    case 486:
    case 600:
      return 'busy';
    case 408:
    case 480:
      // After an 18x a person did not answer; before it nobody was there to ring.
      return rang ? 'no_answer' : 'not_reachable';
    case 500:
    case 502:
    case 503:
    case 504:
      return 'not_reachable';
    default:
      return otherFailure(status);
  }
}

/**
 * The status a caller is given for a target's: challenges are between us and the target, 503 would make the caller avoid
 * this whole service (RFC 3261 sections 16.7, 21.5.4), and redirection is not ours to pass on.
 */
export function statusForCaller(status: number): number | null {
  if (status >= 300 && status < 400) return null;
  return status === 401 || status === 407 || status === 503 ? 500 : status;
}

function otherFailure(status: number): FailureClass {
  switch (status) {
    case 403:
    case 433: // Anonymity Disallowed, RFC 5079
    case 603:
    case 607: // Unwanted, RFC 8197
    case 608: // Rejected, RFC 8688
      return 'rejected';
    case 404:
    case 410:
    case 604:
      return 'number_not_found';
    case 484:
      return 'invalid_number';
    default:
      return 'target_error';
  }
}
