/**
 * `npm run bench:api`: what lists, filters, writes and an import cost over a large database, on SQLite and on MariaDB,
 * beside their budgets (design.md section 6). The databases are built once and kept. Figures, no verdict.
 */
import { cpus } from 'node:os';
import { openDatabase } from '../../db/openDatabase';
import type { Database } from '../../db/schema';
import { killAllServices } from '../../test/support/service';
import { benchDatabase, type BenchDatabase } from './benchDatabase';
import { shapeOf, type Shape } from './fill/shape';
import { ApiCaller } from './measure/apiCaller';
import { readFacts, type Facts } from './measure/facts';
import { importFile, importUsers, takeOutMeasured } from './measure/import';
import { listKinds } from './measure/lists';
import { measureLists, report } from './measure/meter';
import { measureObjects } from './measure/writes';
import { parseOptions, usage, type ApiBenchOptions } from './options';
import { startService } from './startService';
import { measureWithCalls } from './withCalls';

/** Users a second (design.md section 6). */
const leastImported = 5_000;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const options = parseOptions(process.argv.slice(2), process.env.TRUNKLINE_DATA_DIR ?? 'data');
  console.log(
    `Node.js ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`,
  );
  const shape = shapeOf(options);
  for (const kind of options.databases) {
    const database = await benchDatabase(kind, options.folder, shape);
    if (database === null) {
      console.log(`${kind} is left out: mariadbd is not installed`);
      continue;
    }
    try {
      if (!options.buildOnly) await measure(database, shape, options);
    } finally {
      await database.close();
    }
  }
}

async function measure(database: BenchDatabase, shape: Shape, options: ApiBenchOptions): Promise<void> {
  const { users, callLogs } = shape;
  console.log(
    `\n${database.title}: ${users.toLocaleString('en')} users, ${callLogs.toLocaleString('en')} call logs\n`,
  );
  const facts = await within(database, async (db) => {
    await takeOutMeasured(db, shape);
    return readFacts(db, shape);
  });
  try {
    await (options.callRate > 0
      ? measureWithCalls(database, facts, options)
      : measureApi(database, facts, options));
  } finally {
    await within(database, (db) => takeOutMeasured(db, shape));
  }
}

async function measureApi(database: BenchDatabase, facts: Facts, options: ApiBenchOptions): Promise<void> {
  const lists = listKinds(facts).filter(({ name }) => name.includes(options.only));
  // Totals are kept in the process: the second service has none yet, and finds the pages in memory.
  const cold = await overService(database, (api) => measureLists(api, lists, options.requests));
  await overService(database, async (api) => {
    console.log(`${report(await measureLists(api, lists, options.requests, cold))}\n`);
    if (options.only !== '') return;
    console.log(`${report(await measureObjects(api, facts, options.requests))}\n`);
    if (options.imported > 0) {
      const { ms } = await importUsers(api, importFile(options.imported));
      const perSecond = Math.round(options.imported / (ms / 1000));
      console.log(
        `import of ${options.imported.toLocaleString('en')} users: ${(ms / 1000).toFixed(1)} s, ` +
          `${perSecond.toLocaleString('en')} users a second (budget: at least ${leastImported.toLocaleString('en')})\n`,
      );
    }
  });
}

async function overService<Result>(
  database: BenchDatabase,
  work: (api: ApiCaller) => Promise<Result>,
): Promise<Result> {
  const service = await startService(database);
  const api = new ApiCaller(service.httpPort);
  try {
    return await work(api);
  } finally {
    api.close();
    await service.stop();
  }
}

/** For what is done past the service, which must not run meanwhile. */
async function within<Result>(
  { setting }: BenchDatabase,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  const db = openDatabase(setting, 'migration');
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void killAllServices().then(() => process.exit(1));
  });
}

main().catch(async (error: unknown) => {
  await killAllServices();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
