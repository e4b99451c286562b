import type { UserRecord } from '../../model/directory';
import type { UserFeatures } from '../../model/userFeatures';
import type { ScheduleFinder } from '../schedules/scheduleFinder';

/** A user whose features are set to something. */
export type FeaturedUser = UserRecord & { readonly features: UserFeatures };

/** Who calls, as the called user's features see it. */
export interface InboundCaller {
  /** E.164; digits that are none as they came; null: none was sent, or it is withheld. */
  readonly number: string | null;
  /** Of a caller of the called user's enterprise; null: of none, or one without an extension. */
  readonly extension: string | null;
  /** The number is withheld: nothing matches on it, whoever it is. */
  readonly anonymous: boolean;
  /** No number came, and nobody withheld it. */
  readonly unavailable: boolean;
  readonly sameGroup: boolean;
  readonly sameEnterprise: boolean;
}

/** A call for a user, with all that the user's features look at. */
export interface InboundCall {
  readonly user: FeaturedUser;
  readonly caller: InboundCaller;
  /** The called enterprise's, ISO 3166-1 alpha-2: how national numbers are meant. */
  readonly country: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly schedules: ScheduleFinder;
  /** Calls of the user in progress, this one not among them. */
  readonly activeCalls: number;
  /** How long phones ring where the user has set nothing. */
  readonly ringTimeoutMs: number;
}
