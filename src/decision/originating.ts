import type { CodePlan, DialledFeatureCode } from '../features/callPlan';
import { accountPlan, takesAccountCodes } from '../features/outbound/codePlan';
import type { RestrictedCaller } from '../features/outbound/outboundCall';
import { outboundPlan } from '../features/outbound/outboundPlan';
import type { PartyIdentity } from '../model/callFacts';
import { emergencyCall, type EmergencyCall } from '../model/emergencyNumbers';
import { plainGroupFeatures } from '../model/groupFeatures';
import type { Enterprise, TrunkGroup } from '../model/settings';
import { ownedString } from '../model/ownedString';
import { findCaller, type Caller } from './callerLookup';
import { callingParty, sentNumber } from './callingParty';
import type { CallParties, Decision } from './decision';
import {
  dialledOf,
  emergencyDialled,
  lookup,
  named,
  namedPeer,
  refuse,
  say,
  type DecisionContext,
} from './decisionContext';
import { dialledCodes } from './dialledCodes';
import { decideEmergency } from './emergency';
import { trunkLease } from './leaseRequests';
import { analyseInEnterprise, analyseSetting, type AnalysedNumber } from './numberAnalysis';
import type { OriginatingCall } from './originatingCall';
import type { CallingParty } from './presentation';
import { outboundTarget } from './outboundTarget';
import { asReceived } from './routeOrigin';
import { routeCalled } from './routeCalled';
import { calledPartyOf } from './terminating';

/**
 * A call from a PBX: who calls, emergency, screening, feature access codes, the caller's restrictions, then whom it is for
 * (design.md section 4, 2 and 3).
 */
export const decideFromTrunkGroup = (context: DecisionContext, trunkGroup: TrunkGroup): Decision => {
  const { facts, configuration, lookups } = context;
  const enterprise = configuration.enterprises.get(trunkGroup.enterpriseId);
  if (enterprise === undefined) {
    say(context, 'identify_peer', `the enterprise of ${trunkGroup.name} is not in the configuration`);
    return refuse(context, 'internal_error', null);
  }
  const caller = findCaller(facts, enterprise, trunkGroup, lookups);
  const codes = dialledCodes(facts.called, enterprise.featureCodes);
  const emergency = emergencyFrom(context, enterprise);
  if (emergency !== null) {
    if (caller === undefined) return lookup(context);
    const parties = originatingParties(context, trunkGroup, enterprise, caller, emergency.number, null);
    return decideEmergency(context, emergency, trunkGroup, enterprise, caller, parties);
  }
  const called: AnalysedNumber | undefined =
    codes.request === null
      ? analyseInEnterprise(codes.called, enterprise, trunkGroup, lookups)
      : { kind: 'short', number: facts.called.user };
  if (caller === undefined || called === undefined) return lookup(context);

  const parties = originatingParties(context, trunkGroup, enterprise, caller, called.number, called);
  if (!screen(context, trunkGroup, caller)) {
    // It never reaches whom it is for: that side has no part in it.
    return refuse(context, 'unscreened_caller', { ...parties, called: null });
  }
  const call: OriginatingCall = { context, trunkGroup, enterprise, caller, codes };
  if (codes.request !== null) return featureCode(call, codes.request, parties);
  return restrict(call, called, withShownNumber(parties, callingParty(call)));
};

/** The emergency service that a caller of this enterprise has dialled, behind codes too; null: none. */
export const emergencyFrom = (
  context: DecisionContext,
  { country, featureCodes }: Enterprise,
): EmergencyCall | null => {
  const { called } = context.facts;
  const behind = dialledCodes(called, featureCodes).called;
  return emergencyDialled(context, country) ?? (behind === called ? null : emergencyCall(behind, country));
};

/** What another enterprise in the call sees of the caller: what its phone was shown. */
export const withShownNumber = (
  parties: CallParties,
  { number, private: isHidden }: CallingParty,
): CallParties => {
  const shownNumber = isHidden ? 'anonymous' : (number ?? parties.callingNumber);
  return shownNumber === parties.callingNumber
    ? parties
    : { ...parties, shownNumber: ownedString(shownNumber) };
};

/** Whether the caller may call at all. */
export const screen = (context: DecisionContext, trunkGroup: TrunkGroup, caller: Caller): boolean => {
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

/** A code that is a call of its own: it changes what is the caller's, or asks for what is missing. */
const featureCode = (call: OriginatingCall, request: DialledFeatureCode, parties: CallParties): Decision => {
  const { context, trunkGroup, enterprise, caller } = call;
  const rule = 'feature_code';
  const what = `${dialledOf(context)} is ${request.code.replaceAll('_', ' ')}`;
  if (caller.user === null) {
    say(context, rule, `${what}, for users of the enterprise alone: refused`);
    return refuse(context, 'dial_restricted', parties);
  }
  if (request.code === 'account_code' && !takesAccountCodes(restrictedCaller(call))) {
    say(context, rule, `${what}, and account codes are not set up for ${caller.user.name}: refused`);
    return refuse(context, 'dial_restricted', parties);
  }
  say(context, rule, what);
  return {
    kind: 'feature_code',
    request,
    user: caller.user,
    parties,
    originatingLease: trunkLease(context.configuration, trunkGroup, enterprise, 'outgoing', false),
    codes:
      request.code === 'account_code'
        ? { authorization: null, account: accountPlan(restrictedCaller(call).group) }
        : null,
    trace: context.trace,
    emergency: null,
  };
};

/** Whose restrictions a call is under: the user's and the group's, or those of an unknown caller's trunk group. */
const restrictedCaller = ({
  context,
  trunkGroup,
  enterprise,
  caller,
}: OriginatingCall): RestrictedCaller => ({
  user: caller.user,
  group:
    context.configuration.groups.get(caller.user?.groupId ?? trunkGroup.groupId)?.features ??
    plainGroupFeatures,
  plan: enterprise,
});

/** What the caller's restrictions leave of a call: it goes out, goes somewhere else, or does not. */
const restrict = (call: OriginatingCall, called: AnalysedNumber, parties: CallParties): Decision => {
  const { context, trunkGroup, enterprise, caller, codes } = call;
  const from = caller.user ?? { groupId: trunkGroup.groupId, enterpriseId: enterprise.id };
  const plan = outboundPlan(
    {
      ...restrictedCaller(call),
      called: outboundTarget(called, from),
      wantsAccountCode: codes.wantsAccountCode,
    },
    (rule, result) => {
      say(context, rule, result);
    },
  );
  switch (plan.kind) {
    case 'refuse':
      return refuse(context, plan.failure, { ...parties, called: null });
    case 'allow':
      return routeFrom(call, called, parties, plan.codes);
    case 'transfer':
      return transfer(call, plan.number, parties);
    default:
      return plan satisfies never;
  }
};

/** The call goes to a transfer number of the administrator's, which no restriction looks at again. */
const transfer = (call: OriginatingCall, number: string, parties: CallParties): Decision => {
  const { context, trunkGroup, enterprise, caller } = call;
  const identity: PartyIdentity = { scheme: 'sip', display: null, user: number, host: '' };
  if (emergencyCall(identity, enterprise.country) !== null) {
    say(context, 'dial_restrictions', `${number} is an emergency number: nothing is transferred there`);
    return refuse(context, 'dial_restricted', { ...parties, called: null });
  }
  const called = analyseSetting(number, enterprise, context.lookups);
  if (called === undefined) return lookup(context);
  const transferred = originatingParties(context, trunkGroup, enterprise, caller, called.number, called);
  return routeFrom(call, called, transferred, null);
};

const routeFrom = (
  call: OriginatingCall,
  called: AnalysedNumber,
  parties: CallParties,
  codes: CodePlan | null,
): Decision => {
  const { context, trunkGroup, enterprise } = call;
  return routeCalled(
    {
      ...{ context, enterprise, parties, codes },
      calling: callingParty(call),
      path: asReceived(context.facts, trunkGroup.trusted),
      maker: call.caller.user,
      peerTrusted: trunkGroup.trusted,
      originatingLease: trunkLease(context.configuration, trunkGroup, enterprise, 'outgoing', false),
      offNetLease: null,
      maxCallDurationMs: trunkGroup.maxCallDurationMs,
    },
    called,
  );
};

export const originatingParties = (
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
