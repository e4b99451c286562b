import type { CallCategory, DialPermission } from '../../model/dialRestrictions';
import type { Say } from '../../model/trace';
import type { OutboundPlan } from '../callPlan';
import { callCategory, categoryText } from './callCategory';
import { codesFor } from './codePlan';
import { dialPermission } from './dialPermission';
import type { OutboundCall } from './outboundCall';

const rule = 'dial_restrictions';

/** What becomes of a call that a user makes: features B8 and B9. Emergency calls never come here. */
export const outboundPlan = (call: OutboundCall, say: Say): OutboundPlan => {
  const category = callCategory(call.called, call.plan);
  const { permission, by } = dialPermission(call, category);
  const because = (what: string): void => {
    if (by !== null) say(rule, `${call.called.number} is ${categoryText[category]}: ${what} by ${by}`);
  };
  switch (permission) {
    case 'disallow':
      because('refused');
      return { kind: 'refuse', category, failure: 'dial_restricted' };
    case 'transfer_1':
    case 'transfer_2':
    case 'transfer_3':
      return transferred(call, category, permission, because);
    case 'authorization_code_required':
      because('an authorization code is required');
      return allowed(call, category, true, say);
    case 'allow':
      because('allowed');
      return allowed(call, category, false, say);
    default:
      return permission satisfies never;
  }
};

const allowed = (call: OutboundCall, category: CallCategory, authorized: boolean, say: Say): OutboundPlan => {
  const codes = codesFor(call, authorized);
  if (codes.why !== '') say('codes', codes.kind === 'impossible' ? `${codes.why}: refused` : codes.why);
  return codes.kind === 'impossible'
    ? { kind: 'refuse', category, failure: 'dial_restricted' }
    : { kind: 'allow', category, codes: codes.codes };
};

type Transfer = Extract<DialPermission, `transfer_${string}`>;

const positions: Readonly<Record<Transfer, { readonly index: number; readonly name: string }>> = {
  transfer_1: { index: 0, name: 'first' },
  transfer_2: { index: 1, name: 'second' },
  transfer_3: { index: 2, name: 'third' },
};

/** A custom user's own transfer number, else the group's; one that is not set leaves nowhere to go. */
const transferred = (
  { user, group }: OutboundCall,
  category: CallCategory,
  permission: Transfer,
  because: (what: string) => void,
): OutboundPlan => {
  const { index, name } = positions[permission];
  const numbers = [user?.features?.outbound.transferNumbers[index], group.transferNumbers[index]];
  const number = numbers.find((each) => each !== undefined && each !== '');
  if (number === undefined) {
    because(`to be transferred to the ${name} transfer number, which is not set, so that it is refused,`);
    return { kind: 'refuse', category, failure: 'dial_restricted' };
  }
  because(`transferred to ${number}, the ${name} transfer number,`);
  return { kind: 'transfer', category, number };
};
