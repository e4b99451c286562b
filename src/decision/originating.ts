import { normaliseNumber } from '../model/phoneNumber';
import type { Enterprise, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { findCaller, type Caller } from './callerLookup';
import { routeOffNet } from './carriers';
import type { CallParties, Decision } from './decision';
import {
  dialledOf,
  emergencyDialled,
  lookup,
  named,
  namedPeer,
  refuse,
  say,
  sayOf,
  type DecisionContext,
} from './decisionContext';
import { decideEmergency } from './emergency';
import { trunkLease } from './leaseRequests';
import { analyseInEnterprise, numberOf, type AnalysedNumber } from './numberAnalysis';
import { displayOf, isAnonymous, isPrivate, type CallingParty } from './presentation';
import { asDialled, outside } from './routeOrigin';
import { ringTimeoutMs } from './ringTime';
import { asListed } from './selection';
import { calledPartyOf, terminate, type Search } from './terminating';

/** A call from a PBX: who calls, emergency, screening, then whom it is for (design.md section 4, 2 and 3). */
export const decideFromTrunkGroup = (context: DecisionContext, trunkGroup: TrunkGroup): Decision => {
  const { facts, configuration, lookups } = context;
  const enterprise = configuration.enterprises.get(trunkGroup.enterpriseId);
  if (enterprise === undefined) {
    say(context, 'identify_peer', `the enterprise of ${trunkGroup.name} is not in the configuration`);
    return refuse(context, 'internal_error', null);
  }
  const caller = findCaller(facts, enterprise, trunkGroup, lookups);
  const emergency = emergencyDialled(context, enterprise.country);
  if (emergency !== null) {
    if (caller === undefined) return lookup(context);
    const parties = partiesOf(context, trunkGroup, enterprise, caller, emergency.number, null);
    return decideEmergency(context, emergency, trunkGroup, enterprise, caller, parties);
  }
  const called = analyseInEnterprise(facts.called, enterprise, trunkGroup, lookups);
  if (caller === undefined || called === undefined) return lookup(context);

  const parties = partiesOf(context, trunkGroup, enterprise, caller, called.number, called);
  if (!screen(context, trunkGroup, caller)) {
    // It never reaches whom it is for: that side has no part in it.
    return refuse(context, 'unscreened_caller', { ...parties, called: null });
  }
  return routeCalled(context, trunkGroup, enterprise, caller, called, parties);
};

/** Whether the caller may call at all. */
const screen = (context: DecisionContext, trunkGroup: TrunkGroup, caller: Caller): boolean => {
  if (caller.user !== null) {
    say(
      context,
      'screening',
      `${caller.user.name} by ${caller.by.header} ${ownedString(caller.by.identity.user)}`,
    );
    return true;
  }
  const { userLookup, unscreenedCalls } = trunkGroup.screening;
  const action = unscreenedCalls === 'allow' ? 'allowed' : 'refused';
  say(context, 'screening', `no user found (${userLookup} look-up): unscreened calls are ${action}`);
  return unscreenedCalls === 'allow';
};

const routeCalled = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  caller: Caller,
  called: AnalysedNumber,
  parties: CallParties,
): Decision => {
  const calling = callingParty(context, trunkGroup, enterprise, caller);
  const routed = (search: Search): Decision => ({
    kind: 'route',
    route: {
      parties,
      peerTrusted: trunkGroup.trusted,
      originatingLease: trunkLease(context.configuration, trunkGroup, enterprise, 'outgoing', false),
      ...search,
      maxCallDurationMs: trunkGroup.maxCallDurationMs,
      codes: null,
    },
    trace: context.trace,
    emergency: null,
  });
  switch (called.kind) {
    case 'user': {
      if (called.user.enterpriseId === enterprise.id) {
        say(context, 'called_number', `${called.number} is ${called.user.name}: stays on-net`);
      } else {
        say(context, 'called_number', `${called.number} is one of another enterprise: stays on-net`);
        sayOf(context, called.user.enterpriseId, 'called_number', `${called.number} is ${called.user.name}`);
      }
      const termination = terminate(context, { user: called.user, calling, parties, path: asDialled });
      if (termination.kind === 'refused') return refuse(context, termination.failure, parties);
      return routed(termination.search);
    }
    case 'unassigned':
      say(context, 'called_number', `${called.number} is one of ours and assigned to nobody`);
      return refuse(context, 'number_not_found', parties);
    case 'foreign':
    case 'short': {
      say(
        context,
        'called_number',
        `${called.number} is ${called.kind === 'short' ? 'no extension' : 'off-net'}`,
      );
      const { country } = enterprise;
      const offNet = routeOffNet(context, {
        ...{ calling, called: called.number, country },
        ...{ forwarders: [], lease: null },
      });
      switch (offNet.kind) {
        case 'pending':
          return lookup(context);
        case 'candidates': {
          const { candidates, maxReroutes } = offNet;
          const origin = { calling, ...outside, ...asDialled };
          return routed({ candidates, selection: asListed, maxReroutes, ringTimeoutMs, origin });
        }
        case 'blocked':
          return { ...refuse(context, 'route_blocked', parties), status: offNet.status };
        case 'unreachable':
          return refuse(context, 'not_reachable', parties);
        case 'none':
          return refuse(context, called.kind === 'short' ? 'number_not_found' : 'no_route', parties);
        default:
          return offNet satisfies never;
      }
    }
    case 'impossible':
      say(context, 'called_number', `${called.number} has a length no number there has`);
      return refuse(context, 'invalid_number', parties);
    case 'name':
      say(context, 'called_number', `${dialledOf(context) || 'nothing'} is no number`);
      return refuse(context, called.number === '' ? 'invalid_number' : 'number_not_found', parties);
    default:
      return called satisfies never;
  }
};

/** What others see of a caller: calling line ID, else public number; of an unscreened one what it sent. */
const callingParty = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  caller: Caller,
): CallingParty => {
  const { user, by } = caller;
  const asSent = sentNumber(context, trunkGroup, enterprise);
  const numbers = {
    enterpriseId: enterprise.id,
    user: user?.number ?? null,
    trunkGroup: trunkGroup.callingLineId,
    asSent,
  };
  const display = displayOf(by.identity) ?? displayOf(context.facts.from);
  const isHidden = isPrivate(context.facts);
  if (user === null) {
    return { number: asSent, internal: null, display, private: isHidden, numbers };
  }
  const lineId = user.callingLineId === null ? null : normaliseNumber(user.callingLineId, enterprise);
  return {
    number: lineId?.number ?? user.number,
    internal: user.extension === null ? null : { enterpriseId: enterprise.id, extension: user.extension },
    display,
    private: isHidden,
    numbers,
  };
};

const sentNumber = (
  { facts }: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
): string | null => {
  if (isAnonymous(facts.from)) return null;
  return numberOf(facts.from, enterprise, trunkGroup)?.number ?? ownedString(facts.from.user);
};

const partiesOf = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  caller: Caller,
  calledNumber: string,
  /** Null: an emergency call. */
  called: AnalysedNumber | null,
): CallParties => {
  const { user } = caller;
  const group = context.configuration.groups.get(user?.groupId ?? trunkGroup.groupId);
  return {
    direction: 'originating',
    peer: namedPeer(trunkGroup),
    enterprise: named(enterprise),
    group: group === undefined ? null : named(group),
    user: user === null ? null : named(user),
    trunkGroup: named(trunkGroup),
    called: called === null ? null : calledPartyOf(context, called),
    callingNumber:
      user?.number ?? user?.extension ?? sentNumber(context, trunkGroup, enterprise) ?? 'anonymous',
    calledNumber: ownedString(calledNumber),
    dialled: dialledOf(context),
    emergency: called === null,
  };
};
