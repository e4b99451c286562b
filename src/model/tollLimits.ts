/** How many calls that cost much may go out in somebody's name (decisions.md 32); null: no limit. */
export interface TollLimit {
  /** At a time. */
  readonly maxConcurrentCalls: number | null;
  /** Begun within an hour, counted by the minute. */
  readonly maxCallsPerHour: number | null;
  /** Calls beyond are refused; false: an alarm alone says so. */
  readonly refuse: boolean;
}

/** Of an enterprise: for each of its users, and for all of it together. */
export interface TollLimits {
  readonly user: TollLimit | null;
  readonly enterprise: TollLimit | null;
}

/** Whom such a call counts for. */
export interface TollScope {
  readonly kind: 'user' | 'enterprise';
  readonly id: string;
}

/** Calls that count for somebody now. */
export interface TollCalls {
  readonly concurrent: number;
  readonly lastHour: number;
}

/** In whose name a call goes out that counts. */
export interface TollUse {
  /** Null: nobody's that is known. */
  readonly userId: string | null;
  readonly enterpriseId: string;
}
