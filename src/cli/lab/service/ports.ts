import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const loopback = '127.0.0.1';
/** Below the ports the system hands out by itself, above those of the media endpoint. */
const searched = { first: 21_000, count: 10_000 };

/** Whether nobody listens there on this machine, neither over UDP nor over TCP; `host` 0.0.0.0: at none of its addresses. */
export async function isFree(port: number, host = loopback): Promise<boolean> {
  return (await isFreeTcp(port, host)) && (await isFreeUdp(port, host));
}

/** A free port that is none of `taken`. */
export async function findFree(taken: ReadonlySet<number>): Promise<number> {
  const start = Math.floor(Math.random() * searched.count);
  for (let step = 0; step < searched.count; step += 1) {
    const port = searched.first + ((start + step) % searched.count);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new Error('there is no free port');
}

async function isFreeUdp(port: number, host: string): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const listening = once(socket, 'listening');
    socket.bind({ port, address: host, exclusive: true });
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}

async function isFreeTcp(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen({ port, host, exclusive: true });
    await listening;
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
