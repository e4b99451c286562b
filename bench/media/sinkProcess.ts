import { createSocket } from 'node:dgram';
import type { SinkFigures } from './sink';

const header = 12;
const socket = createSocket({ type: 'udp4', recvBufferSize: 4_000_000 });
const silence = Buffer.alloc(header + 160, 0xff);
silence[0] = 0x80;
silence[1] = 0;
let received = 0;
let gaps: number[] = [];
const last = new Map<number, number>();

socket.on('message', (datagram, from) => {
  if ((datagram[1] ?? 0) > 199) return;
  const now = performance.now();
  const before = last.get(from.port);
  if (before !== undefined) gaps.push(now - before);
  last.set(from.port, now);
  received += 1;
  socket.send(silence, from.port, from.address);
});
process.on('message', () => {
  gaps.sort((one, other) => one - other);
  const at = (share: number): number => gaps[Math.floor(gaps.length * share)] ?? 0;
  process.send?.({ received, p50Ms: at(0.5), p99Ms: at(0.99) } satisfies SinkFigures);
  gaps = [];
});
socket.bind(0, '127.0.0.1', () => process.send?.(socket.address().port));
