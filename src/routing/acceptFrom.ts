import {
  bitsOf,
  canonicalAddress,
  parseIpAddress,
  parseIpNetwork,
  type IpAddress,
  type IpNetwork,
} from './ipAddress';

/** One entry of `accept_from`: where a peer's requests may come from. */
export type AcceptFrom =
  | { readonly kind: 'address'; readonly text: string; readonly address: IpAddress; readonly key: string }
  /** Counts for UDP; connections come from ports of their own, so there the address alone counts. */
  | {
      readonly kind: 'address_port';
      readonly text: string;
      readonly address: IpAddress;
      readonly key: string;
      readonly port: number;
    }
  | { readonly kind: 'network'; readonly text: string; readonly network: IpNetwork };

const withPort = /^(?<host>[^:]+|\[[^\]]+\]):(?<port>\d{1,5})$/;

/** Reads an address, `address:port` (IPv6 in brackets) or CIDR block; null: none of these. */
export const parseAcceptFrom = (text: string): AcceptFrom | null => {
  const network = parseIpNetwork(text);
  if (network !== null) {
    // A block of one address is that address.
    if (network.length < bitsOf(network.family)) return { kind: 'network', text, network };
    const address: IpAddress = { family: network.family, value: network.prefix };
    return { kind: 'address', text, address, key: canonicalAddress(address) };
  }
  const parts = withPort.exec(text)?.groups;
  const address = parseIpAddress(parts?.host ?? text);
  if (address === null) return null;
  const key = canonicalAddress(address);
  if (parts === undefined) return { kind: 'address', text, address, key };
  const port = Number(parts.port);
  return port >= 1 && port <= 65_535 ? { kind: 'address_port', text, address, key, port } : null;
};
