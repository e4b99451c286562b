import { setTimeout as sleep } from 'node:timers/promises';
import { layOut, leastFor, provision } from './layout';
import { runLoad } from './load';
import { memoryProbe, readMemory, type Memory } from './serviceMemory';
import { startService } from './systems';

export interface MemoryResult {
  readonly held: number;
  /** Live calls as the service itself counts them, while the memory was read. */
  readonly live: number;
  readonly failed: number;
  /** Bytes a held call: after garbage collection, against the same service before. */
  readonly heapPerCall: number;
  readonly residentPerCall: number;
  /** Bytes in all while they are held: the heap of the signalling thread, the whole process. */
  readonly heap: number;
  readonly resident: number;
}

/** Calls a second while they are set up; many of them are to be there before the first ends. */
const usualRate = 500;
const highRate = 1_000;
const many = 20_000;

/** Holds so many calls at once in a service of its own and reads its memory. */
export async function measureHeldCalls(held: number): Promise<MemoryResult> {
  const rate = held > many ? highRate : usualRate;
  const layout = await layOut(rate);
  const system = await startService('service', provision(layout, leastFor(layout)), memoryProbe);
  const { service } = system;
  try {
    await runLoad(system, layout, { rate, calls: 2 * rate, holdMs: 100 });
    // The tombstones of the warm-up's transactions last 32 s; they are no held call's memory.
    await sleep(34_000);
    const before = await readMemory(service);
    const rampMs = (held / rate) * 1000;
    let after = before;
    let live = 0;
    const { failed } = await runLoad(
      system,
      layout,
      { rate, calls: held, holdMs: rampMs + 60_000, abandons: true },
      async () => {
        // Until the last call is up and the tombstones of its set-up are gone.
        await sleep(rampMs + 35_000);
        live = ((await service.get('/api/v1/calls?limit=1')) as { total: number }).total;
        after = await readMemory(service);
      },
    );
    const inUse = (memory: Memory): number => memory.heapUsed + memory.external;
    return {
      ...{ held, live, failed },
      heapPerCall: (inUse(after) - inUse(before)) / held,
      residentPerCall: (after.rss - before.rss) / held,
      heap: inUse(after),
      resident: after.rss,
    };
  } finally {
    await service.kill();
  }
}
