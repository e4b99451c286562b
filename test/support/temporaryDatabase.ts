import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '../../db/migrate';
import { openDatabase } from '../../db/openDatabase';
import type { Database } from '../../db/schema';
import { createIdFactory } from '../../src/model/id';
import { applyDeployment, type ApplyResult } from '../../src/provisioning/deployments/applyDeployment';

export interface TemporaryDatabase {
  readonly directory: string;
  readonly file: string;
  readonly database: Database;
  apply(text: string, prune?: boolean): Promise<ApplyResult>;
  /** Every row of every table, to see whether anything changed at all. */
  dump(): Promise<string>;
  remove(): Promise<void>;
}

const tables = [
  'enterprises',
  'groups',
  'trunk_groups',
  'gateways',
  'accept_from',
  'carriers',
  'outbound_routes',
  'outbound_route_carriers',
  'routing_schemes',
  'routing_scheme_members',
  'departments',
  'numbers',
  'users',
  'documents',
] as const;

/** A migrated SQLite database in a folder of its own. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const directory = mkdtempSync(path.join(tmpdir(), 'trunkline-test-'));
  const file = path.join(directory, 'trunkline.db');
  const database = openDatabase(file);
  await migrate(database);
  const newId = createIdFactory(Date.now, randomBytes);
  return {
    directory,
    file,
    database,
    apply: (text, prune = false) => applyDeployment(database, text, { prune, newId, wallTime: Date.now }),
    dump: async () => {
      const rows: unknown[] = [];
      for (const table of tables) rows.push(await database.selectFrom(table).selectAll().execute());
      return JSON.stringify(rows);
    },
    remove: async () => {
      await database.destroy();
      rmSync(directory, { recursive: true });
    },
  };
}
