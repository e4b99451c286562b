import type { UserSettings } from '../../../../db/repositories/userFeatures';
import { outboundTarget, type TargetNumber } from '../../../decision/outboundTarget';
import { callCategory } from '../../../features/outbound/callCategory';
import { forwardPermission, type RestrictedForwarder } from '../../../features/outbound/forwardPermission';
import type { Path } from '../mistake';
import { eachNumber, forwardPlaces } from '../numberPlaces';
import { toDialTarget } from '../numbers';
import { forwardRestrictionsOf, isEmergencyNumber, type EnterpriseScope, type UserDraft } from './scope';

/**
 * Numbers a user's calls are sent on to, or that ring beside the user's phones, and that the restrictions of forwards
 * forbid: by the rule that calls go by. Of a user who is changed in part, what stood there before stays: restrictions may
 * have been tightened since, and then calls pass it over.
 */
export function checkForwards(scope: EnterpriseScope, user: UserDraft, path: Path): void {
  const { plan, mistakes } = scope;
  const forwarder = forwarderOf(scope, user);
  const from = { enterpriseId: scope.id ?? '', groupId: user.group ?? '' };
  const standing = scope.settingsChangedInPart(user.extension);
  eachNumber(user, forwardPlaces, (text, _place, at) => {
    const number = toDialTarget(text, plan);
    // Calls for help are refused whatever the restrictions say.
    if (number === null || isEmergencyNumber(number, plan.country)) return undefined;
    if (isErased(user, at) || (standing !== null && stands(standing, user, at, number))) return undefined;
    const called = outboundTarget(targetOf(scope, number, from.enterpriseId), from);
    let why = '';
    const isAllowed = forwardPermission(forwarder, called, (_rule, result) => {
      why = result;
    });
    if (isAllowed) return undefined;
    const remedy = `expected another number, or ${callCategory(called, plan)}: allow in forward_restrictions`;
    mistakes.add([...path, ...at], 'restricted', `${why}; ${remedy}`);
    return undefined;
  });
}

function forwarderOf(scope: EnterpriseScope, user: UserDraft): RestrictedForwarder {
  const own = user.outbound?.forward_restrictions ?? null;
  return {
    user: {
      name: [user.first_name, user.last_name].join(' '),
      features: own && { outbound: { forwardRestrictions: forwardRestrictionsOf(own) } },
    },
    group: { forwardRestrictions: scope.forwardRestrictions(user.group ?? null) },
    plan: scope.plan,
  };
}

function targetOf(scope: EnterpriseScope, number: string, enterpriseId: string): TargetNumber {
  const colleague = scope.colleague(number);
  if (colleague === null) return { kind: number.startsWith('+') ? 'foreign' : 'short', number };
  const { extension, group } = colleague;
  return { kind: 'user', number, user: { enterpriseId, groupId: group ?? '', extension } };
}

/** A feature that is not available keeps nothing. */
const isErased = (user: UserDraft, [part, feature]: Path): boolean =>
  part === 'inbound' && user.inbound?.[feature as keyof UserSettings['inbound']]?.available === false;

/** Whether the number was set for the same before, and is not switched on only now. */
function stands(before: UserSettings, user: UserDraft, [part, which]: Path, number: string): boolean {
  const rule = part === 'answering_rules' ? user.answering_rules?.[Number(which)] : undefined;
  const feature = which as keyof UserSettings['inbound'];
  const isSame = ([otherPart, other]: Path): boolean =>
    part === otherPart &&
    (part === 'inbound'
      ? which === other
      : before.answering_rules[Number(other)]?.time_frame === rule?.time_frame);
  const wasOn =
    part === 'inbound'
      ? before.inbound[feature]?.enabled
      : before.answering_rules.find(({ time_frame }) => time_frame === rule?.time_frame)?.enabled;
  const isOn = part === 'inbound' ? user.inbound?.[feature]?.enabled : (rule?.enabled ?? true);
  if (isOn === true && wasOn !== true) return false;
  let found = false;
  eachNumber(before, forwardPlaces, (text, _place, at) => {
    found ||= text === number && isSame(at);
    return undefined;
  });
  return found;
}
