const ipv4Pattern = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Whether a host is written as an IPv6 address. */
export const isIpv6Text = (host: string): boolean => host.includes(':');

/** The four bytes of an IPv4 address; of anything else those of the unspecified one. */
export function ipv4Bytes(host: string): Uint8Array {
  const numbers = ipv4Pattern.exec(host)?.slice(1).map(Number) ?? [];
  return numbers.length === 4 && numbers.every((number) => number < 256)
    ? Uint8Array.from(numbers)
    : new Uint8Array(4);
}

/** The sixteen bytes of an address: of an IPv4 one mapped (RFC 4291 section 2.5.5.2), of a name the unspecified one. */
export function ipv6Bytes(host: string): Uint8Array {
  const bytes = new Uint8Array(16);
  if (!isIpv6Text(host)) {
    if (ipv4Pattern.test(host)) bytes.set([0xff, 0xff, ...ipv4Bytes(host)], 10);
    return bytes;
  }
  const [bare = ''] = host.split('%');
  const [front = '', back = ''] = bare.split('::');
  bytes.set(groupBytes(front), 0);
  const last = groupBytes(back);
  bytes.set(last, 16 - last.length);
  return bytes;
}

/** Bytes of the groups on one side of `::`; the last may be written like an IPv4 address. */
const groupBytes = (part: string): number[] =>
  part
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (group.includes('.')) return [...ipv4Bytes(group)];
      const number = parseInt(group, 16) & 0xffff;
      return [number >>> 8, number & 0xff];
    })
    .slice(0, 16);
