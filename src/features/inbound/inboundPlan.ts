import type { Say } from '../../model/trace';
import type { AnsweringRule } from '../../model/userFeatures';
import type { InboundPlan } from '../callPlan';
import { answeringRuleOf } from './answeringRule';
import { callerNumbers } from './callerNumbers';
import { doNotDisturb, forwardingAlways, forwardingOnActive, selectiveForwarding } from './forwardingRules';
import type { InboundCall } from './inboundCall';
import { ownPhones, sequentialRing, simultaneousRing } from './ringingRules';
import type { InboundRule, RuleInput } from './ruleInput';
import { anonymousRejection, blockedNumbers, callAcceptance, callRejection } from './screeningRules';

/**
 * The precedence of decisions.md 20: the first rule that has something to say decides the call, and behind all of them the
 * user's own phones ring. Intercept stands before DID policing, which the ledger does, and DID policing before these.
 */
const rules: readonly InboundRule[] = [
  anonymousRejection,
  blockedNumbers,
  callAcceptance,
  callRejection,
  selectiveForwarding,
  doNotDisturb,
  forwardingAlways,
  forwardingOnActive,
  sequentialRing,
  simultaneousRing,
];

/** What becomes of a call to a user: the whole precedence, DID policing apart. */
export const inboundPlan = (call: InboundCall, say: Say): InboundPlan =>
  interceptPlan(call, say) ?? planBehindIntercept(call, say);

/** Intercept alone: it stands above everything, DID policing included. Null: the number is not intercepted. */
export const interceptPlan = (
  { user }: Pick<InboundCall, 'user'>,
  say: Say,
): Extract<InboundPlan, { readonly kind: 'refuse' }> | null => {
  if (!user.features.inbound.intercept) return null;
  const rule = 'intercept';
  say(rule, `${user.name} is intercepted: no call comes through`);
  return { kind: 'refuse', failure: 'intercepted', rule };
};

/** All that comes behind intercept and DID policing. */
export const planBehindIntercept = (call: InboundCall, say: Say): InboundPlan => {
  let answering: AnsweringRule | null | undefined;
  const input: RuleInput = {
    call,
    numbers: callerNumbers(call.caller, call.country),
    answering: () => (answering === undefined ? (answering = answeringRuleOf(call, say)) : answering),
    say,
  };
  for (const rule of rules) {
    const plan = rule(input);
    if (plan !== null) return plan;
  }
  return ownPhones(input);
};
