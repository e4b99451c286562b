import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Database, Schema } from '../schema';
import { ReaderDriver } from './readerDriver';

/** Opens a SQLite file that is there for reads that may take long: they run beside the calling thread, not in it. */
export const openSqliteReaders = (file: string): Database =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new ReaderDriver(file),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
