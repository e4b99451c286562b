import type { SourceAddress } from '../model/callFacts';
import { parseAcceptFrom, type AcceptFrom } from './acceptFrom';
import { canonicalAddress, parseIpAddress, prefixOf, type IpAddress } from './ipAddress';
import { peerEntity, peerLabel, type Peer } from './peer';

/** Which kind of `accept_from` entry decided, most telling first (design.md section 4.1). */
export type PeerMatchKind = 'address_port' | 'address' | 'network';

export interface PeerMatch {
  readonly by: PeerMatchKind;
  /** The part of the source that matched, e.g. `10.1.2.3:5060`, `10.1.2.3`, `10.1.0.0/16`. */
  readonly what: string;
  /** More than one: a tie. Never empty. */
  readonly peers: readonly Peer[];
}

/** What one peer has to do with a source, for "which peer would match?". */
export interface PeerVerdict {
  readonly peer: Peer;
  readonly matched: boolean;
  readonly reason: string;
}

interface AddressRow {
  /** Entries without a port. */
  readonly plain: Peer[];
  readonly byPort: Map<number, Peer[]>;
}

interface Registration {
  readonly peer: Peer;
  readonly entries: readonly AcceptFrom[];
}

interface NetworkRow {
  readonly text: string;
  readonly peers: Peer[];
}

const neighbourhood = { 4: 24, 6: 64 } as const;
const closestShown = 5;
/** Of one peer, where people read them. */
const entriesShown = 5;

/**
 * Peers by where their requests come from. Look-up order: address and port (UDP only), address, longest CIDR block. A
 * request over a connection comes from any port, so there an entry with a port counts as its address alone.
 */
export class PeerIndex {
  readonly #registrations = new Map<string, Registration>();
  readonly #addresses = new Map<string, AddressRow>();
  /** Blocks by family and prefix length. */
  readonly #networks = {
    4: new Map<number, Map<bigint, NetworkRow>>(),
    6: new Map<number, Map<bigint, NetworkRow>>(),
  };
  /** Prefix lengths in use, longest first. */
  #lengths: Readonly<Record<4 | 6, readonly number[]>> = { 4: [], 6: [] };
  /** Addresses by /24 or /64, to name the closest candidates of a source nobody matches. */
  readonly #neighbours = new Map<string, Set<string>>();

  /** Adds a peer, or takes over its changed settings. Entries that are no address are left out. */
  set(peer: Peer): void {
    this.delete(peer.kind, peerEntity(peer).id);
    const entries = peerEntity(peer)
      .acceptFrom.map(parseAcceptFrom)
      .filter((entry) => entry !== null);
    this.#registrations.set(keyOf(peer.kind, peerEntity(peer).id), { peer, entries });
    for (const entry of entries) {
      if (entry.kind === 'network') this.#addNetwork(entry, peer);
      else this.#addAddress(entry, peer);
    }
    this.#sortLengths();
  }

  delete(kind: Peer['kind'], id: string): void {
    const registration = this.#registrations.get(keyOf(kind, id));
    if (registration === undefined) return;
    this.#registrations.delete(keyOf(kind, id));
    for (const entry of registration.entries) {
      if (entry.kind === 'network') this.#removeNetwork(entry, registration.peer);
      else this.#removeAddress(entry, registration.peer);
    }
    this.#sortLengths();
  }

  /** The peers a source may be; null: nobody we know. */
  match(source: SourceAddress): PeerMatch | null {
    const address = source.address.includes(':') ? parseIpAddress(source.address) : null;
    const key = address === null ? source.address : canonicalAddress(address);
    const row = this.#addresses.get(key);
    if (row !== undefined) {
      if (source.transport === 'udp') {
        const exact = row.byPort.get(source.port);
        if (exact !== undefined) return { by: 'address_port', what: `${key}:${source.port}`, peers: exact };
        if (row.plain.length > 0) return { by: 'address', what: key, peers: row.plain };
      } else {
        const peers = [...new Set([...row.plain, ...[...row.byPort.values()].flat()])];
        return { by: 'address', what: key, peers };
      }
    }
    return this.#matchNetwork(address ?? parseIpAddress(source.address));
  }

  /** The peers that came nearest to a source nobody matches, for the log; at most five. */
  closest(source: SourceAddress): readonly string[] {
    const address = parseIpAddress(source.address);
    if (address === null) return [];
    const key = canonicalAddress(address);
    const found = this.#describeAddress(key, 'same address, other port');
    for (const near of this.#neighbours.get(neighbourhoodOf(address)) ?? []) {
      if (found.length >= closestShown) break;
      const block = `same /${neighbourhood[address.family]}`;
      if (near !== key) found.push(...this.#describeAddress(near, block));
    }
    return found.slice(0, closestShown);
  }

  /**
   * The peers that come near a source with the reason why each matches or not: those at its address, those with a block
   * around it, those close by. The ones that match come first.
   *
   * @param most how many at most
   */
  explain(source: SourceAddress, most = 20): readonly PeerVerdict[] {
    const match = this.match(source);
    const address = parseIpAddress(source.address);
    const near = address === null ? [] : this.#near(address);
    return [...new Set([...(match?.peers ?? []), ...near])].slice(0, most).map((peer) => {
      if (match?.peers.includes(peer) === true) {
        const tie = match.peers.length > 1 ? `, one of ${match.peers.length} that do` : '';
        return { peer, matched: true, reason: `matches ${match.what}${tie}` };
      }
      const entries = this.#registrations.get(keyOf(peer.kind, peerEntity(peer).id))?.entries ?? [];
      const reasons = entries.slice(0, entriesShown).map((entry) => whyNot(entry, source, address, match));
      const more = entries.length - reasons.length;
      return { peer, matched: false, reason: [...reasons, ...(more > 0 ? [`${more} more`] : [])].join('; ') };
    });
  }

  /** Peers at an address, then those with a block around it, longest first, then those in its neighbourhood. */
  #near(address: IpAddress): readonly Peer[] {
    const key = canonicalAddress(address);
    const peersAt = (other: string): readonly Peer[] => {
      const row = this.#addresses.get(other);
      return row === undefined ? [] : [...row.plain, ...[...row.byPort.values()].flat()];
    };
    const around = this.#lengths[address.family].flatMap(
      (length) => this.#networks[address.family].get(length)?.get(prefixOf(address, length))?.peers ?? [],
    );
    const close = [...(this.#neighbours.get(neighbourhoodOf(address)) ?? [])].flatMap(peersAt);
    return [...peersAt(key), ...around, ...close];
  }

  #matchNetwork(address: IpAddress | null): PeerMatch | null {
    if (address === null) return null;
    for (const length of this.#lengths[address.family]) {
      const row = this.#networks[address.family].get(length)?.get(prefixOf(address, length));
      if (row !== undefined) return { by: 'network', what: row.text, peers: row.peers };
    }
    return null;
  }

  #addAddress(entry: Exclude<AcceptFrom, { kind: 'network' }>, peer: Peer): void {
    const row: AddressRow = this.#addresses.get(entry.key) ?? { plain: [], byPort: new Map() };
    this.#addresses.set(entry.key, row);
    if (entry.kind === 'address') addOnce(row.plain, peer);
    else row.byPort.set(entry.port, addOnce(row.byPort.get(entry.port) ?? [], peer));
    const block = neighbourhoodOf(entry.address);
    this.#neighbours.set(block, (this.#neighbours.get(block) ?? new Set()).add(entry.key));
  }

  #removeAddress(entry: Exclude<AcceptFrom, { kind: 'network' }>, peer: Peer): void {
    const row = this.#addresses.get(entry.key);
    if (row === undefined) return;
    if (entry.kind === 'address') removeFrom(row.plain, peer);
    else if (removeFrom(row.byPort.get(entry.port) ?? [], peer) === 0) row.byPort.delete(entry.port);
    if (row.plain.length > 0 || row.byPort.size > 0) return;
    this.#addresses.delete(entry.key);
    const block = neighbourhoodOf(entry.address);
    const near = this.#neighbours.get(block);
    near?.delete(entry.key);
    if (near?.size === 0) this.#neighbours.delete(block);
  }

  #addNetwork({ network, text }: Extract<AcceptFrom, { kind: 'network' }>, peer: Peer): void {
    const lengths = this.#networks[network.family];
    const rows = lengths.get(network.length) ?? new Map<bigint, NetworkRow>();
    lengths.set(network.length, rows);
    const row = rows.get(network.prefix);
    if (row === undefined) rows.set(network.prefix, { text, peers: [peer] });
    else addOnce(row.peers, peer);
  }

  #removeNetwork({ network }: Extract<AcceptFrom, { kind: 'network' }>, peer: Peer): void {
    const lengths = this.#networks[network.family];
    const rows = lengths.get(network.length);
    const row = rows?.get(network.prefix);
    if (rows === undefined || row === undefined) return;
    if (removeFrom(row.peers, peer) > 0) return;
    rows.delete(network.prefix);
    if (rows.size === 0) lengths.delete(network.length);
  }

  #sortLengths(): void {
    const longestFirst = (family: 4 | 6): number[] =>
      [...this.#networks[family].keys()].sort((a, b) => b - a);
    this.#lengths = { 4: longestFirst(4), 6: longestFirst(6) };
  }

  #describeAddress(key: string, how: string): string[] {
    const row = this.#addresses.get(key);
    if (row === undefined) return [];
    const plain = row.plain.map((peer) => `${peerLabel(peer)} at ${key} (${how})`);
    const withPort = [...row.byPort].flatMap(([port, peers]) =>
      peers.map((peer) => `${peerLabel(peer)} at ${key}:${port} (${how})`),
    );
    return [...plain, ...withPort];
  }
}

const keyOf = (kind: Peer['kind'], id: string): string => `${kind}:${id}`;

const neighbourhoodOf = (address: IpAddress): string =>
  `${address.family}:${prefixOf(address, neighbourhood[address.family]).toString(16)}`;

const addOnce = (peers: Peer[], peer: Peer): Peer[] => {
  if (!peers.includes(peer)) peers.push(peer);
  return peers;
};

/** Answers how many are left. */
const removeFrom = (peers: Peer[], peer: Peer): number => {
  const at = peers.indexOf(peer);
  if (at >= 0) peers.splice(at, 1);
  return peers.length;
};

const whyNot = (
  entry: AcceptFrom,
  source: SourceAddress,
  address: IpAddress | null,
  match: PeerMatch | null,
): string => {
  if (address === null) return `${source.address} is no IP address`;
  const covers =
    entry.kind === 'network'
      ? entry.network.family === address.family &&
        prefixOf(address, entry.network.length) === entry.network.prefix
      : entry.key === canonicalAddress(address);
  if (!covers) return `${entry.text} is another address`;
  const otherPort = entry.kind === 'address_port' && source.transport === 'udp' && entry.port !== source.port;
  if (otherPort) return `${entry.text} is the same address, but another port than ${source.port}`;
  return `${entry.text} covers it, but ${match?.what ?? 'nothing'} is closer`;
};
