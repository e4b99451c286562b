import { isFree } from '../../src/cli/lab/service/ports';

/** Below the range the system hands out by itself, and a range of its own for each of jest's workers. */
const workerRange = 3000;
const firstPort = 12_000 + (Number(process.env.JEST_WORKER_ID ?? '1') % 6) * workerRange;
let offset = (process.pid * 97) % workerRange;

/** A port of the loopback addresses that nobody uses, neither over UDP nor over TCP; each is handed out once. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < workerRange; attempt++) {
    const port = firstPort + offset;
    offset = (offset + 1) % workerRange;
    if (await isFree(port, '0.0.0.0')) return port;
  }
  throw new Error('no free port');
}

export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await freePort());
  return ports;
}
