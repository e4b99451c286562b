import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedEnds } from '../../src/cli/lab/ends/simulatedEnds';
import { between, oneOf, weighted } from '../../src/cli/lab/traffic/seededRandom';
import type { Random } from '../../src/model/ports';
import { eventually } from '../../test/support/eventually';
import type { Disturbance } from './disturbances';
import type { World } from './world';

export interface FaultPorts {
  readonly world: World;
  readonly ends: SimulatedEnds;
  readonly random: Random;
  readonly seconds: number;
  readonly say: (line: string) => void;
  readonly isOver: () => boolean;
}

/** Share of the time after which the service is not killed any more, so that its memory can be watched. */
const killsUntil = 0.4;
/** No fault begins so short before the end. */
const quietEndS = 25;
const comebackMs = 40_000;
/** Once in a soak the database is away for as long as the contract says it may be. */
const longOutageS = 60;

/** Does one thing after the other to the service and to the ends; answers what calls may have felt of it. */
export async function runFaults(ports: FaultPorts): Promise<readonly Disturbance[]> {
  const { world, ends, random, seconds, say, isOver } = ports;
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const disturbances: Disturbance[] = [];
  let longOutageLeft = seconds >= 5 * longOutageS;

  const isReady = (status: number): Promise<void> =>
    eventually(async () => {
      const now = await world.service.readiness();
      if (now !== status) throw new Error(`/readyz says ${now ?? 'nothing'} and not ${status}`);
    }, comebackMs);

  const silence = async (): Promise<void> => {
    const end = oneOf(random, 'carrier', 'new_york', 'boston');
    const forMs = Math.round(between(random, 2_000, 12_000));
    say(`${end} is silent for ${(forMs / 1000).toFixed(1)} s`);
    const from = Date.now();
    ends.silence(end, forMs);
    await sleep(forMs);
    disturbances.push({ silent: end, from, to: Date.now() + 100 });
  };
  const kill = async (): Promise<void> => {
    const from = Date.now();
    await world.service.crash();
    world.service = await world.service.startAgain();
    disturbances.push({ silent: null, from, to: Date.now() + 100 });
    say(`the service was killed, and ready again after ${Date.now() - from} ms`);
  };
  const outage = async (): Promise<void> => {
    const isLong = longOutageLeft && elapsed() > 0.4 * seconds;
    if (isLong) longOutageLeft = false;
    const forMs = isLong ? longOutageS * 1000 : Math.round(between(random, 3_000, 15_000));
    say(`the database is away for ${(forMs / 1000).toFixed(1)} s`);
    const bringBack = await world.takeDatabase();
    await sleep(forMs);
    await bringBack();
    await isReady(200);
  };
  const thread = async (): Promise<void> => {
    const name = oneOf(random, 'journalThread', 'loaderThread', 'worker');
    const fault = oneOf(random, 'throw', 'exit');
    say(`${name} dies (${fault})`);
    writeFileSync(path.join(world.service.folder, `fault-${name}`), fault);
    await sleep(3_000);
    await isReady(200);
  };

  while (!isOver() && elapsed() < seconds - quietEndS) {
    await sleep(between(random, 5_000, 15_000));
    if (isOver() || elapsed() > seconds - quietEndS) break;
    const isTimeForTheLong =
      longOutageLeft && elapsed() > 0.4 * seconds && elapsed() < seconds - quietEndS - longOutageS;
    const fault = isTimeForTheLong
      ? outage
      : weighted(random, [
          { act: silence, weight: 4 },
          { act: outage, weight: 3 },
          { act: thread, weight: 3 },
          { act: kill, weight: elapsed() < killsUntil * seconds ? 3 : 0 },
        ]).act;
    await fault();
  }
  return disturbances;
}
