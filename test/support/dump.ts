import type { Database, Schema } from '../../db/schema';

/** Tables that say who is at work, not what is stored. */
const passing: ReadonlySet<string> = new Set(['configuration_lock', 'nodes']);

/** Every row of every table, to see whether anything changed at all. */
export async function dump(database: Database): Promise<string> {
  const rows: unknown[] = [];
  for (const { name } of await database.introspection.getTables()) {
    if (passing.has(name)) continue;
    rows.push(
      name,
      await database
        .selectFrom(name as keyof Schema)
        .selectAll()
        .execute(),
    );
  }
  return JSON.stringify(rows);
}
