/**
 * `npm run bench:push`: how long after a change of a trunk group's usage its followers have heard of it. A service of its
 * own, followers over the loopback address, INVITE and CANCEL as what changes the usage; the clock starts when they are
 * sent. Figures, no verdict.
 */
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSocket } from 'node:dgram';
import { deployment } from '../../test/support/deployment';
import { freePorts } from '../../test/support/freePort';
import { killAllServices, rootKey, Service } from '../../test/support/service';
import { table } from '../calls/table';
import { parseOptions, usage, type PushOptions } from './options';
import { Subscriber } from './subscriber';
import { TrunkCall } from './trunkCall';

const called = '+12125550101';
/** Connections being opened at a time. */
const atOnce = 100;
/** Changes before those that count. */
const warmUp = 5;
const patienceMs = 10_000;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const options = parseOptions(process.argv.slice(2));
  console.log(
    `Node.js ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}; followers run on the same cores\n`,
  );
  const [carrierPort = 0, pbxPort = 0] = await freePorts(2);
  // It never answers, so that a call stays as it is.
  const pbx = createSocket('udp4').bind(pbxPort, '127.0.0.1');
  const service = await Service.start({ environment: { TRUNKLINE_DRAIN_S: '1' } });
  await service.apply(
    deployment({
      carrier: { port: carrierPort },
      groups: [{ id: '0012345', pbx: [{ port: pbxPort }], trunkGroup: { invitation_timeout_s: 30 } }],
      users: [{ group: '0012345', extension: '1001', number: called }],
    }),
  );
  const call = await TrunkCall.open(service.sipPort, carrierPort);
  const subscribers = await connectAll(service, options.subscribers);
  try {
    await measure(subscribers, call, options, await cpuMeter(service));
  } finally {
    for (const subscriber of subscribers) subscriber.close();
    call.close();
    pbx.close();
    await service.stop();
  }
}

async function connectAll(service: Service, count: number): Promise<Subscriber[]> {
  const begun = performance.now();
  const subscribers: Subscriber[] = [];
  while (subscribers.length < count) {
    const batch = Array.from({ length: Math.min(atOnce, count - subscribers.length) }, () =>
      Subscriber.connect(service.httpPort, rootKey),
    );
    subscribers.push(...(await Promise.all(batch)));
  }
  console.error(`  ${count} followers after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  return subscribers;
}

/** CPU seconds of the service since the meter was made. */
async function cpuMeter(service: Service): Promise<() => Promise<number>> {
  const read = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${service.httpPort}/metrics`)).text();
    const figures = text.matchAll(/^process_cpu_(?:user|system)_seconds_total (\S+)$/gm);
    return Array.from(figures, ([, figure]) => Number(figure)).reduce((sum, figure) => sum + figure, 0);
  };
  const before = await read();
  return async () => (await read()) - before;
}

async function measure(
  subscribers: readonly Subscriber[],
  call: TrunkCall,
  { changes, pauseMs }: PushOptions,
  cpu: () => Promise<number>,
): Promise<void> {
  const first: number[] = [];
  const all: number[] = [];
  const last: number[] = [];
  for (let turn = 0; turn < warmUp + changes; turn += 1) {
    const active = turn % 2 === 0 ? 1 : 0;
    const heard = subscribers.map((subscriber) => subscriber.hear(`"usage":{"active":${active},`));
    const begun = active === 1 ? call.begin(called) : call.end();
    const late = sleep(patienceMs, null, { ref: false });
    const times = await Promise.race([Promise.all(heard), late]);
    if (times === null) throw new Error(`not every follower heard of a change within ${patienceMs} ms`);
    if (turn >= warmUp) {
      const delays = times.map((at) => at - begun).sort((one, other) => one - other);
      first.push(delays[0] ?? Number.NaN);
      last.push(delays.at(-1) ?? Number.NaN);
      all.push(...delays);
    }
    await sleep(pauseMs);
  }
  const row = (name: string, values: number[]): string[] => {
    values.sort((one, other) => one - other);
    const at = (share: number): string =>
      (values[Math.min(values.length - 1, Math.ceil(share * values.length) - 1)] ?? Number.NaN).toFixed(1);
    return [name, String(values.length), at(0.5), at(0.95), at(0.99), at(1)];
  };
  const head = ['milliseconds until', 'measured', 'p50', 'p95', 'p99', 'max'];
  console.log(
    table(head, [row('the first follower', first), row('any follower', all), row('the last follower', last)]),
  );
  const perChange = (await cpu()) / (warmUp + changes);
  console.log(
    `\nCPU of the service a change, with the call that made it: ${(perChange * 1000).toFixed(0)} ms`,
  );
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
