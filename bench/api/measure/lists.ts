import { callIdOf, externalNumber, firstCallAt } from '../fill/calls';
import {
  emailOf,
  extensionOf,
  firstNameOf,
  lastNameOf,
  nameOf,
  numberAt,
  numbersOf,
  userId,
  usernameOf,
} from '../fill/people';
import { enterpriseOf, groupIdOf, groupOf } from '../fill/shape';
import type { Facts } from './facts';

/** A kind of list request; the same kind asks for something else with every sample. */
export interface ListKind {
  readonly name: string;
  readonly budgetMs: number;
  /** The path of a first page, with its query. */
  readonly path: (sample: number) => string;
}

/** Budgets of design.md section 6, in milliseconds at the 95th percentile. */
const indexedMs = 50;
const searchMs = 500;

type Query = Readonly<Record<string, string | number>>;

const pathOf = (list: string, query: Query): string =>
  `/api/v1/${list}?${new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()}`;

const dayMs = 24 * 3_600_000;

export function listKinds(facts: Facts): readonly ListKind[] {
  const { shape, large, middle, small, someUser, someCall, someOfLarge, someTrunkGroup } = facts;
  const kind =
    (budgetMs: number) =>
    (list: string, name: string, query: (sample: number) => Query): ListKind => ({
      name: `${list} ${name}`,
      budgetMs,
      path: (sample) => pathOf(list, query(sample)),
    });
  const indexed = kind(indexedMs);
  const search = kind(searchMs);
  const day = (sample: number): string => new Date(firstCallAt + (sample % 380) * dayMs).toISOString();
  const dayAfter = (sample: number): string =>
    new Date(firstCallAt + ((sample % 380) + 1) * dayMs).toISOString();
  const enterprises = [
    ['of a large enterprise', large.id],
    ['of a small enterprise', small.id],
  ] as const;
  const codes: readonly (readonly [string, string, string])[] = [
    ['common', 'answered', '200'],
    ['uncommon', 'busy', '486'],
    ['rare', 'blocked', '403'],
  ];

  return [
    indexed('call-logs', 'all', () => ({})),
    ...enterprises.flatMap(([of, enterprise]) => [
      indexed('call-logs', of, () => ({ enterprise })),
      indexed('call-logs', `${of}, direction`, (sample) => ({
        enterprise,
        direction: sample % 2 === 0 ? 'originating' : 'terminating',
      })),
      ...codes.flatMap(([often, outcome, sip_code]) => [
        indexed('call-logs', `${of}, ${often} outcome`, () => ({ enterprise, outcome })),
        indexed('call-logs', `${of}, ${often} sip_code`, () => ({ enterprise, sip_code })),
      ]),
      indexed('call-logs', `${of}, a day`, (sample) => ({
        enterprise,
        'started_at[gte]': day(sample),
        'started_at[lte]': dayAfter(sample),
      })),
      indexed('call-logs', `${of}, calling number`, (sample) => ({
        enterprise,
        calling_number: externalNumber(someCall(sample)),
      })),
      indexed('call-logs', `${of}, called number prefix`, (sample) => ({
        enterprise,
        'called_number[starts_with]': externalNumber(someCall(sample)).slice(0, 4 + (sample % 7)),
      })),
    ]),
    indexed('call-logs', 'direction', (sample) => ({
      direction: sample % 2 === 0 ? 'originating' : 'terminating',
    })),
    ...codes.flatMap(([often, outcome, sip_code]) => [
      indexed('call-logs', `${often} outcome`, () => ({ outcome })),
      indexed('call-logs', `${often} sip_code`, () => ({ sip_code })),
    ]),
    indexed('call-logs', 'a day', (sample) => ({
      'started_at[gte]': day(sample),
      'started_at[lte]': dayAfter(sample),
    })),
    indexed('call-logs', 'since a day', (sample) => ({ 'started_at[gte]': day(sample) })),
    indexed('call-logs', 'of a user', (sample) => ({ user: userId(someUser(sample)) })),
    indexed('call-logs', 'of a receptionist', (sample) => ({ user: userId(sample % 50) })),
    indexed('call-logs', 'of a user and enterprise', (sample) => ({
      user: userId(sample % 50),
      enterprise: large.id,
    })),
    indexed('call-logs', 'of a trunk group', (sample) => ({ trunk_group: someTrunkGroup(sample) })),
    indexed('call-logs', 'of a trunk group and enterprise', (sample) => ({
      trunk_group: someTrunkGroup(sample),
      enterprise: large.id,
    })),
    indexed('call-logs', 'of a group', (sample) => ({
      group: groupIdOf(large.firstGroup + (sample % large.groups)),
    })),
    indexed('call-logs', 'call_id', (sample) => ({ call_id: callIdOf(shape, someCall(sample)) })),
    indexed('call-logs', 'calling number', (sample) => ({
      calling_number: externalNumber(someCall(sample)),
    })),
    indexed('call-logs', 'called number', (sample) => ({ called_number: numberAt(someUser(sample)) })),
    indexed('call-logs', 'calling number prefix', (sample) => ({
      'calling_number[starts_with]': externalNumber(someCall(sample)).slice(0, 2 + (sample % 10)),
    })),
    indexed('call-logs', 'called number prefix', (sample) => ({
      'called_number[starts_with]': numberAt(someUser(sample)).slice(0, 2 + (sample % 10)),
    })),
    {
      name: 'users/{id}/call-logs',
      budgetMs: indexedMs,
      path: (sample) => pathOf(`users/${userId(sample % 50)}/call-logs`, {}),
    },

    indexed('users', 'all', () => ({})),
    ...enterprises.flatMap(([of, enterprise]) => [
      indexed('users', of, () => ({ enterprise })),
      indexed('users', `${of}, name prefix`, (sample) => ({
        enterprise,
        'name[starts_with]': nameOf(someUser(sample)).slice(0, 1 + (sample % 7)),
      })),
      indexed('users', `${of}, by name`, () => ({ enterprise, sort: 'name' })),
      indexed('users', `${of}, extension prefix`, (sample) => ({
        enterprise,
        'extension[starts_with]': extensionOf(large, someOfLarge(sample)).slice(0, 1 + (sample % 7)),
      })),
    ]),
    indexed('users', 'of a group', (sample) => ({
      group: groupIdOf(groupOf(large, someOfLarge(sample))),
    })),
    indexed('users', 'of a department', (sample) => ({
      department: large.departments[sample % large.departments.length] ?? '',
    })),
    indexed('users', 'number', (sample) => ({ number: numberAt(someUser(sample)) })),
    indexed('users', 'number prefix', (sample) => ({
      'number[starts_with]': numberAt(someUser(sample)).slice(0, 2 + (sample % 10)),
    })),
    indexed('users', 'name', (sample) => ({ name: nameOf(someUser(sample)) })),
    indexed('users', 'name prefix', (sample) => ({
      'name[starts_with]': nameOf(someUser(sample)).slice(0, 1 + (sample % 9)),
    })),
    indexed('users', 'username', (sample) => ({
      username: usernameOf(5 * Math.floor(someUser(sample) / 5)),
    })),
    indexed('users', 'email', (sample) => {
      const user = someUser(sample);
      return { email: emailOf(enterpriseOf(shape, user), user) };
    }),
    indexed('users', 'email prefix', (sample) => ({
      'email[starts_with]': `${firstNameOf(sample)}.${lastNameOf(sample)}`.slice(0, 2 + (sample % 9)),
    })),
    indexed('numbers', 'of a large enterprise', () => ({ enterprise: large.id })),
    indexed('numbers', 'prefix', (sample) => ({
      'number[starts_with]': numberAt(someUser(sample)).slice(0, 2 + (sample % 10)),
    })),
    indexed('trunk-groups', 'of a large enterprise', () => ({ enterprise: large.id })),
    indexed('groups', 'all', () => ({})),

    ...['name', 'first_name', 'last_name', 'email', 'extension', 'number'].map((field) =>
      search('users', `of a large enterprise, ${field} contains`, (sample) => ({
        enterprise: large.id,
        [`${field}[contains]`]:
          field === 'extension' || field === 'number'
            ? String(100 + (sample % 900))
            : lastNameOf(sample).slice(1, 3 + (sample % 4)),
      })),
    ),
    ...['last_name', 'scope', 'type'].map((field) =>
      search('users', `of a large enterprise, ${field}`, (sample) => ({
        enterprise: large.id,
        [field]: { last_name: lastNameOf(sample), scope: 'site_manager', type: 'mobile' }[field] ?? '',
      })),
    ),
    search('users', 'of a large enterprise, by e-mail', () => ({ enterprise: large.id, sort: 'email' })),
    search('numbers', 'of a large enterprise, contains', (sample) => ({
      enterprise: large.id,
      'number[contains]': String(1000 + sample),
    })),
    search('numbers', 'of a large enterprise, assigned', (sample) => ({
      enterprise: large.id,
      assigned: String(sample % 2 === 0),
    })),
    ...[large, middle, small].flatMap((enterprise) =>
      ['calling_number', 'called_number', 'dialled'].map((field) =>
        search('call-logs', `of ${enterprise.users} users, ${field} contains`, (sample) => ({
          enterprise: enterprise.id,
          [`${field}[contains]`]: numberAt(someUser(sample)).slice(5 + (sample % 3), 10),
        })),
      ),
    ),

    ...[10, 1_000, Math.floor(shape.callLogs / 200), Math.floor(shape.callLogs / 100)].map((page) =>
      search('call-logs', `page ${page}`, () => ({ page })),
    ),
    ...[10, 1_000].map((page) =>
      search('call-logs', `of a large enterprise, page ${page}`, () => ({ page, enterprise: large.id })),
    ),
    ...[10, Math.floor(shape.users / 100)].map((page) => search('users', `page ${page}`, () => ({ page }))),
    search('users', 'of a large enterprise, last page', () => ({
      page: Math.floor(large.users / 100),
      enterprise: large.id,
    })),
    search('users', 'of a large enterprise, by name, last page', () => ({
      page: Math.floor(large.users / 100),
      enterprise: large.id,
      sort: 'name',
    })),
    search('numbers', 'last page', () => ({ page: Math.floor(numbersOf(shape) / 100) })),
  ];
}
