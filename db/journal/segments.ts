import { closeSync, openSync, readFileSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { entryId, entryKind, entryKinds } from './entry';
import { readLines } from './line';

/** A file of the journal. */
export interface Segment {
  readonly file: string;
  readonly number: number;
  readonly bytes: number;
}

const namePattern = /^segment-(\d{10})\.journal$/;
/** Room for the line a segment begins with. */
const firstLineBytes = 64;

export const segmentFile = (directory: string, number: number): string =>
  path.join(directory, `segment-${String(number).padStart(10, '0')}.journal`);

/** The segments in a folder, in the order they were written. */
export function listSegments(directory: string): Segment[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const number = namePattern.exec(name)?.[1];
      if (number === undefined) return [];
      const file = path.join(directory, name);
      return [{ file, number: Number(number), bytes: statSync(file).size }];
    })
    .sort((one, other) => one.number - other.number);
}

/** The life a segment was written in; null: its first line is damaged. */
export function segmentLife(file: string): string | null {
  for (const { payload } of readLines(readSegment(file, 0, firstLineBytes), () => undefined)) {
    return entryKind(payload) === entryKinds.life ? entryId(payload) : null;
  }
  return null;
}

/** Bytes of a segment; fewer than asked for where it ends. */
export function readSegment(file: string, from: number, to: number): Buffer {
  if (from === 0 && to === Infinity) return readFileSync(file);
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.allocUnsafe(to - from);
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(descriptor, bytes, read, bytes.length - read, from + read);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}
