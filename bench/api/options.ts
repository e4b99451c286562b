import path from 'node:path';
import { parseArgs } from 'node:util';

export const databaseKinds = ['sqlite', 'mariadb'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

export interface ApiBenchOptions {
  readonly databases: readonly DatabaseKind[];
  readonly users: number;
  readonly callLogs: number;
  /** Users of the one file that is imported; 0 leaves it out. */
  readonly imported: number;
  /** Requests of each kind, at most. */
  readonly requests: number;
  /** Where the databases are kept. */
  readonly folder: string;
  /** Nothing is measured once the databases are there. */
  readonly buildOnly: boolean;
  /** Calls a second while a list is read and a file imported; 0: the API is measured by itself. */
  readonly callRate: number;
  /** Only kinds of requests whose name has this in it. */
  readonly only: string;
}

export const usage = `usage: npm run bench:api [-- OPTION...]
  --database both        sqlite, mariadb or both
  --users 1000000        users the databases are built with
  --call-logs 10000000   call logs
  --import 50000         users of the file that is imported; 0: none
  --requests 60          requests of each kind
  --only TEXT            only the kinds of requests that have this in their name
  --with-calls 500       instead: the set-up delay of so many calls a second during lists and the import
  --folder PATH          where the databases are kept: data/bench-api, in the data directory
  --build-only           build the databases and measure nothing
`;

/** Throws with a line for the user when an option is unknown or no sensible number. */
export function parseOptions(args: readonly string[], dataDirectory: string): ApiBenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', default: 'both' },
      users: { type: 'string', default: '1000000' },
      'call-logs': { type: 'string', default: '10000000' },
      import: { type: 'string', default: '50000' },
      requests: { type: 'string', default: '60' },
      only: { type: 'string', default: '' },
      'with-calls': { type: 'string', default: '0' },
      folder: { type: 'string', default: path.join(dataDirectory, 'bench-api') },
      'build-only': { type: 'boolean', default: false },
    },
  });
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${name}: '${text}' is not a whole number from ${least} to ${most}`);
  };
  const { database } = values;
  const chosen = databaseKinds.filter((kind) => database === kind || database === 'both');
  if (chosen.length === 0) throw new Error(`--database: '${database}' is not sqlite, mariadb or both`);
  return {
    databases: chosen,
    users: whole('users', values.users, 1_000, 4_000_000),
    callLogs: whole('call-logs', values['call-logs'], 1_000, 100_000_000),
    imported: whole('import', values.import, 0, 200_000),
    requests: whole('requests', values.requests, 1, 100_000),
    folder: path.resolve(values.folder),
    buildOnly: values['build-only'],
    callRate: whole('with-calls', values['with-calls'], 0, 5_000),
    only: values.only,
  };
}
