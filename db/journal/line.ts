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

export interface Line {
  readonly payload: string;
  /** Of the line in what was read, its head and line feed included. */
  readonly start: number;
  readonly end: number;
}

/**
 * The sound lines among some bytes of a segment, in order. What is torn or damaged is passed over up to the next line feed;
 * `onDamage` hears how many bytes that were.
 */
export function* readLines(bytes: Buffer, onDamage: (count: number) => void): Generator<Line> {
  let position = 0;
  while (position < bytes.length) {
    const length = soundLength(bytes, position);
    if (length === null) {
      const found = bytes.indexOf(lineFeed, position);
      const next = found < 0 ? bytes.length : found + 1;
      onDamage(next - position);
      position = next;
      continue;
    }
    const start = position;
    const end = position + headLength + length;
    // A line whose last byte alone is damaged is as good as whole.
    position = Math.min(end + 1, bytes.length);
    yield { payload: bytes.toString('utf8', start + headLength, end), start, end: position };
  }
}

/** Length of the payload of the line that starts here; null: no sound line does. */
function soundLength(bytes: Buffer, position: number): number | null {
  if (position + headLength > bytes.length) return null;
  if (bytes[position + 6] !== space || bytes[position + 15] !== space) return null;
  const head = bytes.toString('latin1', position, position + headLength - 1);
  const [, length, checksum] = /^([0-9a-f]{6}) ([0-9a-f]{8})$/.exec(head) ?? [];
  if (length === undefined || checksum === undefined) return null;
  const start = position + headLength;
  const end = start + Number.parseInt(length, 16);
  if (end > bytes.length) return null;
  return crc32(bytes.subarray(start, end)) === Number.parseInt(checksum, 16) ? end - start : null;
}

const hexadecimal = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
