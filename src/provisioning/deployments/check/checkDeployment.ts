import type { CurrentIndex } from '../currentIndex';
import type { MistakeList } from '../mistake';
import { numbersOf, readRange } from '../numbers';
import { contactPlaces } from '../numberPlaces';
import { checkCarriers, checkRoutes } from './checkCarriers';
import { checkFeatureCodes } from './checkFeatureCodes';
import { checkGroups } from './checkGroups';
import { checkSchedules } from './checkSchedules';
import { checkSchemes } from './checkSchemes';
import { checkUsers } from './checkUsers';
import { EnterpriseScope, present, Uniqueness, type DeploymentDraft, type PlatformUniqueness } from './scope';

/**
 * What the schema cannot see: references, things named twice, sums, numbers and codes that belong together, and what
 * others on the platform hold already.
 * @param current what is there and stays; of a pruning deployment nothing does
 */
export function checkDeployment(draft: DeploymentDraft, current: CurrentIndex, mistakes: MistakeList): void {
  checkCarriers(draft, mistakes);
  checkRoutes(draft, current, mistakes);
  const names = new Uniqueness(mistakes, 'the enterprise');
  const inventory = new Map<string, EnterpriseScope>();
  const unique: PlatformUniqueness = {
    groups: new Uniqueness(mistakes, 'the group id'),
    usernames: new Uniqueness(mistakes, 'the user name'),
    assignedNumbers: new Uniqueness(mistakes, 'the number'),
  };
  const scopes: EnterpriseScope[] = [];
  for (const [index, enterprise] of present(draft.enterprises)) {
    const path = ['enterprises', index];
    names.add([...path, 'name'], enterprise.name);
    scopes.push(new EnterpriseScope(path, enterprise, current, mistakes));
  }
  for (const scope of scopes) checkInventory(scope, current, inventory);
  for (const scope of scopes) {
    checkFeatureCodes(scope);
    checkGroups(scope, current, unique);
    checkSchemes(scope);
    checkSchedules(scope.draft.schedules, [...scope.path, 'schedules'], mistakes);
    checkDepartments(scope);
    checkUsers(scope, current, unique);
    checkAdministrators(scope);
    checkContacts(scope);
  }
}

function checkInventory(
  scope: EnterpriseScope,
  current: CurrentIndex,
  inventory: Map<string, EnterpriseScope>,
): void {
  for (const [index, text] of present(scope.draft.numbers)) {
    const path = [...scope.path, 'numbers', index];
    const range = readRange(text, scope.plan);
    if ('wrong' in range) {
      scope.mistakes.add(path, 'invalid', range.wrong);
      continue;
    }
    // One line a range is enough: the first number of each kind that stands in the way.
    let twice: string | null = null;
    let taken: string | null = null;
    for (const number of numbersOf(range)) {
      if (inventory.has(number)) twice ??= number;
      else inventory.set(number, scope);
      scope.inventory.add(number);
      const owner = current.numbers.get(number)?.enterprise_id;
      if (owner !== undefined && owner !== scope.id) taken ??= number;
    }
    if (twice !== null)
      scope.mistakes.add(path, 'duplicate', `the number ${twice} stands twice in this file`);
    if (taken !== null)
      scope.mistakes.add(path, 'conflict', `the number ${taken} belongs to another enterprise`);
  }
}

function checkDepartments(scope: EnterpriseScope): void {
  const names = new Uniqueness(scope.mistakes, 'the department');
  for (const [index, department] of present(scope.draft.departments)) {
    const path = [...scope.path, 'departments', index];
    const { name, group } = department;
    if (name !== undefined) names.add([...path, 'name'], group == null ? name : `${name} of group ${group}`);
    if (group != null && !scope.hasGroup(group)) {
      scope.mistakes.add([...path, 'group'], 'not_found', `the enterprise has no group ${group}`);
    }
  }
}

function checkAdministrators(scope: EnterpriseScope): void {
  const { mistakes } = scope;
  const emails = new Uniqueness(mistakes, 'the administrator');
  for (const [index, administrator] of present(scope.draft.administrators)) {
    const path = [...scope.path, 'administrators', index];
    const { role, group, department } = administrator;
    emails.add([...path, 'email'], administrator.email);
    if (group != null && !scope.hasGroup(group)) {
      mistakes.add([...path, 'group'], 'not_found', `the enterprise has no group ${group}`);
    }
    if (role === 'group_administrator' && group == null) {
      mistakes.add([...path, 'group'], 'missing', 'is missing: a group administrator has a group');
    }
    if (role === 'department_administrator' && department == null) {
      mistakes.add(
        [...path, 'department'],
        'missing',
        'is missing: a department administrator has a department',
      );
    }
    if (department != null && !scope.hasDepartment(group ?? null, department)) {
      mistakes.add([...path, 'department'], 'not_found', `there is no department ${department}`);
    }
  }
}

function checkContacts(scope: EnterpriseScope): void {
  const contacts = new Uniqueness(scope.mistakes, 'the contact');
  for (const [index, contact] of present(scope.draft.contacts)) {
    const path = [...scope.path, 'contacts', index];
    contacts.add([...path, 'name'], contact.name);
    scope.checkNumbers(contact, contactPlaces, path);
  }
  const shared = new Uniqueness(scope.mistakes, 'the shared contact');
  for (const [index, contact] of present(scope.draft.shared_contacts)) {
    const path = [...scope.path, 'shared_contacts', index];
    if (contact.first_name !== undefined)
      shared.add(path, [contact.first_name, contact.last_name ?? ''].join(' ').trim());
    scope.checkNumbers(contact, contactPlaces, path);
  }
}
