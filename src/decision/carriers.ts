import { numberSent } from '../model/numberPolicy';
import type { Carrier, Gateway, OutboundRoute } from '../model/settings';
import { orderGateways } from '../routing/gatewayOrder';
import { orderByWeight } from '../routing/weightedOrder';
import { byAvailability, openGateways } from './availability';
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
  /** Every carrier there is for it is unavailable. */
  | { readonly kind: 'unreachable' }
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
  const { carriers, block, isMissingSome } = search(context, routes);
  if (block !== null) return { kind: 'blocked', status: block };
  const candidates = carrierCandidates(context, carriers, call);
  if (candidates === undefined) return { kind: 'pending' };
  if (candidates.length === 0) return { kind: isMissingSome ? 'unreachable' : 'none' };
  return { kind: 'candidates', candidates, maxReroutes: candidates.length - 1 };
};

/** The carriers of the emergency routes, best first; empty: there is no such route, or none that leads anywhere. */
export const emergencyCarriers = (context: RoutingContext): readonly Carrier[] =>
  search(context, context.configuration.routes.emergency, true).carriers;

interface Found {
  /** In the order they are tried, each once. */
  readonly carriers: readonly Carrier[];
  /** Status of a route that refuses the call before any other leads somewhere. */
  readonly block: number | null;
  /** A carrier was passed over because it is unavailable. */
  readonly isMissingSome: boolean;
}

/** @param lastResort unavailable carriers are found too */
const search = (context: RoutingContext, routes: readonly OutboundRoute[], lastResort = false): Found => {
  const found = new Set<Carrier>();
  let isMissingSome = false;
  for (const route of routes) {
    const name = route.prefix === null ? 'emergency' : `prefix ${route.prefix}`;
    const at = route.priority === 1 ? name : `${name} priority ${route.priority}`;
    if (route.block !== null) {
      const isFirst = found.size === 0 && !isMissingSome;
      say(context, rule, `${at}: ${isFirst ? `blocked with ${route.block}` : 'blocked, ends here'}`);
      return { carriers: [...found], block: isFirst ? route.block : null, isMissingSome };
    }
    const { ordered, isMissing } = carriersOf(context, route, lastResort);
    isMissingSome ||= isMissing;
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
  return { carriers: [...found].slice(0, mostCarriers), block: null, isMissingSome };
};

/** The carriers of a route that can be tried, in the order of the route, or drawn by their weights. */
const carriersOf = (
  context: RoutingContext,
  route: OutboundRoute,
  lastResort: boolean,
): { readonly ordered: readonly Carrier[]; readonly isMissing: boolean } => {
  let isMissing = false;
  const tell = teller(context);
  const usable: { readonly carrier: Carrier; readonly weight: number | null }[] = [];
  for (const { carrierId, weight } of route.carriers) {
    const carrier = context.configuration.carriers.get(carrierId);
    if (carrier === undefined) continue;
    if (carrier.gateways.length === 0) say(context, rule, `carrier ${carrier.name} passed over: no gateway`);
    else if (lastResort || byAvailability(context, carrier, tell).open.length > 0)
      usable.push({ carrier, weight });
    else isMissing = true;
  }
  const shared = usable.some(({ weight }) => weight !== null);
  const ordered = shared
    ? orderByWeight(usable, ({ weight }) => weight ?? usualWeight, context.random)
    : usable;
  return { ordered: ordered.map(({ carrier }) => carrier), isMissing };
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
    const open = openGateways(context, carrier);
    return calling === undefined ? [] : carrierCandidate(context, carrier, open, { ...call, calling });
  });
};

const carrierCandidate = (
  context: RoutingContext,
  carrier: Carrier,
  addresses: readonly Gateway[],
  { calling, called, country, forwarders, lease }: OffNetCall,
  emergency = false,
): RouteCandidate => ({
  destination: namedPeer(carrier),
  lease,
  gateways: orderGateways(addresses, context.random),
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

/**
 * One candidate a carrier that has an address, and another at the end for those that are unavailable; the number goes out
 * unchanged, and no carrier's policy hides the caller.
 */
export const emergencyCandidates = (
  context: RoutingContext,
  carriers: readonly Carrier[],
  call: OffNetCall,
): readonly RouteCandidate[] => {
  const candidates: RouteCandidate[] = [];
  const lastResort: RouteCandidate[] = [];
  const tell = teller(context);
  for (const carrier of carriers) {
    const { open, closed } = byAvailability(context, carrier, tell, true);
    if (open.length > 0) candidates.push(carrierCandidate(context, carrier, open, call, true));
    if (closed.length > 0) lastResort.push(carrierCandidate(context, carrier, closed, call, true));
  }
  return [...candidates, ...lastResort];
};

const teller =
  (context: RoutingContext) =>
  (rule: string, result: string): void => {
    say(context, rule, result);
  };
