interface Words {
  readonly diversion: string;
  readonly cause: number;
}

/** Why we send a call on: the words of Diversion (RFC 5806) and the causes of History-Info (RFC 4458 section 2). */
const ownReasons = {
  unconditional: { diversion: 'unconditional', cause: 302 },
  busy: { diversion: 'user-busy', cause: 486 },
  no_answer: { diversion: 'no-answer', cause: 408 },
  not_reachable: { diversion: 'unavailable', cause: 503 },
  /** By whom the caller talked to. */
  transferred: { diversion: 'unconditional', cause: 302 },
  /** Another place the user is looked for at: simultaneous and sequential ring. */
  follow_me: { diversion: 'follow-me', cause: 302 },
} as const satisfies Record<string, Words>;

export type RedirectReason = keyof typeof ownReasons;

/** Why a call was sent on, by us or before it came to us. */
export const redirectReasons = {
  ...ownReasons,
  /** For none of those, as others say. */
  unknown: { diversion: 'unknown', cause: 404 },
} as const satisfies Record<string, Words>;

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
  readonly reason: keyof typeof redirectReasons;
}
