/**
 * `npm run soak`: a service under mixed calls for as long as one likes, while everything around it breaks: PBXs fall
 * silent, the service is killed, its threads die, its database goes away, clients come and go, the configuration changes.
 * At the end every call that the far ends saw is compared with its call log, and nothing may be left.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareCallLogs, loggedCall } from '../../src/cli/lab/callLogComparison';
import type { SeenCall } from '../../src/cli/lab/ends/seenCall';
import { SimulatedEnds } from '../../src/cli/lab/ends/simulatedEnds';
import { LabApi } from '../../src/cli/lab/labApi';
import { inUse, readState } from '../../src/cli/lab/serviceState';
import { seededRandom, seedLimit } from '../../src/cli/lab/traffic/seededRandom';
import { parseMetrics } from '../../test/support/metrics';
import { programPath } from '../../test/support/programPath';
import { rootKey, killAllServices } from '../../test/support/service';
import { readMemory } from '../calls/serviceMemory';
import { table } from '../calls/table';
import { expectationAmid, inviteMs } from './disturbances';
import { runFaults } from './faults';
import { runFuzz } from './fuzz';
import { settledSamples, slope, type MemorySample } from './memorySeries';
import { parseOptions, usage, type SoakOptions } from './options';
import { runVisitors } from './visitors';
import { startWorld, type World } from './world';

const sampleMs = 10_000;
const tellMs = 30_000;
const hangUpPatienceMs = 40_000;
const settlePatienceMs = 60_000;
const warmUpMinutes = 2;
/** A slope over less is chance. */
const judgedMinutes = 3;
const mostTold = 30;
/** What a heap may seem to rise by while caches fill, in bytes a minute and call a second. */
const flatBytes = 10_000;

const began = performance.now();
const say = (line: string): void => {
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(6)} s  ${line}`);
};

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return 0;
  }
  const options = parseOptions(
    process.argv.slice(2),
    () => randomInt(seedLimit - 1),
    programPath('mariadbd') !== null,
  );
  const { minutes, rate, database, seed } = options;
  say(`${minutes} minutes, ${rate} calls a second, over ${database}; again the same with --seed ${seed}`);
  if (options.fuzz > 0) await runFuzz(options.fuzz, say);
  const world = await startWorld(options);
  try {
    const found = await soak(world, options);
    for (const line of found.slice(0, mostTold)) console.log(`  ${line}`);
    if (found.length > mostTold) console.log(`  and ${found.length - mostTold} more`);
    console.log(found.length === 0 ? 'everything agrees' : `MISMATCH: ${found.length}`);
    return found.length === 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

/** @returns what is not as it must be, in words */
async function soak(world: World, options: SoakOptions): Promise<readonly string[]> {
  const random = seededRandom(options.seed);
  const seconds = options.minutes * 60;
  const traffic = { seed: options.seed, rate: options.rate, seconds, talkSeconds: 2, burstSeconds: 20 };
  const { ports } = world;
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const ends = await SimulatedEnds.open({
    ends: { carrier: at(ports.carrier), new_york: at(ports.new_york), boston: at(ports.boston) },
    service: at(world.service.sipPort),
    traffic,
    run: randomBytes(6).toString('hex'),
  });
  try {
    const watch = new Watch(world, ends, options.rate);
    const until = performance.now() + seconds * 1000;
    const isOver = (): boolean => performance.now() >= until;
    ends.begin();
    const [disturbances, visitors] = await Promise.all([
      runFaults({ world, ends, random, seconds, say, isOver }),
      runVisitors(world, random, isOver),
      watch.run(isOver),
    ]);
    say('hanging up');
    const report = await ends.finish(hangUpPatienceMs);
    await watch.takeSeen();
    const { seen } = watch;
    const expectation = expectationAmid(disturbances);
    const api = new LabApi(`http://127.0.0.1:${world.service.httpPort}`, rootKey);
    const compare = async (): Promise<readonly string[]> => {
      const logs = await api.callLogsAfter(null);
      const rules = { expectation, toleranceMs: 1_500, lateMs: inviteMs + 3_000, slackMs: 5 };
      return [
        ...compareCallLogs(seen, logs.map(loggedCall), rules),
        ...(new Set(logs.map(({ id }) => id)).size === logs.length ? [] : ['a call log is there twice']),
      ];
    };
    const callLogs = await settled(compare);
    const left = await settled(async () => [...inUse(await readState(api)), ...(await openThings(world))]);
    const sum = seen.filter((call) => expectation(call).outcomes !== null).length;
    say(
      `${report.made} calls: ${sum} that nothing came in the way of, ${seen.length - sum} amid ${disturbances.length} silences and crashes`,
    );
    say(
      `${visitors.writes} API writes (${visitors.unavailable} while it was away), ${visitors.clients} live connections`,
    );
    const found = [...callLogs, ...left, ...visitors.wrong, ...watch.memory()];
    found.push(...(await ended(world)));
    return found;
  } finally {
    await ends.close();
  }
}

/** Looks at the service all the while. */
class Watch {
  readonly seen: SeenCall[] = [];
  readonly #world: World;
  readonly #ends: SimulatedEnds;
  readonly #rate: number;
  readonly #samples: MemorySample[] = [];

  constructor(world: World, ends: SimulatedEnds, rate: number) {
    this.#world = world;
    this.#ends = ends;
    this.#rate = rate;
  }

  async run(isOver: () => boolean): Promise<void> {
    let toldAt = performance.now();
    let sampledAt = toldAt;
    while (!isOver()) {
      await sleep(1_000);
      await this.takeSeen();
      if (performance.now() - sampledAt >= sampleMs) {
        sampledAt = performance.now();
        await this.#sample();
      }
      if (performance.now() - toldAt < tellMs) continue;
      toldAt = performance.now();
      const { made, inProgress } = await this.#ends.report();
      const last = this.#samples.at(-1);
      const memory =
        last === undefined
          ? ''
          : `, ${megabytes(last.resident)} MB resident, ${megabytes(last.heap)} MB heap`;
      say(`${made} calls made, ${inProgress} in progress${memory}`);
    }
  }

  async takeSeen(): Promise<void> {
    this.seen.push(...((await this.#ends.seenCalls()) ?? []));
  }

  /** The series of the last process, and whether it is flat. */
  memory(): readonly string[] {
    const rows = this.#samples.map(({ minute, pid, resident, heap, calls }) => [
      minute.toFixed(1),
      String(pid),
      megabytes(resident),
      megabytes(heap),
      String(calls),
    ]);
    const step = Math.max(1, Math.ceil(rows.length / 30));
    console.log(
      table(
        ['minute', 'process', 'MB resident', 'MB heap', 'calls'],
        rows.filter((_, row) => row % step === 0),
      ),
    );
    const settledOnes = settledSamples(this.#samples, warmUpMinutes);
    const found: string[] = [];
    for (const kind of ['heap', 'resident'] as const) {
      const rise = slope(settledOnes.map((sample) => ({ minute: sample.minute, value: sample[kind] })));
      if (rise === null) {
        say(`${kind}: too short to tell a slope`);
        continue;
      }
      say(`${kind}: ${(rise / 1000).toFixed(0)} kB a minute, over the last ${settledOnes.length} samples`);
      const span = (settledOnes.at(-1)?.minute ?? 0) - (settledOnes[0]?.minute ?? 0);
      // Resident memory follows what the collectors of all threads have not given back yet.
      if (kind === 'heap' && span >= judgedMinutes && rise > flatBytes * this.#rate) {
        found.push('the heap of the signalling thread grows');
      }
    }
    return found;
  }

  async #sample(): Promise<void> {
    const { service } = this.#world;
    const memory = await readMemory(service).catch(() => null);
    if (memory === null) return;
    this.#samples.push({
      minute: (performance.now() - began) / 60_000,
      pid: service.pid,
      resident: memory.rss,
      heap: memory.heapUsed + memory.external,
      calls: (await this.#ends.report()).inProgress,
    });
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Asks again for a while what is not as it must be; call logs are written behind, transactions end by their timers. */
async function settled(ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const until = performance.now() + settlePatienceMs;
  for (;;) {
    const found = await ask();
    if (found.length === 0 || performance.now() > until) return found;
    await sleep(1_000);
  }
}

/** What of the service's own is still open. */
async function openThings({ service }: World): Promise<readonly string[]> {
  const page = parseMetrics(String(await service.get('/metrics')));
  const names = [
    'trunkline_calls',
    'trunkline_leases',
    'trunkline_sip_transactions',
    'trunkline_sip_dialogs',
  ];
  return names.flatMap((name) =>
    page.value(name) === 0 ? [] : [`${name} is ${page.value(name)} and not 0`],
  );
}

/** The service drains, ends by itself and leaves its journal empty. */
async function ended({ service }: World): Promise<readonly string[]> {
  try {
    await service.end(30_000);
  } catch (error) {
    return [error instanceof Error ? error.message.slice(-2_000) : 'the service did not end'];
  }
  const journal = readdirSync(path.join(service.folder, 'journal'));
  return journal.length === 0 ? [] : [`the journal still has ${journal.join(', ')}`];
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void killAllServices().then(() => process.exit(1));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    void killAllServices().then(() => process.exit(1));
  },
);
