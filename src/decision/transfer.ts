import { forwardPermission } from '../features/outbound/forwardPermission';
import type { CallFacts } from '../model/callFacts';
import type { UserRecord } from '../model/directory';
import { plainGroupFeatures } from '../model/groupFeatures';
import { ownedString } from '../model/ownedString';
import { normaliseNumber } from '../model/phoneNumber';
import type { Enterprise, TrunkGroup } from '../model/settings';
import type { CallParties, Decision } from './decision';
import {
  asReadBy,
  dialledOf,
  emergencyDialled,
  lookup,
  named,
  namedPeer,
  refuse,
  say,
  type DecisionContext,
} from './decisionContext';
import type { DecisionInputs } from './decisionInputs';
import { mostForwardedCalls, mostForwards } from './forwardLimits';
import { forwardLease } from './leaseRequests';
import { Lookups } from './lookups';
import { analyseInEnterprise, type AnalysedNumber } from './numberAnalysis';
import { outboundTarget } from './outboundTarget';
import type { CallingParty, Referrer } from './presentation';
import { routeCalled } from './routeCalled';
import type { Forwarder, Path } from './routeOrigin';
import { calledPartyOf } from './terminating';

/** Who asks for a transfer: a user of ours, at a trunk group of the user's enterprise. */
export interface Transferor {
  readonly trunkGroupId: string;
  /** One of these two is given at least; the public number is E.164. */
  readonly extension: string | null;
  readonly number: string | null;
}

/** A transfer that was asked for. */
export interface TransferRequest {
  readonly transferor: Transferor;
  /** Who remains, where that is who called; null: whom the transferring user had called. */
  readonly calling: CallingParty | null;
  /** Who sent the call on before, the first first, and how often it was. */
  readonly forwarders: readonly Forwarder[];
  readonly forwards: number;
  /** How long who remains may go on talking; null: as long as it likes. */
  readonly maxCallDurationMs: number | null;
}

const rule = 'transfer';

/**
 * Where a blind transfer goes (RFC 3515): a call that the transferring user makes, under the user's restrictions of
 * forwards and transfers (flexible-reach.md 7.3), for which no code is ever asked. Emergency numbers are not reached by
 * transfer. Whoever remains is shown as the caller where it was the caller, with the transferring user in Diversion; else
 * the transferring user is. A leg to a carrier takes a lease of the enterprise alone; who remains keeps its own.
 */
export const decideTransfer = (
  transfer: TransferRequest,
  facts: CallFacts,
  { directory, ...inputs }: DecisionInputs,
): Decision => {
  const lookups = new Lookups(directory);
  const begun: DecisionContext = { ...inputs, received: facts, facts, lookups, trace: [], side: null };
  const trunkGroup = inputs.configuration.trunkGroups.get(transfer.transferor.trunkGroupId);
  const enterprise =
    trunkGroup === undefined ? undefined : inputs.configuration.enterprises.get(trunkGroup.enterpriseId);
  if (trunkGroup === undefined || enterprise === undefined) {
    say(begun, rule, `trunk group ${transfer.transferor.trunkGroupId} is not in the configuration`);
    return refuse(begun, 'internal_error', null);
  }
  const context = asReadBy(begun, trunkGroup);
  const user = userOf(transfer.transferor, enterprise, lookups);
  const called = analyseInEnterprise(context.facts.called, enterprise, trunkGroup, lookups);
  if (user === undefined || called === undefined) return lookup(context);
  if (user === null) {
    say(context, rule, 'who asks for it is no user any more');
    return refuse(context, 'internal_error', null);
  }
  const parties = partiesOf(context, trunkGroup, enterprise, user, called);
  if (!isPermitted(context, trunkGroup, enterprise, user, called)) {
    return refuse(context, 'dial_restricted', { ...parties, called: null });
  }
  if (transfer.forwards >= mostForwards) {
    say(context, rule, `sent on ${mostForwards} times already`);
    return refuse(context, 'too_many_hops', { ...parties, called: null });
  }
  say(context, rule, `${user.name} transfers the call to ${called.number}`);
  const { calling, forwarders } = transfer;
  const path: Path = {
    forwarders: calling === null ? [] : [...forwarders, { user, reason: 'transferred' }],
    forwards: transfer.forwards + 1,
    ...{ asked: [], behind: [], countedAnswers: [], policed: [], answerConfirmation: false },
  };
  return routeCalled(
    {
      ...{ context, enterprise, parties, path },
      calling: { ...(calling ?? callingAs(user, enterprise, trunkGroup)), referrer: referrerOf(user) },
      peerTrusted: false,
      maker: user,
      originatingLease: null,
      offNetLease: forwardLease(enterprise),
      codes: null,
      maxCallDurationMs: transfer.maxCallDurationMs,
    },
    called,
  );
};

/** As the directory has the user now; undefined: facts are missing. */
const userOf = (
  { extension, number }: Transferor,
  enterprise: Enterprise,
  lookups: Lookups,
): UserRecord | null | undefined => {
  if (extension !== null) return lookups.extension(enterprise.id, extension);
  const record = number === null ? null : lookups.number(number);
  return record === null || record === undefined ? record : record.user;
};

const isPermitted = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  user: UserRecord,
  called: AnalysedNumber,
): boolean => {
  if (emergencyDialled(context, enterprise.country) !== null) {
    say(context, rule, `${called.number} is an emergency number: nothing is transferred there`);
    return false;
  }
  const isInside = called.kind === 'user' && called.user.enterpriseId === enterprise.id;
  if (trunkGroup.transfers === 'off' || (trunkGroup.transfers === 'inside' && !isInside)) {
    say(context, rule, `${called.number}: ${trunkGroup.name} transfers ${allowed[trunkGroup.transfers]}`);
    return false;
  }
  if (context.forwardedCalls(user.id) >= mostForwardedCalls) {
    say(context, rule, `${user.name} has ${mostForwardedCalls} forwarded calls already`);
    return false;
  }
  const group = context.configuration.groups.get(user.groupId)?.features ?? plainGroupFeatures;
  return forwardPermission({ user, group, plan: enterprise }, outboundTarget(called, user), (of, result) => {
    say(context, of, result);
  });
};

const allowed = { off: 'nothing', inside: 'to users of the enterprise alone' } as const;

const referrerOf = ({ enterpriseId, number, extension, features }: UserRecord): Referrer => ({
  ...{ enterpriseId, number, extension },
  private: features?.outbound.hidesNumber === true,
});

/** As the user's own calls show the user. */
const callingAs = (user: UserRecord, enterprise: Enterprise, trunkGroup: TrunkGroup): CallingParty => ({
  number:
    (user.callingLineId === null ? null : normaliseNumber(user.callingLineId, enterprise))?.number ??
    user.number,
  internal: user.extension === null ? null : { enterpriseId: enterprise.id, extension: user.extension },
  display: null,
  private: user.features?.outbound.hidesNumber === true,
  numbers: {
    enterpriseId: enterprise.id,
    user: user.number,
    trunkGroup: trunkGroup.callingLineId,
    asSent: null,
  },
});

const partiesOf = (
  context: DecisionContext,
  trunkGroup: TrunkGroup,
  enterprise: Enterprise,
  user: UserRecord,
  called: AnalysedNumber,
): CallParties => {
  const group = context.configuration.groups.get(user.groupId);
  return {
    direction: 'originating',
    peer: namedPeer(trunkGroup),
    enterprise: named(enterprise),
    group: group === undefined ? null : named(group),
    user: named(user),
    trunkGroup: named(trunkGroup),
    called: calledPartyOf(context, called),
    callingNumber: user.number ?? user.extension ?? 'anonymous',
    calledNumber: ownedString(called.number),
    dialled: dialledOf(context),
    emergency: false,
  };
};
