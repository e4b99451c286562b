import { Kysely, MysqlDialect } from 'kysely';
import { createPool, type SslOptions } from 'mysql2';
import type { MysqlSetting, MysqlTls } from '../../src/model/databaseSetting';
import type { ConnectionUse } from '../openDatabase';
import type { Database, Schema } from '../schema';
import { BoundedPool, type PoolLimits } from './boundedPool';

/** At most so many connections a pool, and how long each wait may last. */
const pools: Readonly<Record<ConnectionUse, PoolLimits & { readonly connections: number }>> = {
  work: { connections: 8, connectionMs: 5_000, statementMs: 60_000 },
  // A call waits four seconds for the directory; it must hear of a failure before that.
  lookups: { connections: 4, connectionMs: 1_000, statementMs: 1_500 },
  lists: { connections: 4, connectionMs: 5_000, statementMs: 60_000 },
  journal: { connections: 2, connectionMs: 5_000, statementMs: 30_000 },
  migration: { connections: 2, connectionMs: 10_000, statementMs: null },
};

/** Requests waiting for a connection; more are refused at once. */
const mostWaiting = 1_000;

/**
 * What the repositories rely on: words in double quotes are names, `||` joins text and a value that does not fit is an
 * error, as with SQLite. A transaction sees one state of the database from its first read to its end.
 */
const prepareConnection = [
  `set session time_zone = '+00:00',
    sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
  'set session transaction isolation level repeatable read',
];

/** Without a look at the certificate whoever is in between can read all; but nobody else can. */
const sslOptions = ({ mode, ca }: MysqlTls): SslOptions => ({
  rejectUnauthorized: mode !== 'required',
  verifyIdentity: mode === 'verify_identity',
  ...(ca === null ? {} : { ca }),
});

/** Opens a pool of connections to a MySQL or MariaDB server; the first statement makes the first connection. */
export function openMysql(setting: MysqlSetting, use: ConnectionUse): Database {
  const limits = pools[use];
  const pool = createPool({
    host: setting.host,
    port: setting.port,
    user: setting.user,
    password: setting.password,
    database: setting.name,
    ...(setting.tls === null ? {} : { ssl: sslOptions(setting.tls) }),
    charset: 'UTF8MB4_BIN',
    connectTimeout: limits.connectionMs,
    connectionLimit: limits.connections,
    queueLimit: mostWaiting,
    // Sums and times come as SQLite gives them; an object among the values is text, never part of a statement.
    decimalNumbers: true,
    dateStrings: true,
    stringifyObjects: true,
  });
  return new Kysely<Schema>({
    dialect: new MysqlDialect({ pool: new BoundedPool(pool, limits, prepareConnection) }),
  });
}
