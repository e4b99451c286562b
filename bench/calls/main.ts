/**
 * `npm run bench:calls`: what a call costs, beside a bare forwarder of datagrams measured in the same run. Everything stays
 * on the loopback addresses, the service has a data folder of its own, and nothing is left running. Figures, no verdict.
 */
import { cpus } from 'node:os';
import { killAllServices } from '../../test/support/service';
import { stopAllSipp } from '../../test/support/sipp';
import { measureFeatures } from './featureCost';
import { measureHeldCalls } from './heldCalls';
import { layOut, leastFor, provision, type Layout } from './layout';
import { runLoad, type LoadResult } from './load';
import { parseOptions, usage, type BenchOptions } from './options';
import { measureSetupDelay } from './setupDelay';
import { startForwarder, startService, type System } from './systems';
import { table } from './table';

/** Lets the compiler see the load it is measured under. */
const warmUpSeconds = 5;
const holdMs = 200;
/** Calls a second where features are measured and no rate is given. */
const usualRate = 400;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const options = parseOptions(process.argv.slice(2));
  console.log(
    `Node.js ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}`,
  );
  console.log('sipp runs on the same cores, with 4 MB socket buffers where the kernel allows them\n');
  if (options.features > 0) {
    await measureFeatures(options.rates[0] ?? usualRate, options.seconds, options.features);
    return;
  }
  const layout = await layOut(Math.max(1, ...options.rates, options.delayRate));
  const least = provision(layout, leastFor(layout));
  const systems: System[] = [];
  try {
    systems.push(await startForwarder(layout, least));
    systems.push(await startService('service', least, [], options.traceMegabytes));
    if (options.drachtio !== null) {
      systems.push(
        await startService('service over drachtio', least, [], options.traceMegabytes, options.drachtio),
      );
    }
    if (options.large !== null) {
      const { schemes, trunkGroups, users } = options.large;
      console.log(`large: ${schemes} routing schemes, ${trunkGroups} trunk groups, ${users} users\n`);
      systems.push(await startService('large', provision(layout, options.large), [], options.traceMegabytes));
    }
    await measureRates(systems, layout, options);
    await measureDelays(systems, layout, options);
  } finally {
    for (const system of systems) await system.stop();
  }
  if (options.held > 0) await measureMemory(options.held);
}

/** Each system's cost stands beside that of the one before it: the service's to the forwarder's, the large one's to the first's. */
async function measureRates(
  systems: readonly System[],
  layout: Layout,
  options: BenchOptions,
): Promise<void> {
  if (options.rates.length === 0) return;
  const rows: string[][] = [];
  for (const rate of options.rates) {
    let before: LoadResult | null = null;
    for (const system of systems) {
      await runLoad(system, layout, { rate, calls: rate * warmUpSeconds, holdMs });
      const result = await runLoad(system, layout, { rate, calls: rate * options.seconds, holdMs });
      const own = result.cpuPerThousand;
      rows.push([
        String(rate),
        system.name,
        String(result.calls),
        String(result.failed),
        String(result.retransmissions),
        own.toFixed(3),
        before === null ? '' : (own / before.cpuPerThousand).toFixed(2),
      ]);
      before = result;
      console.error(`  ${rate}/s through the ${system.name}: ${own.toFixed(3)} CPU-seconds per 1,000 calls`);
    }
  }
  const head = ['calls/s', 'system', 'calls', 'failed', 'sent again', 'CPU-s / 1,000 calls', 'ratio'];
  console.log(`${table(head, rows)}\n`);
}

async function measureDelays(
  systems: readonly System[],
  layout: Layout,
  options: BenchOptions,
): Promise<void> {
  if (options.delayRate === 0) return;
  const rows: string[][] = [];
  for (const system of systems) {
    const result = await measureSetupDelay(system, layout, {
      rate: options.delayRate,
      seconds: options.seconds,
    });
    const milliseconds = [result.p50, result.p95, result.p99].map((value) => value.toFixed(2));
    rows.push([String(options.delayRate), system.name, String(result.calls), ...milliseconds]);
  }
  const head = ['calls/s', 'set-up delay (ms)', 'calls', 'p50', 'p95', 'p99'];
  console.log(`${table(head, rows)}\n`);
}

async function measureMemory(held: number): Promise<void> {
  console.error(
    `  holding ${held} calls, for about ${Math.round((2 * held) / (held > 20_000 ? 1000 : 500) + 80)} s`,
  );
  const result = await measureHeldCalls(held);
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const row = [result.held, result.live, result.failed].map(String);
  console.log(
    table(
      [
        ...['held calls', 'live by API', 'failed', 'kB a call in use', 'kB a call resident'],
        ...['MB in use', 'MB resident'],
      ],
      [
        [
          ...row,
          ...[result.heapPerCall, result.residentPerCall].map(kilobytes),
          ...[result.heap, result.resident].map((bytes) => kilobytes(bytes / 1000)),
        ],
      ],
    ),
  );
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void Promise.allSettled([stopAllSipp(), killAllServices()]).then(() => process.exit(1));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
