import * as zlib from 'node:zlib';

/** CRC-32 (IEEE 802.3). Node.js has it from 20.15 on; the table is for those before. */
export const crc32: (bytes: Uint8Array) => number =
  'crc32' in zlib ? (bytes) => zlib.crc32(bytes) : (bytes) => tableCrc32(bytes);

let table: Uint32Array | null = null;

export function tableCrc32(bytes: Uint8Array): number {
  table ??= makeTable();
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
}
