import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { readConfiguration, type StoredConfiguration } from '../../db/repositories/configuration';
import { readDirectory } from '../../db/repositories/directory';
import { numberKey, extensionKey } from '../../src/model/directory';
import type { TouchedConfiguration } from '../../src/model/settings';
import type { ApplyResult } from '../../src/provisioning/deployments/applyDeployment';
import { isUnchanged } from '../../src/provisioning/deployments/plan/summary';
import { at, changedExample, exampleText } from '../support/exampleDeployment';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

let temporary: TemporaryDatabase;
beforeEach(async () => {
  temporary = await temporaryDatabase();
});
afterEach(() => temporary.remove());

type Applied = Extract<ApplyResult, { applied: true }>;

async function applied(text: string, prune = false): Promise<Applied> {
  const result = await temporary.apply(text, prune);
  if (!result.applied) throw new Error(JSON.stringify(result.mistakes));
  return result;
}

const mistakes = async (text: string, prune = false): Promise<string[]> => {
  const result = await temporary.apply(text, prune);
  return result.applied ? [] : result.mistakes.map(({ path, code }) => `${path} ${code}`);
};

const small = (name: string, more: object = {}): string =>
  JSON.stringify({ version: 1, enterprises: [{ name, groups: [{ id: `${name}1`, name: 'one' }], ...more }] });

const person = (extension: string, more: object = {}) => ({
  first_name: 'A',
  last_name: extension,
  group: 'a1',
  extension,
  ...more,
});

const configurationKinds = [
  'enterprise',
  'group',
  'trunk_group',
  'routing_scheme',
  'carrier',
  'outbound_route',
] as const;

/** Everything a configuration has, by kind and id. */
const entitiesOf = (stored: StoredConfiguration): Map<string, object> =>
  new Map(
    configurationKinds.flatMap((kind) => stored[kind].map((one) => [`${kind} ${one.id}`, one] as const)),
  );

describe('what a change touched', () => {
  test('is all that has to be read to know the whole, whatever was changed', async () => {
    let known = entitiesOf(await readConfiguration(temporary.database));
    const take = async (text: string, prune = false): Promise<TouchedConfiguration> => {
      const { touched, turn } = await applied(text, prune);
      const read = await readConfiguration(temporary.database, touched);
      const whole = await readConfiguration(temporary.database);
      expect([read.turn, whole.turn]).toEqual([turn, turn]);
      if (touched !== 'all') for (const { kind, id } of touched) known.delete(`${kind} ${id}`);
      known = new Map([...known, ...entitiesOf(read)]);
      expect(known).toEqual(entitiesOf(whole));
      return touched;
    };
    await take(exampleText);
    expect(await take(exampleText)).toEqual([]);
    const group = '0012345';
    const limited = changedExample((document) => {
      at(document, 'enterprises.0.groups.0.trunk_group').max_active_calls = 20;
    });
    expect(await take(limited)).toEqual([
      { kind: 'trunk_group', id: `${group}GRPTRUNK01` },
      { kind: 'group', id: group },
    ]);
    const renamed = changedExample((document) => {
      at(document, 'enterprises.0.groups.0').name = 'Albany';
      at(document, 'carriers.0').trusted = true;
    });
    await take(renamed);
    await take(small('a'));
    await take(small('a', { routing_schemes: [{ name: 'own', trunk_groups: ['a1GRPTRUNK01'] }] }));
    await take(small('b'), true);
  });
});

describe('applying', () => {
  test('makes the example, and applied again writes nothing', async () => {
    const { summary } = await applied(exampleText);
    expect(summary.users).toEqual({ created: 5, changed: 0, unchanged: 0, removed: 0 });
    expect(summary.numbers.created).toBe(100);
    const before = await temporary.dump();
    const again = await applied(exampleText);
    expect(isUnchanged(again.summary)).toBe(true);
    expect(again.invalidate).toEqual([]);
    expect(isUnchanged((await applied(exampleText, true)).summary)).toBe(true);
    expect(await temporary.dump()).toBe(before);
  });

  test('the configuration of the example', async () => {
    await applied(exampleText);
    const configuration = await readConfiguration(temporary.database);
    const [enterprise] = configuration.enterprise;
    expect(enterprise).toMatchObject({ name: 'acme', country: 'US', areaCode: '212', maxActiveCalls: 40 });
    expect(configuration.trunk_group[0]).toMatchObject({
      id: '0012345GRPTRUNK01',
      groupId: '0012345',
      enterpriseId: enterprise?.id,
      maxActiveCalls: 10,
      maxIncomingCalls: 8,
      maxOutgoingCalls: 6,
      bursting: { maxActiveCalls: 2, maxIncomingCalls: null, maxOutgoingCalls: null },
      invitationTimeoutMs: 6000,
      pbx: [{ host: '127.0.0.1', port: 5070, transport: 'udp', priority: 1, weight: 100 }],
      acceptFrom: ['127.0.0.1:5070'],
      screening: { unscreenedCalls: 'reject', emergencyNumber: '+12125550100' },
    });
    const defaultScheme = configuration.routing_scheme.find(
      (scheme) => scheme.name === 'EntTrunkGroup0012345',
    );
    expect(defaultScheme?.members).toEqual([{ trunkGroupId: '0012345GRPTRUNK01', percent: null }]);
    expect(configuration.group[0]).toMatchObject({ id: '0012345', defaultSchemeId: defaultScheme?.id });
    expect(configuration.outbound_route).toMatchObject([
      {
        prefix: '+',
        emergency: false,
        carriers: [{ carrierId: configuration.carrier[0]?.id, weight: null }],
        stop: false,
        block: null,
      },
      { prefix: null, emergency: true },
    ]);
  });

  test('the directory of the example, absent keys included', async () => {
    await applied(exampleText);
    const [enterprise] = (await readConfiguration(temporary.database)).enterprise;
    const id = enterprise?.id ?? '';
    const entries = await readDirectory(temporary.database, [
      numberKey('+12125550102'),
      numberKey('+12125550199'),
      numberKey('+12125550200'),
      extensionKey(id, '1002'),
      extensionKey(id, '801'),
      extensionKey(id, '9999'),
    ]);
    expect(entries.map((entry) => entry.value)).toMatchObject(
      [
        {
          enterpriseId: id,
          user: { name: 'Ben Cole', groupId: '0067890', extension: '1002', number: '+12125550102' },
        },
        { enterpriseId: id, user: null },
        null,
        { name: 'Ben Cole', kind: 'person' },
        { name: 'service desk', kind: 'call_queue', groupId: '0012345' },
        null,
      ].map((value) => value as never),
    );
  });

  test('a key left out returns to its default, and only what changed is named', async () => {
    await applied(exampleText);
    const text = changedExample((document) => {
      Reflect.deleteProperty(at(document, 'enterprises.0.groups.0.trunk_group'), 'max_incoming_calls');
      Reflect.deleteProperty(at(document, 'enterprises.0.users.1'), 'routing_scheme');
    });
    const { summary, invalidate } = await applied(text);
    expect(summary.trunk_groups).toEqual({ created: 0, changed: 1, unchanged: 1, removed: 0 });
    expect(summary.users).toEqual({ created: 0, changed: 1, unchanged: 4, removed: 0 });
    const configuration = await readConfiguration(temporary.database);
    expect(configuration.trunk_group[0]?.maxIncomingCalls).toBeNull();
    const id = configuration.enterprise[0]?.id ?? '';
    expect(new Set(invalidate)).toEqual(new Set([extensionKey(id, '1002'), numberKey('+12125550102')]));
  });

  test('what the file does not name stays, and goes when pruning', async () => {
    await applied(exampleText);
    const less = changedExample((document) => {
      const enterprise = at(document, 'enterprises.0');
      enterprise.users = (enterprise.users as unknown[]).slice(0, 1);
      enterprise.system_users = [];
      enterprise.routing_schemes = [];
      enterprise.groups = (enterprise.groups as unknown[]).slice(0, 1);
      enterprise.departments = [{ name: 'sales' }];
      enterprise.numbers = ['+12125550100-+12125550109'];
      document.outbound_routes = [{ prefix: '+1', carriers: ['metro'] }];
    });
    const kept = await applied(less);
    expect(kept.summary.users).toEqual({ created: 0, changed: 0, unchanged: 1, removed: 0 });
    const pruned = await applied(less, true);
    expect(pruned.summary.users.removed).toBe(4);
    expect(pruned.summary.numbers.removed).toBe(90);
    expect(pruned.summary.groups.removed).toBe(1);
    expect(pruned.summary.routing_schemes.removed).toBe(2);
    expect(pruned.summary.outbound_routes.removed).toBe(2);
    const configuration = await readConfiguration(temporary.database);
    expect(configuration.group.map((group) => group.id)).toEqual(['0012345']);
    expect(configuration.routing_scheme.map((scheme) => scheme.name)).toEqual(['EntTrunkGroup0012345']);
    expect(configuration.outbound_route.map((route) => route.prefix)).toEqual(['+1']);
  });

  test('pruning with another deployment leaves nothing of the first', async () => {
    await applied(exampleText);
    const { summary, invalidate } = await applied(small('a'), true);
    expect(summary.enterprises).toEqual({ created: 1, changed: 0, unchanged: 0, removed: 1 });
    expect(invalidate).not.toEqual([]);
    expect(await temporary.dump()).not.toContain('acme');
  });

  test('numbers and user names can be swapped between users in one file', async () => {
    const file = (first: string, second: string): string =>
      small('a', {
        numbers: ['+12125550101-+12125550102'],
        users: [
          person('1001', { number: `+1212555010${first}`, username: `user${first}` }),
          person('1002', { number: `+1212555010${second}`, username: `user${second}` }),
        ],
      });
    await applied(file('1', '2'));
    await applied(file('2', '1'));
    const [entry] = await readDirectory(temporary.database, [numberKey('+12125550102')]);
    expect(entry?.value).toMatchObject({ user: { extension: '1001' } });
  });

  test('numbers are swapped and the user names stay, and what is written is what the file says', async () => {
    const file = (first: string, second: string): string =>
      small('a', {
        numbers: ['+12125550101-+12125550102'],
        users: [
          person('1001', { number: `+1212555010${first}`, username: 'Ann' }),
          person('1002', { number: `+1212555010${second}`, username: 'bob', email: 'Bob@a.example' }),
        ],
      });
    await applied(file('1', '2'));
    await applied(file('2', '1'));
    const users = await temporary.database.selectFrom('users').selectAll().orderBy('extension').execute();
    expect(users).toMatchObject([
      { number: '+12125550102', username: 'Ann', username_key: 'ann' },
      { number: '+12125550101', username: 'bob', username_key: 'bob', email_key: 'bob@a.example' },
    ]);
    expect(isUnchanged((await applied(file('2', '1'))).summary)).toBe(true);
  });

  test('a partial file refers to what is there', async () => {
    await applied(exampleText);
    const partial = JSON.stringify({
      version: 1,
      outbound_routes: [{ prefix: '+44', carriers: ['metro'] }],
      enterprises: [
        {
          name: 'ACME',
          users: [
            {
              ...person('1009'),
              group: '0067890',
              number: '+12125550150',
              department: 'dispatch',
              routing_scheme: 'Reception',
              answering_rules: [{ time_frame: 'office hours' }],
            },
          ],
        },
      ],
    });
    expect((await applied(partial)).summary.users.created).toBe(1);
  });

  test('the routes of a prefix are those of the file', async () => {
    await applied(exampleText);
    await applied(changedExample((document) => (at(document, 'outbound_routes.0').priority = 5)));
    const { outbound_route: routes } = await readConfiguration(temporary.database);
    expect(routes.filter((route) => !route.emergency).map((route) => route.priority)).toEqual([5]);
  });

  test('numbers are kept in E.164', async () => {
    await applied(
      small('a', {
        area_code: '212',
        numbers: ['(212) 555.0101'],
        users: [person('1001', { number: '5550101', blocked_numbers: ['900 555 0000'] })],
      }),
    );
    const row = await temporary.database.selectFrom('users').selectAll().executeTakeFirstOrThrow();
    expect(row.number).toBe('+12125550101');
    expect(JSON.parse(row.settings)).toMatchObject({ blocked_numbers: ['+19005550000'] });
  });
});

describe('what others hold', () => {
  test("another enterprise's number and group id are refused, unless it goes", async () => {
    await applied(small('a', { numbers: ['+12125550101'] }));
    const other = JSON.stringify({
      version: 1,
      enterprises: [
        { name: 'b', groups: [{ id: 'a1', name: 'mine' }], numbers: ['+12125550100-+12125550109'] },
      ],
    });
    expect(await mistakes(other)).toEqual([
      'enterprises[0].numbers[0] conflict',
      'enterprises[0].groups[0].id conflict',
    ]);
    const { summary } = await applied(other, true);
    expect(summary.groups.changed).toBe(1);
    expect(summary.numbers).toEqual({ created: 9, changed: 1, unchanged: 0, removed: 0 });
    expect(isUnchanged((await applied(other, true)).summary)).toBe(true);
  });

  test('a number and a user name of somebody the file does not name', async () => {
    await applied(
      small('a', {
        numbers: ['+12125550101'],
        users: [person('1001', { number: '+12125550101', username: 'ann' })],
      }),
    );
    expect(
      await mistakes(small('a', { users: [person('1002', { number: '+12125550101', username: 'Ann' })] })),
    ).toEqual(['enterprises[0].users[0].number conflict', 'enterprises[0].users[0].username conflict']);
  });
});

test('a failure in the middle of the writing leaves nothing behind', async () => {
  await applied(exampleText);
  const before = await temporary.dump();
  const { database } = temporary;
  // Stands for any failure of the database: refuses the last thing the deployment writes.
  const raise =
    temporary.setting.kind === 'mysql'
      ? "for each row signal sqlstate '45000' set message_text = 'refused'"
      : "begin select raise(abort, 'refused'); end";
  await sql`create trigger refuse before insert on documents ${sql.raw(raise)}`.execute(database);
  const text = changedExample((document) => {
    at(document, 'enterprises.0').max_active_calls = 7;
    at(document, 'enterprises.0').contacts = [{ name: 'new one' }];
  });
  await expect(temporary.apply(text)).rejects.toHaveProperty('message', 'refused');
  expect(await temporary.dump()).toBe(before);
});
