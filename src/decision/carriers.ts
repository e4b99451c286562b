import { numberSent } from '../model/numberPolicy';
import type { Carrier, OutboundRoute } from '../model/settings';
import { orderGateways } from '../routing/gatewayOrder';
import { orderByWeight } from '../routing/weightedOrder';
import type { LeaseRequest } from '../routing/ledger/ledger';
import { callingFor } from './callerId';
import type { RouteCandidate } from './decision';
import { namedPeer, say, type RoutingContext } from './decisionContext';
import { present, type CallingParty } from './presentation';
import { redirectionsOf } from './redirections';
import type { Forwarder } from './routeOrigin';

/** A carrier shows a sign of life at once; RFC 3261's own patience of 32 s is too long to wait for the next one. */
const carrierTimeoutMs = 6_000;
/** One carrier and ten reroutes, the most a routing scheme has too. */
const mostCarriers = 11;
/** Of a carrier without one on a route that shares its calls; that of a gateway without one. */
const usualWeight = 100;

const rule = 'outbound_route';

export interface OffNetCall {
  readonly calling: CallingParty;
  /** `+E.164`, written as each carrier wants it; else digits or a `urn:`. */
  readonly called: string;
  /** The calling enterprise's country: what is national. */
  readonly country: string;
  /** Who sent the call on, the first first, and the lease that takes: none of either for a call as it was dialled. */
  readonly forwarders: readonly Forwarder[];
  readonly lease: LeaseRequest | null;
}

/** Where a call to the public network can go. */
export type OffNet =
  /** Facts are missing. */
  | { readonly kind: 'pending' }
  /** No route, or none that leads anywhere. */
  | { readonly kind: 'none' }
  /** A route refuses it with this status. */
  | { readonly kind: 'blocked'; readonly status: number }
  | {
      readonly kind: 'candidates';
      /** Never empty. */
      readonly candidates: readonly RouteCandidate[];
      readonly maxReroutes: number;
    };

/**
 * The carriers for a number (feature A8): the routes of the longest prefix it begins with, lowest priority first, then
 * those of the next shorter one, until a route stops the search or blocks it.
 */
export const routeOffNet = (context: RoutingContext, call: OffNetCall): OffNet => {
  const routes = context.configuration.routes.matching(call.called);
  if (routes.length === 0) say(context, rule, `no route for ${call.called}`);
  const { carriers, block } = search(context, routes);
  if (block !== null) return { kind: 'blocked', status: block };
  const candidates = carrierCandidates(context, carriers, call);
  if (candidates === undefined) return { kind: 'pending' };
  if (candidates.length === 0) return { kind: 'none' };
  return { kind: 'candidates', candidates, maxReroutes: candidates.length - 1 };
};

/** The carriers of the emergency routes, best first; empty: there is no such route, or none that leads anywhere. */
export const emergencyCarriers = (context: RoutingContext): readonly Carrier[] =>
  search(context, context.configuration.routes.emergency).carriers;

interface Found {
  /** In the order they are tried, each once. */
  readonly carriers: readonly Carrier[];
  /** Status of a route that refuses the call before any other leads somewhere. */
  readonly block: number | null;
}

const search = (context: RoutingContext, routes: readonly OutboundRoute[]): Found => {
  const found = new Set<Carrier>();
  for (const route of routes) {
    const name = route.prefix === null ? 'emergency' : `prefix ${route.prefix}`;
    const at = route.priority === 1 ? name : `${name} priority ${route.priority}`;
    if (route.block !== null) {
      say(context, rule, `${at}: ${found.size === 0 ? `blocked with ${route.block}` : 'blocked, ends here'}`);
      return { carriers: [...found], block: found.size === 0 ? route.block : null };
    }
    const ordered = carriersOf(context, route);
    const shared = route.carriers.some(({ weight }) => weight !== null);
    const names = ordered.map((carrier) => carrier.name).join(', ') || 'no carrier';
    say(context, rule, `${at}${shared ? ', drawn by weight' : ''}: ${names}`);
    for (const carrier of ordered) found.add(carrier);
    if (found.size >= mostCarriers) {
      say(context, rule, `${mostCarriers} carriers are tried at most`);
      break;
    }
    if (route.stop) {
      say(context, rule, `${at}: stops here`);
      break;
    }
  }
  return { carriers: [...found].slice(0, mostCarriers), block: null };
};

/** The carriers of a route that can be tried, in the order of the route, or drawn by their weights. */
const carriersOf = (context: RoutingContext, route: OutboundRoute): readonly Carrier[] => {
  const usable: { readonly carrier: Carrier; readonly weight: number | null }[] = [];
  for (const { carrierId, weight } of route.carriers) {
    const carrier = context.configuration.carriers.get(carrierId);
    if (carrier === undefined) continue;
    if (carrier.gateways.length === 0) say(context, rule, `carrier ${carrier.name} passed over: no gateway`);
    else usable.push({ carrier, weight });
  }
  const shared = usable.some(({ weight }) => weight !== null);
  const ordered = shared
    ? orderByWeight(usable, ({ weight }) => weight ?? usualWeight, context.random)
    : usable;
  return ordered.map(({ carrier }) => carrier);
};

/** One candidate a carrier; undefined: facts are missing. */
const carrierCandidates = (
  context: RoutingContext,
  carriers: readonly Carrier[],
  call: OffNetCall,
): readonly RouteCandidate[] | undefined => {
  // All are asked before the first missing answer counts, so that one fetch serves all.
  const shown = carriers.map((carrier) => callingFor(context, carrier, call.calling));
  const known = shown.filter((calling) => calling !== undefined);
  if (known.length < shown.length) return undefined;
  return carriers.flatMap((carrier, index) => {
    const calling = known[index];
    return calling === undefined ? [] : carrierCandidate(context, carrier, { ...call, calling });
  });
};

const carrierCandidate = (
  context: RoutingContext,
  carrier: Carrier,
  { calling, called, country, forwarders, lease }: OffNetCall,
  emergency = false,
): RouteCandidate => ({
  destination: namedPeer(carrier),
  lease,
  gateways: orderGateways(carrier.gateways, context.random),
  forwardsAll: false,
  requestUser: emergency ? called : numberSent(carrier, 'called', called, country),
  presentation: present(calling, {
    peer: carrier,
    trusted: carrier.trusted,
    country,
    enterpriseId: null,
  }),
  redirections: redirectionsOf(forwarders, carrier, country),
  trusted: carrier.trusted,
  failoverCodes: carrier.failoverCodes,
  invitationTimeoutMs: carrierTimeoutMs,
  invitationTimeoutEnds: 'any_response',
  maxCallDurationMs: null,
});

/** One candidate a carrier that has an address; the number goes out unchanged, and no carrier's policy hides the caller. */
export const emergencyCandidates = (
  context: RoutingContext,
  carriers: readonly Carrier[],
  call: OffNetCall,
): readonly RouteCandidate[] =>
  carriers
    .filter((carrier) => carrier.gateways.length > 0)
    .map((carrier) => carrierCandidate(context, carrier, call, true));
