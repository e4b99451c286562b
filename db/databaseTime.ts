import { sql, type RawBuilder } from 'kysely';
import { dialectOf } from './dialect';
import type { Database, DatabaseTransaction, Schema } from './schema';

/** The database's clock, in milliseconds since the Unix epoch: those of the nodes may differ. */
export const databaseTime = (db: Database | DatabaseTransaction): RawBuilder<number> =>
  dialectOf<Schema>(db) === 'mysql'
    ? sql`cast(unix_timestamp(now(3)) * 1000 as signed)`
    : sql`cast(unixepoch('subsec') * 1000 as integer)`;
