import type { EmergencyCall } from '../model/emergencyNumbers';
import type { Enterprise, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { givenIdentities, type Caller } from './callerLookup';
import { emergencyCandidates, emergencyCarriers } from './carriers';
import type { CallParties, Decision, EmergencyNotice } from './decision';
import { dialledOf, named, refuse, say, type DecisionContext } from './decisionContext';
import { trunkLease } from './leaseRequests';
import { numberOf } from './numberAnalysis';
import { asDialled, outside } from './routeOrigin';
import { asListed } from './selection';
import { displayOf, isAnonymous, type CallingParty } from './presentation';
import { ringTimeoutMs } from './ringTime';

const rule = 'emergency';

/**
 * An emergency call from a PBX (design.md section 4.2): no limit, feature, dial plan or screening refuses it, save an
 * unknown caller where the trunk group says so. It goes to the emergency routes' carriers, else to all of them.
 */
export const decideEmergency = (
  context: DecisionContext,
  emergency: EmergencyCall,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  caller: Caller,
  parties: CallParties,
): Decision => {
  say(
    context,
    rule,
    `${emergency.number} is ${emergency.test ? 'an emergency test' : 'an emergency'} number`,
  );
  const number = callBackNumber(context, trunkGroup, enterprise, caller);
  const routed = emergencyCarriers(context);
  const noEmergencyRoute = routed.length === 0;
  const carriers = noEmergencyRoute ? [...context.configuration.carriers.values()] : routed;
  const notice: EmergencyNotice = {
    enterprise: named(enterprise),
    user: caller.user === null ? null : named(caller.user),
    trunkGroup: named(trunkGroup),
    dialled: dialledOf(context),
    callbackNumber: number?.startsWith('+') === true ? number : null,
    noEmergencyRoute,
  };
  if (caller.user === null && trunkGroup.screening.unscreenedEmergencyCalls === 'reject') {
    say(context, rule, `unknown callers are refused by ${trunkGroup.name}`);
    return refuse(context, 'unscreened_caller', parties, notice);
  }
  const who = caller.user?.name ?? 'an unknown caller';
  say(context, rule, `${who} presents ${number ?? 'no number'}`);
  if (noEmergencyRoute) {
    const where = carriers.map((carrier) => carrier.name).join(', ') || 'no carrier';
    say(context, rule, `no emergency route, any carrier in order: ${where}`);
  }

  // Privacy, the calling line ID and what the PBX calls itself count for nothing here.
  const display = isAnonymous(caller.by.identity) ? null : displayOf(caller.by.identity);
  const calling: CallingParty = { number, internal: null, display, private: false, numbers: null };
  const { country } = enterprise;
  const candidates = emergencyCandidates(context, carriers, {
    ...{ calling, called: emergency.number, country },
    ...{ forwarders: [], lease: null },
  });
  if (candidates.length === 0) return refuse(context, 'no_route', parties, notice);
  return {
    kind: 'route',
    route: {
      parties,
      peerTrusted: trunkGroup.trusted,
      originatingLease: trunkLease(context.configuration, trunkGroup, enterprise, 'outgoing', true),
      codes: null,
      candidates,
      selection: asListed,
      maxReroutes: candidates.length - 1,
      ringTimeoutMs,
      maxCallDurationMs: null,
      origin: { calling, ...outside, ...asDialled },
    },
    trace: context.trace,
    emergency: notice,
  };
};

/**
 * The number by which the caller can be called back, best first: the user's own; the trunk group's emergency number;
 * a public number that was sent, From before the other headers; whatever digits were sent. Null: nothing at all.
 */
const callBackNumber = (
  { facts }: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  caller: Caller,
): string | null => {
  const assigned = caller.user?.number ?? trunkGroup.screening.emergencyNumber;
  if (assigned !== null) return assigned;
  const given = [facts.from, ...givenIdentities(facts, 'extended').map((each) => each.identity)]
    .filter((identity) => !isAnonymous(identity))
    .map((identity) => numberOf(identity, enterprise, trunkGroup)?.number ?? ownedString(identity.user));
  return given.find((number) => number.startsWith('+')) ?? given[0] ?? null;
};
