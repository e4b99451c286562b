/**
 * A program: the least that any SIP server in Node must do. For each `near:far` pair of its arguments it listens on a
 * port `near`, sends what comes there to the port `far` of this machine, and the answers back. Prints `ready`.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const loopback = '127.0.0.1';
const bufferBytes = 4 * 1024 * 1024;

async function forward(near: number, far: number): Promise<void> {
  // As the service does: answers an address at once instead of asking a thread for it.
  const lookup = (
    name: string,
    _options: unknown,
    callback: (error: null, address: string, family: number) => void,
  ): void => callback(null, name, 4);
  const options = { type: 'udp4', lookup, recvBufferSize: bufferBytes, sendBufferSize: bufferBytes } as const;
  const nearSocket = createSocket(options);
  const farSocket = createSocket(options);
  let caller = 0;
  nearSocket.on('message', (datagram, { port }) => {
    caller = port;
    farSocket.send(datagram, far, loopback);
  });
  farSocket.on('message', (datagram) => nearSocket.send(datagram, caller, loopback));
  const listening = [once(nearSocket, 'listening'), once(farSocket, 'listening')];
  nearSocket.bind(near, loopback);
  farSocket.bind(0, loopback);
  await Promise.all(listening);
}

async function main(): Promise<void> {
  const pairs = process.argv.slice(2).map((pair) => pair.split(':').map(Number));
  await Promise.all(pairs.map(([near = 0, far = 0]) => forward(near, far)));
  // Ends with whoever started it, however that one ends.
  process.stdin.on('end', () => process.exit(0)).resume();
  console.log('ready');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
