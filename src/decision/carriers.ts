import { formatNumber } from '../model/phoneNumber';
import type { Carrier, OutboundRoute } from '../model/settings';
import { orderGateways } from '../routing/gatewayOrder';
import type { RouteCandidate } from './decision';
import { namedPeer, say, type DecisionContext } from './decisionContext';
import { present, type CallingParty } from './presentation';

/** A carrier shows a sign of life at once; RFC 3261's own patience of 32 s is too long to wait for the next one. */
const carrierTimeoutMs = 6_000;

/** The carriers of some routes, in the order of the routes, each once. */
export const carriersOf = (
  context: DecisionContext,
  routes: readonly OutboundRoute[],
): readonly Carrier[] => {
  const carriers = new Set<Carrier>();
  for (const route of routes) {
    for (const id of route.carrierIds) {
      const carrier = context.configuration.carriers.get(id);
      if (carrier !== undefined) carriers.add(carrier);
    }
  }
  return [...carriers];
};

/** The carriers for a public number: those of the longest matching prefix only (feature A8). */
export const carriersFor = (context: DecisionContext, number: string): readonly Carrier[] => {
  const routes = context.configuration.routes.longestMatch(number);
  const carriers = carriersOf(context, routes);
  const prefix = routes[0]?.prefix;
  say(
    context,
    'outbound_route',
    prefix === undefined || prefix === null
      ? `no route for ${number}`
      : `prefix ${prefix}: ${carriers.map((carrier) => carrier.name).join(', ') || 'no carrier'}`,
  );
  return carriers;
};

export interface OffNetCall {
  readonly calling: CallingParty;
  /** `+E.164`, written in each carrier's format; else sent as it is. */
  readonly called: string;
  /** The calling enterprise's country: what is national. */
  readonly country: string;
}

/** One candidate a carrier that has an address. */
export const carrierCandidates = (
  context: DecisionContext,
  carriers: readonly Carrier[],
  call: OffNetCall,
): readonly RouteCandidate[] =>
  carriers.flatMap((carrier) => {
    if (carrier.gateways.length === 0) {
      say(context, 'outbound_route', `carrier ${carrier.name} has no gateway`);
      return [];
    }
    const { numberFormat, trusted } = carrier;
    return {
      destination: namedPeer(carrier),
      lease: null,
      gateways: orderGateways(carrier.gateways, context.random),
      requestUser: formatNumber(call.called, numberFormat, call.country),
      presentation: present(call.calling, {
        numberFormat,
        trusted,
        country: call.country,
        enterpriseId: null,
      }),
      trusted,
      invitationTimeoutMs: carrierTimeoutMs,
      invitationTimeoutEnds: 'any_response' as const,
    };
  });
