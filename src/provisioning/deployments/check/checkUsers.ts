import { nameKey } from '../../../../db/nameKey';
import type { CurrentIndex } from '../currentIndex';
import type { Path } from '../mistake';
import { systemUserPlaces, userPlaces } from '../numberPlaces';
import { checkFeatures } from './checkFeatures';
import { checkForwards } from './checkForwards';
import { checkSchedules } from './checkSchedules';
import {
  isEmergencyNumber,
  present,
  Uniqueness,
  type EnterpriseScope,
  type PlatformUniqueness,
  type SystemUserDraft,
  type UserDraft,
} from './scope';

/** Service codes no extension may take (portals A4); emergency numbers come from the enterprise's country. */
const serviceCode = /^([2-9]11|933|988)$/;

/** Users and system users. */
export function checkUsers(scope: EnterpriseScope, current: CurrentIndex, unique: PlatformUniqueness): void {
  const extensions = new Uniqueness(scope.mistakes, 'the extension');
  for (const [index, user] of present(scope.draft.users)) {
    const path = [...scope.path, 'users', index];
    checkIdentity(scope, user, path, current, unique, extensions);
    checkUsername(scope, user, path, current, unique);
    checkReferences(scope, user, path);
    checkSchedules(user.schedules, [...path, 'schedules'], scope.mistakes);
    checkFeatures(scope, user, path);
    checkForwards(scope, user, path);
    scope.checkNumbers(user, userPlaces, path);
    const devices = new Uniqueness(scope.mistakes, 'the device');
    for (const [position, device] of present(user.devices)) {
      devices.add([...path, 'devices', position, 'name'], device.name, 'of this user');
    }
  }
  for (const [index, user] of present(scope.draft.system_users)) {
    const path = [...scope.path, 'system_users', index];
    checkIdentity(scope, user, path, current, unique, extensions);
    checkSystemUser(scope, user, path);
    scope.checkNumbers(user, systemUserPlaces, path);
  }
}

/** Group, extension and number: what every destination has. */
function checkIdentity(
  scope: EnterpriseScope,
  user: UserDraft | SystemUserDraft,
  path: Path,
  current: CurrentIndex,
  unique: PlatformUniqueness,
  extensions: Uniqueness,
): void {
  const { mistakes } = scope;
  const { extension, group } = user;
  if (group != null && !scope.hasGroup(group)) {
    mistakes.add([...path, 'group'], 'not_found', `the enterprise has no group ${group}`);
  }
  if (extension !== undefined) {
    extensions.add([...path, 'extension'], extension, 'in this enterprise');
    if (serviceCode.test(extension) || isEmergencyNumber(extension, scope.plan.country)) {
      mistakes.add(
        [...path, 'extension'],
        'invalid',
        `${extension} is a service or emergency number and cannot be an extension`,
      );
    }
  }
  const number = scope.e164(user.number);
  if (number === null) return;
  unique.assignedNumbers.add([...path, 'number'], number);
  if (!scope.hasNumber(number)) {
    mistakes.add(
      [...path, 'number'],
      'not_found',
      `${number} is not in the enterprise's inventory (numbers)`,
    );
  }
  const holder = current.usersByNumber.get(number);
  if (holder !== undefined && !namesUser(scope, current.named(holder))) {
    mistakes.add(
      [...path, 'number'],
      'conflict',
      `${number} is assigned to extension ${holder.extension}, which this file does not name`,
    );
  }
}

/** Whether the file has this user of today: then it says itself what the user keeps. */
const namesUser = (
  scope: EnterpriseScope,
  user: { readonly enterprise_id: string; readonly extension: string },
): boolean => user.enterprise_id === scope.id && scope.namesExtension(user.extension);

function checkUsername(
  scope: EnterpriseScope,
  user: UserDraft,
  path: Path,
  current: CurrentIndex,
  unique: PlatformUniqueness,
): void {
  const { username } = user;
  if (username == null) return;
  unique.usernames.add([...path, 'username'], username);
  const holder = current.usersByUsername.get(nameKey(username));
  if (holder !== undefined && !namesUser(scope, current.named(holder))) {
    scope.mistakes.add([...path, 'username'], 'conflict', `the user name ${username} is taken`);
  }
}

function checkReferences(scope: EnterpriseScope, user: UserDraft, path: Path): void {
  const { routing_scheme: scheme, department, group } = user;
  if (scheme != null && !scope.hasScheme(scheme)) {
    scope.mistakes.add(
      [...path, 'routing_scheme'],
      'not_found',
      `the enterprise has no routing scheme ${scheme}`,
    );
  }
  if (department != null && !scope.hasDepartment(group ?? null, department)) {
    scope.mistakes.add(
      [...path, 'department'],
      'not_found',
      `neither the user's group nor the enterprise has a department ${department}`,
    );
  }
}

function checkSystemUser(scope: EnterpriseScope, user: SystemUserDraft, path: Path): void {
  const refer = (at: Path, extension: string | null | undefined): void => {
    if (extension == null || extension === 'operator' || scope.hasExtension(extension)) return;
    scope.mistakes.add([...path, ...at], 'not_found', `the enterprise has no extension ${extension}`);
  };
  if (user.kind === 'auto_attendant' && 'keys' in user) {
    for (const [key, target] of Object.entries(user.keys ?? {})) {
      refer(['keys', key], target);
      if (target === 'operator' && !Object.hasOwn(user, 'operator')) {
        scope.mistakes.add([...path, 'keys', key], 'invalid', 'the attendant has no operator');
      }
    }
  }
  if ('operator' in user) refer(['operator'], user.operator);
  if ('agents' in user) {
    const agents = new Uniqueness(scope.mistakes, 'the agent');
    for (const [position, agent] of present(user.agents)) {
      agents.add([...path, 'agents', position], agent, 'in this queue');
      refer(['agents', position], agent);
    }
  }
  if ('leader_pin' in user && user.leader_pin != null && user.leader_pin === user.participant_pin) {
    scope.mistakes.add([...path, 'participant_pin'], 'invalid', "expected a PIN other than the leader's");
  }
}
