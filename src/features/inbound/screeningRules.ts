import type { InboundPlan } from '../callPlan';
import { isMeant } from '../numberForms';
import { callerText } from './callerNumbers';
import { firstMatch } from './criteria';
import type { InboundRule } from './ruleInput';

/** Callers who withhold their number, colleagues of the group spared (flexible-reach.md 6.3). */
export const anonymousRejection: InboundRule = ({ call: { user, caller }, say }) => {
  if (!user.features.inbound.anonymousRejection || !caller.anonymous) return null;
  const rule = 'anonymous_call_rejection';
  if (caller.sameGroup) {
    say(rule, 'the caller withholds the number, but is of the same group');
    return null;
  }
  say(rule, `the caller withholds the number, and ${user.name} takes no such calls: refused`);
  return { kind: 'refuse', failure: 'anonymous_rejected', rule };
};

/** A number that is allowed as well stays blocked: allowed numbers pass do not disturb alone (portals.md A9). */
export const blockedNumbers: InboundRule = ({ call: { user, caller }, numbers, say }) => {
  const { blockedNumbers: blocked } = user.features.inbound;
  if (blocked.length === 0) return null;
  const pattern = blocked.find((each) => isMeant(each, numbers));
  if (pattern === undefined) return null;
  const rule = 'blocked_numbers';
  const number = callerText(caller);
  say(rule, pattern === number ? `${number} is blocked: refused` : `${number} fits ${pattern}: refused`);
  return refusedByUser(rule);
};

/**
 * Only callers whom a criterion accepts come through; one that spares is there to take single callers out of what a later
 * one accepts. Without a criterion it does nothing (decisions.md 25).
 */
export const callAcceptance: InboundRule = (input) => {
  const criteria = input.call.user.features.inbound.acceptance;
  if (criteria === null || criteria.length === 0) return null;
  const rule = 'call_acceptance';
  const { criterion, why } = firstMatch(criteria, input);
  if (criterion?.apply === true) {
    input.say(rule, `${why}: accepted`);
    return null;
  }
  input.say(rule, criterion === null ? `${why}: refused` : `${why}, which is not to be accepted: refused`);
  return refusedByUser(rule);
};

export const callRejection: InboundRule = (input) => {
  const criteria = input.call.user.features.inbound.rejection;
  if (criteria === null || criteria.length === 0) return null;
  const rule = 'call_rejection';
  const { criterion, why } = firstMatch(criteria, input);
  if (criterion?.apply !== true) {
    input.say(rule, criterion === null ? `${why}: let through` : `${why}, which it spares`);
    return null;
  }
  input.say(rule, `${why}: refused`);
  return refusedByUser(rule);
};

const refusedByUser = (rule: string): InboundPlan => ({ kind: 'refuse', failure: 'rejected_by_user', rule });
