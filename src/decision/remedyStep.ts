import type { ForwardedTo } from '../model/callRecord';
import type { FailureClass } from '../model/outcome';
import type { CallFork, CallRoute } from './decision';
import type { RoutingContext } from './decisionContext';
import type { Remedy } from './routeOrigin';

/** A remedy being tried. */
export interface Step {
  readonly context: RoutingContext;
  /** The one whose hunt has ended. */
  readonly route: CallRoute;
  readonly asked: readonly string[];
  readonly behind: readonly Remedy[];
}

export type Taken =
  | ({ readonly kind: 'route' } & NextRoute)
  | { readonly kind: 'fork'; readonly fork: CallFork }
  /** The user does not take the call. */
  | { readonly kind: 'refused'; readonly failure: FailureClass }
  /** The call must not go on. */
  | { readonly kind: 'ended'; readonly failure: FailureClass }
  /** The next remedy may. */
  | { readonly kind: 'leads_nowhere' }
  /** Facts are missing. */
  | { readonly kind: 'pending' };

export interface NextRoute {
  readonly route: CallRoute;
  /** Whom the call was sent on to; null: the same user by another way. */
  readonly forwarded: Pick<ForwardedTo, 'party' | 'number' | 'reason'> | null;
  /** Id of the user whose features sent it on; null: nobody's did. */
  readonly forwardedBy: string | null;
}
