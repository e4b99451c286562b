import { expect, test } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { m0001Foundations } from '../../db/migrations/m0001Foundations';
import { m0016Features } from '../../db/migrations/m0016Features';
import type { EnterpriseRow, GroupRow } from '../../db/schema';
import { canonicalJson } from '../../src/provisioning/deployments/canonicalJson';
import { featureCodes } from '../../src/provisioning/deployments/schema/featureCodes';
import { user } from '../../src/provisioning/deployments/schema/people';
import { group } from '../../src/provisioning/deployments/schema/trunks';

/** A user as the deployment file has it, with texts that look like what the migration looks for. */
const document = {
  first_name: 'A',
  last_name: 'B',
  group: 'g',
  extension: '1001',
  devices: [{ name: '"],"transfer_numbers":["sequential_ring":{"available":true,' }],
  inbound: {
    sequential_ring: { enabled: true, numbers: [{ number: '1002' }], criteria: [{ description: 'x' }] },
    simultaneous_ring: { enabled: true, criteria: [{ description: '"simultaneous_ring":{' }] },
  },
  outbound: { transfer_numbers: ['1002'], digit_patterns: [{ pattern: '1*', permission: 'allow' }] },
} as const;

const settingsNow = () => {
  const { devices, do_not_disturb, inbound, outbound } = user.parse(document);
  return { devices, do_not_disturb, inbound, outbound };
};

/** As they were stored before. */
function settingsBefore(): string {
  const settings = structuredClone(settingsNow()) as unknown as Record<string, Record<string, object>>;
  const drop = (target: object | undefined, ...keys: string[]): void => {
    for (const key of keys) Reflect.deleteProperty(target ?? {}, key);
  };
  drop(settings.inbound?.sequential_ring, 'base_location', 'caller_may_stop', 'continue_if_busy');
  drop(settings.inbound?.simultaneous_ring, 'not_while_on_call');
  drop(settings.outbound, 'forward_restrictions', 'hide_number');
  return canonicalJson(settings);
}

test('what was stored before gets what a file without these settings would give it', async () => {
  const sqlite = new Sqlite(':memory:');
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    await m0001Foundations.up(db);
    const times = "'2026-01-01', '2026-01-01'";
    sqlite.exec(`
      insert into enterprises values ('e', 'acme', 'acme', 'US', null, 'UTC', null, 'hidden', 1, '{}', ${times});
    `);
    const codes = [{ code: '4711', description: null }];
    const before = canonicalJson({
      account_codes: { codes: [], length: 4 },
      authorization_codes: codes,
      dial_restrictions: { premium: 'disallow' },
    });
    sqlite.prepare(`insert into "groups" values ('g', 'e', 'g', 'g', ?, ${times})`).run(before);
    sqlite
      .prepare(
        `insert into users (id, enterprise_id, group_id, kind, name, name_key, extension, settings, created_at, updated_at)
        values ('u', 'e', 'g', 'person', 'A B', 'a b', '1001', ?, ${times})`,
      )
      .run(settingsBefore());
    await m0016Features.up(db);

    const enterprise = sqlite.prepare('select * from enterprises').get() as EnterpriseRow;
    expect(enterprise.feature_codes).toBe(canonicalJson(featureCodes.parse(undefined)));

    const row = sqlite.prepare('select * from "groups"').get() as GroupRow;
    const {
      id: _id,
      name: _name,
      trunk_group: _trunkGroup,
      schedules: _schedules,
      ...settings
    } = group.parse({
      id: 'g',
      name: 'g',
      account_codes: { length: 4 },
      authorization_codes: codes,
      dial_restrictions: { premium: 'disallow' },
    });
    expect(row.settings).toBe(canonicalJson(settings));
    expect(row).toMatchObject({ synced_codes: '["4711"]', synced_at: null });

    const stored = sqlite.prepare('select settings from users').get() as { settings: string };
    expect(stored.settings).toBe(canonicalJson(settingsNow()));
  } finally {
    await db.destroy();
  }
});
