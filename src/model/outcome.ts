/**
 * The one catalogue of how a call can fail: the answer on the wire, the Q.850 cause, the call-log outcome, the metric
 * label and the log level of each class stand here and nowhere else (design.md section 4, Failures).
 */

/** `outcome` of a call log (design.md section 5). */
export type Outcome =
  'answered' | 'busy' | 'no_answer' | 'rejected' | 'cancelled' | 'failed' | 'over_capacity' | 'blocked';

export type EndedBy = 'caller' | 'callee' | 'service';

export interface FailureDefinition {
  readonly status: number;
  readonly reason: string;
  /** Q.850 cause; sent as `Reason: Q.850;cause=n` (RFC 3326). */
  readonly cause: number;
  readonly outcome: Outcome;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
}

export const failures = {
  unknown_peer: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'rejected', level: 'warn' },
  ambiguous_peer: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'rejected', level: 'warn' },
  unscreened_caller: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'blocked', level: 'info' },
  number_not_found: { status: 404, reason: 'Not Found', cause: 1, outcome: 'failed', level: 'info' },
  no_route: { status: 404, reason: 'Not Found', cause: 3, outcome: 'failed', level: 'warn' },
  /** The answer is the route's own where it names another. */
  route_blocked: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'blocked', level: 'info' },
  invalid_number: { status: 484, reason: 'Address Incomplete', cause: 28, outcome: 'failed', level: 'info' },
  destination_not_ringable: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 20,
    outcome: 'failed',
    level: 'info',
  },
  over_capacity: {
    status: 503,
    reason: 'Service Unavailable',
    cause: 34,
    outcome: 'over_capacity',
    level: 'info',
  },
  /** More calls a second than a peer or a trunk group may have; none of them holds anything. */
  call_rate_exceeded: {
    status: 503,
    reason: 'Service Unavailable',
    cause: 42,
    outcome: 'over_capacity',
    level: 'debug',
  },
  draining: { status: 503, reason: 'Service Unavailable', cause: 41, outcome: 'failed', level: 'info' },
  /** The signalling thread has more to do than it can; the line that says so is written once, not a call. */
  overloaded: { status: 503, reason: 'Service Unavailable', cause: 42, outcome: 'failed', level: 'debug' },
  not_reachable: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 27,
    outcome: 'failed',
    level: 'warn',
  },
  busy: { status: 486, reason: 'Busy Here', cause: 17, outcome: 'busy', level: 'debug' },
  no_answer: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 19,
    outcome: 'no_answer',
    level: 'debug',
  },
  redirected: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 23,
    outcome: 'failed',
    level: 'info',
  },
  rejected: { status: 603, reason: 'Decline', cause: 21, outcome: 'rejected', level: 'debug' },
  /** The called number is intercepted: no call reaches it (feature B3). */
  intercepted: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 31,
    outcome: 'rejected',
    level: 'debug',
  },
  /** As many calls as the called number may have at a time; it triggers no forwarding (feature B3). */
  did_policed: { status: 486, reason: 'Busy Here', cause: 17, outcome: 'over_capacity', level: 'info' },
  /** The user takes no calls of callers who withhold their number (RFC 5079). */
  anonymous_rejected: {
    status: 433,
    reason: 'Anonymity Disallowed',
    cause: 21,
    outcome: 'rejected',
    level: 'debug',
  },
  /** By the user's acceptance, rejection or blocked numbers. */
  rejected_by_user: { status: 603, reason: 'Decline', cause: 21, outcome: 'rejected', level: 'debug' },
  do_not_disturb: { status: 486, reason: 'Busy Here', cause: 17, outcome: 'busy', level: 'debug' },
  /** The caller's own restrictions do not allow the call (feature B9). */
  dial_restricted: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'blocked', level: 'info' },
  /** As many international and premium calls as the caller or its enterprise may make (decisions.md 32). */
  toll_limited: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'blocked', level: 'warn' },
  /** No right authorization or account code was keyed in (feature B8). */
  code_refused: { status: 403, reason: 'Forbidden', cause: 21, outcome: 'blocked', level: 'info' },
  /** Nobody can be asked for the code: no stream, or no codec in common. */
  code_not_askable: {
    status: 503,
    reason: 'Service Unavailable',
    cause: 47,
    outcome: 'failed',
    level: 'warn',
  },
  /** A feature access code asks for what its user may not have, or cannot be. */
  feature_refused: { status: 403, reason: 'Forbidden', cause: 29, outcome: 'blocked', level: 'info' },
  /** A caller we had answered and the target it reached cannot have each other's media. */
  media_not_joined: {
    status: 488,
    reason: 'Not Acceptable Here',
    cause: 88,
    outcome: 'failed',
    level: 'warn',
  },
  /** An INVITE that is to take over another dialog's place names none that is here (RFC 3891 section 3). */
  dialog_not_found: {
    status: 481,
    reason: 'Call/Transaction Does Not Exist',
    cause: 41,
    outcome: 'failed',
    level: 'info',
  },
  /** It names one that has ended, or ends before its place is taken. */
  dialog_ended: { status: 603, reason: 'Decline', cause: 31, outcome: 'failed', level: 'debug' },
  /** Or one of a call that a transfer concerns already. */
  transfer_pending: {
    status: 491,
    reason: 'Request Pending',
    cause: 41,
    outcome: 'failed',
    level: 'info',
  },
  /** Or one whose place may not be taken: by the trunk group's policy, or since it is no user's of ours. */
  transfer_declined: { status: 603, reason: 'Decline', cause: 29, outcome: 'blocked', level: 'info' },
  cancelled: { status: 487, reason: 'Request Terminated', cause: 16, outcome: 'cancelled', level: 'debug' },
  /** A user the call was already sent on from (RFC 3261 section 21.4.20). */
  forwarding_loop: { status: 482, reason: 'Loop Detected', cause: 25, outcome: 'failed', level: 'warn' },
  too_many_hops: { status: 483, reason: 'Too Many Hops', cause: 25, outcome: 'failed', level: 'warn' },
  no_acknowledgement: {
    status: 408,
    reason: 'Request Timeout',
    cause: 102,
    outcome: 'failed',
    level: 'warn',
  },
  /** A target failed in a way that has no class of its own; its own status goes to the caller. */
  target_error: {
    status: 500,
    reason: 'Server Internal Error',
    cause: 127,
    outcome: 'failed',
    level: 'info',
  },
  /** An answered call was ended because it may last no longer. */
  duration_exceeded: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 102,
    outcome: 'failed',
    level: 'info',
  },
  /** An answered call was ended because one side did not refresh its session in time (RFC 4028 section 10). */
  session_expired: {
    status: 408,
    reason: 'Request Timeout',
    cause: 102,
    outcome: 'failed',
    level: 'info',
  },
  /** An operator ended the call before it was answered. */
  ended_by_operator: {
    status: 480,
    reason: 'Temporarily Unavailable',
    cause: 31,
    outcome: 'failed',
    level: 'info',
  },
  /** The service was gone before the call ended; found at the next start. */
  interrupted: {
    status: 500,
    reason: 'Server Internal Error',
    cause: 41,
    outcome: 'failed',
    level: 'warn',
  },
  internal_error: {
    status: 500,
    reason: 'Server Internal Error',
    cause: 41,
    outcome: 'failed',
    level: 'error',
  },
} as const satisfies Record<string, FailureDefinition>;

export type FailureClass = keyof typeof failures;

/**
 * What an outbound route may refuse calls with, and the reason phrase of each. No 503: it would make the caller avoid
 * this whole service (RFC 3261 section 21.5.4).
 */
export const blockReasons: ReadonlyMap<number, string> = new Map([
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [410, 'Gone'],
  [480, 'Temporarily Unavailable'],
  [484, 'Address Incomplete'],
  [486, 'Busy Here'],
  [501, 'Not Implemented'],
  [600, 'Busy Everywhere'],
  [603, 'Decline'],
  [604, 'Does Not Exist Anywhere'],
  [607, 'Unwanted'],
]);
