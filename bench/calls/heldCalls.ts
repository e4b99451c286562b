import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../../test/support/service';
import { layOut, leastFor, provision } from './layout';
import { runLoad } from './load';
import { startService } from './systems';

export interface MemoryResult {
  readonly held: number;
  /** Live calls as the service itself counts them, while the memory was read. */
  readonly live: number;
  readonly failed: number;
  /** Bytes a held call: after garbage collection, against the same service before. */
  readonly heapPerCall: number;
  readonly residentPerCall: number;
}

interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

const rate = 500;

/** Holds so many calls at once in a service of its own and reads its memory. */
export async function measureHeldCalls(held: number): Promise<MemoryResult> {
  const layout = await layOut(rate);
  const nodeArguments = ['--expose-gc', '--require', join(__dirname, 'memoryProbe.js')];
  const system = await startService('service', provision(layout, leastFor(layout)), nodeArguments);
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
      { rate, calls: held, holdMs: rampMs + 40_000 },
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
    };
  } finally {
    await service.kill();
  }
}

async function readMemory(service: Service): Promise<Memory> {
  const seen = service.output.split('memory-probe ').length;
  process.kill(service.pid, 'SIGUSR2');
  for (let waited = 0; waited < 10_000; waited += 50) {
    await sleep(50);
    const parts = service.output.split('memory-probe ');
    const line = parts.at(-1)?.split('\n')[0];
    if (parts.length > seen && line !== undefined) return JSON.parse(line) as Memory;
  }
  throw new Error('the service did not tell its memory');
}
