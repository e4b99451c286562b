/** Why a call was sent on: the words of Diversion (RFC 5806) and the causes of History-Info (RFC 4458 section 2). */
export const redirectReasons = {
  unconditional: { diversion: 'unconditional', cause: 302 },
  busy: { diversion: 'user-busy', cause: 486 },
  no_answer: { diversion: 'no-answer', cause: 408 },
  not_reachable: { diversion: 'unavailable', cause: 503 },
  /** Another place the user is looked for at: simultaneous and sequential ring. */
  /** By whom the caller talked to. */
  transferred: { diversion: 'unconditional', cause: 302 },
  follow_me: { diversion: 'follow-me', cause: 302 },
} as const satisfies Record<string, { readonly diversion: string; readonly cause: number }>;

export type RedirectReason = keyof typeof redirectReasons;

/**
 * What a redirection (3xx) by the PBX of a trunk group is to the call.
 *
 *     refuse   a failure: the caller gets 480
 *     follow   a forward of the called user's, to the numbers in Contact
 */
export const redirectPolicies = ['refuse', 'follow'] as const;
export type RedirectPolicy = (typeof redirectPolicies)[number];

/** One station a call was sent on from, as a destination is told of it. */
export interface Redirection {
  /** User part of the URI: the number that was called there. */
  readonly from: string;
  readonly reason: RedirectReason;
}
