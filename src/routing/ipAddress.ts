/** An IP address as a number; an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is the IPv4 one. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly value: bigint;
}

export interface IpNetwork {
  readonly family: 4 | 6;
  /** Bits of the prefix: 0 to 32 or 0 to 128. */
  readonly length: number;
  /** The prefix alone, shifted down to its own bits. */
  readonly prefix: bigint;
}

const mappedPrefix = 0xffffn;
const decimalByte = /^(?:0|[1-9]\d{0,2})$/;
const hexGroup = /^[0-9a-f]{1,4}$/i;

/** Reads an IPv4 or IPv6 literal, with or without brackets, a zone cut off; null: neither. */
export const parseIpAddress = (text: string): IpAddress | null => {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!bare.includes(':')) {
    const value = parseIpv4(bare);
    return value === null ? null : { family: 4, value };
  }
  const value = parseIpv6(bare.split('%', 1)[0] ?? '');
  if (value === null) return null;
  return value >> 32n === mappedPrefix ? { family: 4, value: value & 0xffffffffn } : { family: 6, value };
};

/** Reads `address/length`; bits beyond the length are ignored. Null: not a network. */
export const parseIpNetwork = (text: string): IpNetwork | null => {
  const slash = text.indexOf('/');
  if (slash < 0 || !/^\d{1,3}$/.test(text.slice(slash + 1))) return null;
  const address = parseIpAddress(text.slice(0, slash));
  if (address === null) return null;
  const written = Number(text.slice(slash + 1));
  const length = address.family === 4 && text.includes(':') ? written - 96 : written;
  if (length < 0 || length > bitsOf(address.family)) return null;
  return { family: address.family, length, prefix: prefixOf(address, length) };
};

export const bitsOf = (family: 4 | 6): number => (family === 4 ? 32 : 128);

/** The first bits of an address, comparable with `IpNetwork.prefix` of the same length. */
export const prefixOf = (address: IpAddress, length: number): bigint =>
  address.value >> BigInt(bitsOf(address.family) - length);

/** One text for all ways to write an address: equal addresses, equal text. */
export const canonicalAddress = (address: IpAddress): string =>
  address.family === 4
    ? [24n, 16n, 8n, 0n].map((shift) => String((address.value >> shift) & 0xffn)).join('.')
    : `[${address.value.toString(16)}]`;

const parseIpv4 = (text: string): bigint | null => {
  const bytes = text.split('.');
  if (bytes.length !== 4) return null;
  let value = 0n;
  for (const byte of bytes) {
    if (!decimalByte.test(byte) || Number(byte) > 255) return null;
    value = (value << 8n) | BigInt(byte);
  }
  return value;
};

const parseIpv6 = (text: string): bigint | null => {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0] ?? '');
  const tail = groupsOf(halves[1] ?? '');
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
};

/** The 16-bit groups of one side of `::`; an IPv4 tail is two of them. */
const groupsOf = (text: string): readonly number[] | null => {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (hexGroup.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const ipv4 = index === parts.length - 1 ? parseIpv4(part) : null;
    if (ipv4 === null) return null;
    groups.push(Number(ipv4 >> 16n), Number(ipv4 & 0xffffn));
  }
  return groups;
};
