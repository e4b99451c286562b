import { nameKey } from '../../../db/nameKey';
import type { NumberRow, UserRow } from '../../../db/schema';
import { idAtTime } from '../../../src/model/id';
import { chance, enterpriseOf, groupIdOf, groupOf, type EnterpriseShape, type Shape } from './shape';

/** Everybody and everything was made on one day. */
export const madeAt = Date.UTC(2025, 0, 1);
const madeText = new Date(madeAt).toISOString();
/** Of six numbers in the inventory five are assigned. */
const numbersPerUser = 1.2;
const numbersOfArea = 500_000;
const firstNames =
  'Ada Ben Cy Di Eve Finn Gus Hana Ivo Jun Kim Lea Max Nia Omar Pia Quin Rosa Sam Tess'.split(' ');
const syllables = 'an bar chen dor es fin gar hol ing jor kel lund mar nov ort pet quist ros sen tor'.split(
  ' ',
);

/** What belongs to an enterprise and was given its id by the database. */
export interface EnterpriseIds {
  readonly id: string;
  readonly departments: readonly string[];
}

export const userId = (user: number): string => `${idAtTime(madeAt)}${String(user).padStart(16, '0')}`;

/** Numbers of the inventory: the users' first, then those of nobody. */
export const numberAt = (index: number): string =>
  `+1${530 + Math.floor(index / numbersOfArea)}${2_000_000 + (index % numbersOfArea)}`;

export const numbersOf = ({ users }: Shape): number => Math.floor(users * numbersPerUser);

export function lastNameOf(user: number): string {
  const parts = [1, 2, 3].map(
    (purpose) => syllables[Math.floor(chance(user, purpose) * syllables.length)] ?? '',
  );
  const name = parts.join('');
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

export const firstNameOf = (user: number): string =>
  firstNames[Math.floor(chance(user, 4) * firstNames.length)] ?? '';

export const nameOf = (user: number): string => `${firstNameOf(user)} ${lastNameOf(user)}`;

/** Unique in the enterprise, of as many digits everywhere. */
export const extensionOf = (enterprise: EnterpriseShape, user: number): string =>
  String(1_000_000 + user - enterprise.firstUser);

export const emailOf = (enterprise: EnterpriseShape, user: number): string =>
  `${firstNameOf(user)}.${lastNameOf(user)}.${extensionOf(enterprise, user)}@${enterprise.name.replace(' ', '')}.example`;

export const usernameOf = (user: number): string => `${lastNameOf(user)}.${user}`;

export function userRow(shape: Shape, user: number, idsOf: (name: string) => EnterpriseIds): UserRow {
  const enterprise = enterpriseOf(shape, user);
  const ids = idsOf(enterprise.name);
  const [firstName, lastName, email] = [firstNameOf(user), lastNameOf(user), emailOf(enterprise, user)];
  const username = user % 5 === 0 ? usernameOf(user) : null;
  const department = Math.floor(chance(user, 5) * (ids.departments.length + 1));
  return {
    id: userId(user),
    enterprise_id: ids.id,
    group_id: groupIdOf(groupOf(enterprise, user)),
    kind: 'person',
    first_name: firstName,
    last_name: lastName,
    first_name_key: nameKey(firstName),
    last_name_key: nameKey(lastName),
    name: nameOf(user),
    name_key: nameKey(nameOf(user)),
    extension: extensionOf(enterprise, user),
    number: numberAt(user),
    routing_scheme_id: null,
    department_id: ids.departments[department] ?? null,
    calling_line_id: null,
    username,
    username_key: username === null ? null : nameKey(username),
    email,
    email_key: nameKey(email),
    type: user % 50 === 0 ? 'mobile' : 'office',
    scope: user % 100 === 0 ? 'site_manager' : 'basic_user',
    time_zone: null,
    settings: '{}',
    created_at: madeText,
    updated_at: madeText,
  };
}

/** A number is its user's enterprise's; those of nobody are spread like the users. */
export function numberRow(shape: Shape, index: number, idsOf: (name: string) => EnterpriseIds): NumberRow {
  const user = index < shape.users ? index : Math.floor(chance(index, 6) * shape.users);
  return {
    number: numberAt(index),
    enterprise_id: idsOf(enterpriseOf(shape, user).name).id,
    created_at: madeText,
  };
}
