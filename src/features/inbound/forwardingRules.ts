import type { RedirectReason } from '../../model/redirection';
import type { ForwardPlan, InboundPlan } from '../callPlan';
import { isMeant } from '../numberForms';
import { callerText } from './callerNumbers';
import { firstMatch } from './criteria';
import type { InboundRule, RuleInput } from './ruleInput';

/** Callers of some criteria go to its number, or to the feature's. */
export const selectiveForwarding: InboundRule = (input) => {
  const { selective } = input.call.user.features.inbound;
  if (selective === null || selective.criteria.length === 0) return null;
  const rule = 'call_forwarding_selective';
  const { criterion, why } = firstMatch(selective.criteria, input);
  if (criterion?.apply !== true) {
    input.say(rule, criterion === null ? `${why}: not forwarded` : `${why}, which it spares`);
    return null;
  }
  const number = criterion.number ?? selective.number;
  input.say(rule, `${why}: forwarded to ${number}`);
  return forwardTo(rule, number, 'unconditional');
};

/** Counts as busy, so that forwarding when busy has the call; allowed numbers come through. */
export const doNotDisturb: InboundRule = (input) => {
  const { call, numbers, say } = input;
  const { inbound } = call.user.features;
  const byRule = !inbound.doNotDisturb && input.answering()?.doNotDisturb === true;
  if (!inbound.doNotDisturb && !byRule) return null;
  const rule = 'do_not_disturb';
  const allowed = inbound.allowedNumbers.find((each) => isMeant(each, numbers));
  if (allowed !== undefined) {
    say(rule, `${callerText(call.caller)} is allowed in spite of it, by ${allowed}`);
    return null;
  }
  const on = byRule ? 'on by the answering rule' : 'on';
  const busy = forwardWhenBusy(input);
  if (busy === null) {
    say(rule, `${on}, and no forwarding when busy: refused as busy`);
    return { kind: 'refuse', failure: 'do_not_disturb', rule };
  }
  say(rule, `${on}, which counts as busy: forwarded to ${busy.number}`);
  return { kind: 'forward', to: busy };
};

export const forwardingAlways: InboundRule = (input) => {
  const { always } = input.call.user.features.inbound;
  const rule = always === null ? answeringRule : 'call_forwarding_always';
  const number = always ?? input.answering()?.forwardAlways ?? null;
  if (number === null) return null;
  input.say(rule, `every call is forwarded to ${number}`);
  return forwardTo(rule, number, 'unconditional');
};

/** An answering rule alone does it: no feature of its own name stands before it. */
export const forwardingOnActive: InboundRule = (input) => {
  const { activeCalls, user } = input.call;
  const number = input.answering()?.forwardOnActive ?? null;
  if (number === null || activeCalls === 0) return null;
  input.say(answeringRule, `${user.name} is on a call: forwarded to ${number}`);
  return forwardTo(answeringRule, number, 'busy');
};

/** Where calls go while the user is busy; null: nowhere. */
export const forwardWhenBusy = (input: RuleInput): ForwardPlan | null =>
  behind(
    'call_forwarding_busy',
    input.call.user.features.inbound.busy,
    input.answering()?.forwardBusy,
    'busy',
  );

export const forwardWhenUnanswered = (input: RuleInput): ForwardPlan | null =>
  behind(
    'call_forwarding_no_answer',
    input.call.user.features.inbound.noAnswer?.number ?? null,
    input.answering()?.forwardNoAnswer,
    'no_answer',
  );

export const forwardWhenNotReachable = (input: RuleInput): ForwardPlan | null =>
  behind(
    'call_forwarding_not_reachable',
    input.call.user.features.inbound.notReachable?.number ?? null,
    input.answering()?.forwardNotReachable,
    'not_reachable',
  );

const answeringRule = 'answering_rule';

/** The feature's number, or the answering rule's where the feature is off (decisions.md 20). */
const behind = (
  feature: string,
  own: string | null,
  byRule: string | null | undefined,
  reason: RedirectReason,
): ForwardPlan | null => {
  const number = own ?? byRule ?? null;
  return number === null ? null : { rule: own === null ? answeringRule : feature, number, reason };
};

const forwardTo = (rule: string, number: string, reason: RedirectReason): InboundPlan => ({
  kind: 'forward',
  to: { rule, number, reason },
});
