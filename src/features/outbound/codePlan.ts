import type { CodePlan } from '../callPlan';
import { isRepairNumber } from './callCategory';
import type { OutboundCall, RestrictedCaller } from './outboundCall';

/** How often an authorization code may be keyed in (flexible-reach.md 7.2). */
const authorizationAttempts = 2;

/** What is asked for before a call goes out, or why it cannot be asked for. */
export type Codes =
  | { readonly kind: 'asked'; readonly codes: CodePlan | null; readonly why: string }
  /** Nothing that could be keyed in would be right. */
  | { readonly kind: 'impossible'; readonly why: string };

/**
 * Codes are for calls outside the group, and never for emergency, which comes before all this, or repair (decisions.md 21).
 *
 * @param authorized the restrictions ask for an authorization code
 */
export const codesFor = (call: OutboundCall, authorized: boolean): Codes => {
  const account = accountOf(call);
  if (!authorized && account === null) return notAsked;
  if (call.called.relation === 'group') return { ...notAsked, why: 'no code within the group' };
  if (isRepairNumber(call.called.number, call.plan)) {
    return { ...notAsked, why: 'no code on the way to repair' };
  }
  const authorization = authorized ? authorizationOf(call) : null;
  if (authorization?.codes.length === 0) {
    return { kind: 'impossible', why: 'an authorization code is required, and there is none that is right' };
  }
  if (account === 'not_available') {
    return {
      kind: 'impossible',
      why: `account codes are not set up for ${call.user?.name ?? 'unknown callers'}`,
    };
  }
  if (account?.codes?.length === 0) {
    return { kind: 'impossible', why: 'an account code is required, and the group has none' };
  }
  const asked = [
    ...(authorization === null ? [] : ['an authorization code']),
    ...(account === null ? [] : [`an account code of ${account.length} digits`]),
  ];
  return { kind: 'asked', codes: { authorization, account }, why: `asks for ${asked.join(' and ')}` };
};

const notAsked: Extract<Codes, { kind: 'asked' }> = { kind: 'asked', codes: null, why: '' };

/** Custom users have the codes as of the last Sync Users, group users the list as it is. */
const authorizationOf = ({ user, group }: OutboundCall): NonNullable<CodePlan['authorization']> => ({
  codes:
    (user?.features?.outbound.restrictions ?? null) === null
      ? group.authorizationCodes
      : group.syncedAuthorizationCodes,
  names: group.authorizationCodeNames,
  attempts: authorizationAttempts,
});

/** Null: none is asked for. `not_available`: the caller wants to give one, and cannot. */
const accountOf = (call: OutboundCall): CodePlan['account'] | 'not_available' => {
  const { user, group, wantsAccountCode } = call;
  if (wantsAccountCode && !takesAccountCodes(call)) return 'not_available';
  if (!wantsAccountCode && user?.features?.outbound.accountCode !== 'mandatory') return null;
  return accountPlan(group);
};

/** What a group's users are asked for; null: it has no length, so that nothing could be asked for. */
export const accountPlan = ({ accountCodes }: RestrictedCaller['group']): CodePlan['account'] =>
  accountCodes === null
    ? null
    : { length: accountCodes.length, codes: accountCodes.strict ? accountCodes.codes : null };

/** Whether a caller may give an account code without being asked for one. */
export const takesAccountCodes = ({ user, group }: Pick<RestrictedCaller, 'user' | 'group'>): boolean =>
  group.accountCodes !== null && (user?.features?.outbound.accountCode ?? 'not_required') !== 'not_required';
