import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '../../test/support/service';

/** Bytes, after a garbage collection of the signalling thread; `heapUsed` and `external` are that thread's. */
export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

/** Arguments of Node.js for a service whose memory can be read. */
export const memoryProbe: readonly string[] = ['--expose-gc', '--require', join(__dirname, 'memoryProbe.js')];

export async function readMemory(service: Service): Promise<Memory> {
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
