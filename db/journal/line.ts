import { crc32 } from './checksum';

/**
 * A line of the journal: six hexadecimal digits of length and eight of CRC-32, both of the payload's bytes, the payload,
 * a line feed. A payload has no line feed in it, so that what follows a damaged line is found again.
 *
 *     00001c 8d5f2a91 h01J9ZK3V5Q8R0S2T4U6W8XAYB{"at":1}
 */
const headLength = 16;
const lineFeed = 10;
const space = 32;
/** What six digits can say. */
export const longestPayload = 0xffffff;

/** The lines of some payloads, one after the other. Longer payloads than the length can say are left out. */
export function encodeLines(payloads: readonly (string | Uint8Array)[]): Buffer {
  const bodies = payloads
    .map((payload) => (typeof payload === 'string' ? Buffer.from(payload) : payload))
    .filter(({ length }) => length <= longestPayload);
  const size = bodies.reduce((sum, { length }) => sum + headLength + length + 1, 0);
  const lines = Buffer.allocUnsafe(size);
  let position = 0;
  for (const body of bodies) {
    const head = `${hexadecimal(body.length, 6)} ${hexadecimal(crc32(body), 8)} `;
    position += lines.write(head, position, 'latin1');
    lines.set(body, position);
    position += body.length;
    lines[position] = lineFeed;
    position += 1;
  }
  return lines;
}

/** A sound line. Most are passed over for what their payload begins with, so that it is made a string only when asked for. */
export class Line {
  readonly bytes: Buffer;
  /** Of the line in what was read, its head and line feed included. */
  readonly start: number;
  readonly end: number;

  constructor(payload: Buffer, start: number, end: number) {
    this.bytes = payload;
    this.start = start;
    this.end = end;
  }

  get payload(): string {
    return this.bytes.toString('utf8');
  }
}

/**
 * The sound lines among some bytes of a segment, in order. What is torn or damaged is passed over up to the next line feed;
 * `onDamage` hears how many bytes that were.
 */
export function* readLines(bytes: Buffer, onDamage: (count: number) => void): Generator<Line> {
  let position = 0;
  while (position < bytes.length) {
    const payload = soundPayload(bytes, position);
    if (payload === null) {
      const found = bytes.indexOf(lineFeed, position);
      const next = found < 0 ? bytes.length : found + 1;
      onDamage(next - position);
      position = next;
      continue;
    }
    const start = position;
    // A line whose last byte alone is damaged is as good as whole.
    position = Math.min(start + headLength + payload.length + 1, bytes.length);
    yield new Line(payload, start, position);
  }
}

/** Payload of the line that starts here; null: no sound line does. */
function soundPayload(bytes: Buffer, position: number): Buffer | null {
  if (position + headLength > bytes.length) return null;
  if (bytes[position + 6] !== space || bytes[position + 15] !== space) return null;
  const length = hexadecimalAt(bytes, position, 6);
  const checksum = hexadecimalAt(bytes, position + 7, 8);
  if (length < 0 || checksum < 0) return null;
  const start = position + headLength;
  if (start + length > bytes.length) return null;
  const payload = bytes.subarray(start, start + length);
  return crc32(payload) === checksum ? payload : null;
}

/** -1: other characters than these digits, in lower case. */
function hexadecimalAt(bytes: Buffer, position: number, digits: number): number {
  let value = 0;
  for (let at = position; at < position + digits; at += 1) {
    const code = bytes[at] ?? 0;
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const hexadecimal = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
