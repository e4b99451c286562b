import type { DirectoryKey } from '../model/directory';
import type { FailureClass } from '../model/outcome';
import type { Trace } from '../model/trace';
import type { CallFork, CallRoute } from './decision';
import { say, type RoutingContext } from './decisionContext';
import type { DecisionInputs } from './decisionInputs';
import type { HuntResult } from './huntResult';
import type { CalledNumberLease } from './leaseRequests';
import { Lookups } from './lookups';
import type { NextRoute, Step, Taken } from './remedyStep';
import { remediesOf } from './remedies';
import type { Remedy } from './routeOrigin';
import { reroute, ringBase, ringStage } from './ringUser';
import { sendOn } from './sendOn';

/** What a call does once its hunt has ended. */
export type NextDecision =
  /** Facts are missing: fetch them and decide again. */
  | { readonly kind: 'lookup'; readonly keys: readonly DirectoryKey[] }
  | ({ readonly kind: 'route'; readonly trace: Trace } & NextRoute)
  /** Several branches are rung together. */
  | { readonly kind: 'fork'; readonly fork: CallFork; readonly trace: Trace }
  /** The called user does not take it; where calls to the number are counted, that it is full comes first. */
  | {
      readonly kind: 'refused';
      readonly failure: FailureClass;
      readonly policed: readonly CalledNumberLease[];
      readonly trace: Trace;
    }
  /** The caller is answered: with this failure, or, where it is null, with the best that was heard. */
  | { readonly kind: 'answer'; readonly failure: FailureClass | null; readonly trace: Trace };

/**
 * What comes when the hunt along a route has nothing left, or all branches of a stage have ended: the one place that
 * decides it (design.md section 4, Failures). Remedies are tried in their order until one leads anywhere; after the last
 * the caller is answered. Pure, as `decide`.
 */
export const decideNext = (
  route: CallRoute,
  result: HuntResult,
  { directory, ...inputs }: DecisionInputs,
): NextDecision => {
  const lookups = new Lookups(directory);
  const trace: Trace = [];
  if (result.kind === 'policed') return { kind: 'answer', failure: 'did_policed', trace };
  const remedies = remediesOf(route.origin, result, inputs.configuration);
  const asked = askedBy(result);
  for (const [index, remedy] of remedies.entries()) {
    const side = remedy.user.enterpriseId;
    const context: RoutingContext = { ...inputs, lookups, trace, side };
    const step: Step = {
      context,
      route,
      asked: [...route.origin.asked, ...asked],
      behind: remedies.slice(index + 1),
    };
    const taken = take(step, remedy);
    switch (taken.kind) {
      case 'pending':
        return { kind: 'lookup', keys: lookups.missing };
      case 'route':
        return { ...taken, trace };
      case 'fork':
        return { ...taken, trace };
      case 'refused':
        return { kind: 'refused', failure: taken.failure, policed: route.origin.policed, trace };
      case 'ended':
        return { kind: 'answer', failure: taken.failure, trace };
      case 'leads_nowhere':
        break;
      default:
        taken satisfies never;
    }
  }
  return { kind: 'answer', failure: null, trace };
};

/** The trunk groups whose turn it was. */
const askedBy = (result: HuntResult): readonly string[] => {
  if (result.kind === 'nobody_reached') return result.asked;
  return result.kind === 'forwarding_trunk_group' ? [result.trunkGroupId] : [];
};

const take = (step: Step, remedy: Remedy): Taken => {
  switch (remedy.kind) {
    case 'forward':
      return sendOn(step, remedy);
    case 'reroute':
      return reroute(step, remedy);
    case 'base':
      return ringBase(step, remedy);
    case 'stage':
      return ringStage(step, remedy);
    case 'refuse':
      say(step.context, remedy.rule, `${remedy.user.name} does not take the call`);
      return { kind: 'refused', failure: remedy.failure };
    default:
      return remedy satisfies never;
  }
};
