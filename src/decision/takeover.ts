import type { Carrier, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { findCaller } from './callerLookup';
import { callingParty } from './callingParty';
import type { CallParties, CallRoute, Decision } from './decision';
import { lookup, refuse, say, type DecisionContext } from './decisionContext';
import { trunkLease } from './leaseRequests';
import { analyseSetting, type AnalysedNumber } from './numberAnalysis';
import {
  decideFromTrunkGroup,
  emergencyFrom,
  originatingParties,
  screen,
  withShownNumber,
} from './originating';
import type { OriginatingCall } from './originatingCall';
import type { CallingParty } from './presentation';
import { ringTimeoutMs } from './ringTime';
import { asReceived, outside } from './routeOrigin';
import { asListed } from './selection';
import { callingFromCarrier, terminatingParties } from './terminating';

/**
 * A call that takes over another dialog's place, from a PBX: its caller is screened, and it is for who remains in the other
 * call. Nobody is rung for it and nothing was dialled, so no code, restriction or route of a dialled number is looked at.
 */
export const takeoverFromTrunkGroup = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  remaining: string | null,
): Decision => {
  const { facts, configuration, lookups } = context;
  const enterprise = configuration.enterprises.get(trunkGroup.enterpriseId);
  if (enterprise === undefined) {
    say(context, 'identify_peer', `the enterprise of ${trunkGroup.name} is not in the configuration`);
    return refuse(context, 'internal_error', null);
  }
  // Whoever needs help is not asked for a dialog.
  if (emergencyFrom(context, enterprise) !== null) return decideFromTrunkGroup(context, trunkGroup);
  const caller = findCaller(facts, enterprise, trunkGroup, lookups);
  const called: AnalysedNumber | undefined =
    remaining === null
      ? { kind: 'name', number: facts.called.user }
      : analyseSetting(remaining, enterprise, lookups);
  if (caller === undefined || called === undefined) return lookup(context);
  const parties = forWhoRemains(
    originatingParties(context, trunkGroup, enterprise, caller, called.number, called),
    remaining,
  );
  if (!screen(context, trunkGroup, caller)) {
    return refuse(context, 'unscreened_caller', { ...parties, called: null });
  }
  const call: OriginatingCall = {
    context,
    trunkGroup,
    enterprise,
    caller,
    codes: { ...none, called: facts.called },
  };
  const calling = callingParty(call);
  return route(context, trunkGroup, withShownNumber(parties, calling), calling, {
    originatingLease: trunkLease(configuration, trunkGroup, enterprise, 'outgoing', false),
    maxCallDurationMs: trunkGroup.maxCallDurationMs,
  });
};

/** The same from a carrier. It is of no enterprise: call control lets nobody but who holds a dialog take it over. */
export const takeoverFromCarrier = (
  context: DecisionContext,
  carrier: Carrier,
  remaining: string | null,
): Decision => {
  const called: AnalysedNumber = { kind: 'name', number: remaining ?? context.facts.called.user };
  const calling = callingFromCarrier(context, carrier, null);
  const parties = forWhoRemains(terminatingParties(context, carrier, called, calling), remaining);
  return route(context, carrier, parties, calling, { originatingLease: null, maxCallDurationMs: null });
};

const none = { hidesNumber: false, wantsAccountCode: false, request: null } as const;

/** The Request-URI is the Contact of the other dialog: that is no number anybody has dialled. */
const forWhoRemains = (parties: CallParties, remaining: string | null): CallParties =>
  remaining === null ? parties : { ...parties, dialled: ownedString(remaining) };

/** A route along which nobody is looked for. */
const route = (
  context: DecisionContext,
  { trusted }: TrunkGroup | Carrier,
  parties: CallParties,
  calling: CallingParty,
  limits: Pick<CallRoute, 'originatingLease' | 'maxCallDurationMs'>,
): Decision => ({
  kind: 'route',
  route: {
    ...{ parties, peerTrusted: trusted, codes: null, candidates: [], selection: asListed },
    ...{ maxReroutes: 0, ringTimeoutMs, ...limits },
    origin: { calling, ...outside, ...asReceived(context.facts, trusted) },
  },
  trace: context.trace,
  emergency: null,
});
