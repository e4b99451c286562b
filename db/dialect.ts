import { MysqlAdapter, type Kysely } from 'kysely';

/** `mysql` is MariaDB as well. */
export type Dialect = 'sqlite' | 'mysql';

/** For the few places where the databases are not alike: column types, locks, what an error means. */
export const dialectOf = <Schema>(db: Kysely<Schema>): Dialect =>
  db.getExecutor().adapter instanceof MysqlAdapter ? 'mysql' : 'sqlite';
