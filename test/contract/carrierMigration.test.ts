import { expect, test } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { m0001Foundations } from '../../db/migrations/m0001Foundations';
import { m0010Carriers } from '../../db/migrations/m0010Carriers';
import { callerId, numbering } from '../../db/repositories/peerPolicies';
import type { CarrierRow, OutboundRouteRow, TrunkGroupRow } from '../../db/schema';
import { carrier, trunkGroupSettings } from '../../src/provisioning/deployments/schema/trunks';
import { canonicalJson } from '../../src/provisioning/deployments/canonicalJson';

test('what was stored before gets what a file without these settings would give it', async () => {
  const sqlite = new Sqlite(':memory:');
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) });
  try {
    await m0001Foundations.up(db);
    const times = "'2026-01-01', '2026-01-01'";
    sqlite.exec(`
      insert into enterprises values ('e', 'acme', 'acme', 'US', null, 'UTC', null, 'hidden', 1, '{}', ${times});
      insert into "groups" values ('g', 'e', 'g', 'g', '{}', ${times});
      insert into trunk_groups values ('t', 'g', 'e', null, null, null, 6, 'basic', 'allow', 'allow', null,
        'national', 0, '{}', ${times});
      insert into carriers values ('c', 'metro', 'metro', 'e164', 0, ${times});
      insert into outbound_routes values ('r', '+', 0, 1, ${times});
      insert into outbound_route_carriers values ('r', 0, 'c');
    `);
    await m0010Carriers.up(db);

    const stored = sqlite.prepare('select * from carriers').get() as CarrierRow;
    const { number_policy, failover_codes, caller_id } = carrier.parse({ name: 'metro' });
    expect(stored.policies).toBe(canonicalJson({ number_policy, failover_codes, caller_id }));
    expect(numbering(stored)).toEqual({
      numberFormat: 'e164',
      numberPolicy: null,
      failoverCodes: [408, 480, 500, 502, 503, 504],
    });
    expect(callerId(stored)).toEqual({ present: 'user', ownNumbersOnly: false });

    const trunk = sqlite.prepare('select * from trunk_groups').get() as TrunkGroupRow;
    const settings = trunkGroupSettings.parse({});
    expect(trunk.policies).toBe(
      canonicalJson({ number_policy: settings.number_policy, failover_codes: settings.failover_codes }),
    );
    expect(trunk.calling_line_id).toBe(settings.calling_line_id);

    const route = sqlite.prepare('select * from outbound_routes').get() as OutboundRouteRow;
    expect(route).toMatchObject({ stop: 0, block: null });
    expect(sqlite.prepare('select weight from outbound_route_carriers').get()).toEqual({ weight: null });
  } finally {
    await db.destroy();
  }
});
