import type { Socket } from 'node:net';
import { formatHostPort } from '../../../model/hostPort';
import type { SipTransport } from '../../../model/settings';
import type { Flow } from './transport';

/** How many connections one transport holds (decisions.md 31). */
export interface ConnectionLimits {
  /** Beyond it the connection that has been idle longest is dropped for the new one. */
  readonly total: number;
  /** Those one address may have opened. */
  readonly ofSource: (address: string) => number;
}

/** Of a peer that is configured, and of anybody else. */
export const connectionsOfPeer = 1_000;
export const connectionsOfStranger = 32;

export const defaultConnectionLimits: ConnectionLimits = {
  total: 16_384,
  ofSource: () => connectionsOfPeer,
};

/** What a connection is made of: a socket, or a WebSocket on one. */
export interface Wire {
  send(text: string): void;
  /** Bytes that wait for a peer that does not read. */
  readonly unsentBytes: number;
  /** Breaks it off; `closed` is told to the table as for any other end. */
  destroy(reason?: Error): void;
}

export interface Connection {
  readonly id: number;
  /** The far end over this connection. */
  readonly flow: Flow;
  readonly wire: Wire;
  readonly isOutgoing: boolean;
}

/**
 * The connections of one transport, by id and by far end. Incoming ones are counted from the moment they are accepted, a
 * TLS or WebSocket handshake included, so that who never ends one fills nothing.
 */
export class Connections {
  /** In the order they were last used, the idlest first. */
  private readonly byId = new Map<number, Connection>();
  /** Newest connection with `address:port` of the far end. */
  private readonly byPeer = new Map<string, Connection>();
  /** Newest connection that each address has opened. */
  private readonly newest = new Map<string, Connection>();
  /** Sockets accepted and not closed yet, by address. */
  private readonly accepted = new Map<string, number>();
  /** Accepted sockets, and those opened by us. */
  private open = 0;
  private lastId = 0;

  constructor(
    private readonly transport: SipTransport,
    private readonly limits: ConnectionLimits,
  ) {}

  /** Whether one more may come in; if so it is counted until its socket closes. */
  admit(socket: Socket): boolean {
    const address = plainAddress(socket.remoteAddress);
    const held = this.accepted.get(address) ?? 0;
    if (address === '' || held >= this.limits.ofSource(address) || !this.makeRoom()) return false;
    this.accepted.set(address, held + 1);
    this.open += 1;
    socket.once('close', () => {
      this.open -= 1;
      const left = (this.accepted.get(address) ?? 1) - 1;
      if (left === 0) this.accepted.delete(address);
      else this.accepted.set(address, left);
    });
    return true;
  }

  /** Whether one more may be opened; if so `closed` has to follow. */
  admitOutgoing(): boolean {
    if (!this.makeRoom()) return false;
    this.open += 1;
    return true;
  }

  add(wire: Wire, address: string, port: number, isOutgoing: boolean): Connection {
    this.lastId += 1;
    const flow: Flow = { transport: this.transport, address, port, connection: this.lastId };
    const connection: Connection = { id: this.lastId, flow, wire, isOutgoing };
    this.byId.set(connection.id, connection);
    this.byPeer.set(formatHostPort(address, port), connection);
    if (!isOutgoing) this.newest.set(address, connection);
    return connection;
  }

  get(id: number): Connection | undefined {
    return this.byId.get(id);
  }

  towards(address: string, port: number): Connection | undefined {
    return this.byPeer.get(formatHostPort(address, port));
  }

  /** The newest connection that this address has opened. */
  openedBy(address: string): Connection | undefined {
    return this.newest.get(address);
  }

  /** Something came over it. */
  used(connection: Connection): void {
    if (this.byId.delete(connection.id)) this.byId.set(connection.id, connection);
  }

  /** False: it was gone before. */
  remove(connection: Connection): boolean {
    if (!this.byId.delete(connection.id)) return false;
    if (connection.isOutgoing) this.open -= 1;
    const key = formatHostPort(connection.flow.address, connection.flow.port);
    if (this.byPeer.get(key) === connection) this.byPeer.delete(key);
    if (this.newest.get(connection.flow.address) === connection) this.forgetNewest(connection.flow.address);
    return true;
  }

  all(): readonly Connection[] {
    return [...this.byId.values()];
  }

  private forgetNewest(address: string): void {
    this.newest.delete(address);
    if (!this.accepted.has(address)) return;
    for (const connection of this.byId.values()) {
      const { id, flow, isOutgoing } = connection;
      if (isOutgoing || flow.address !== address) continue;
      if (id > (this.newest.get(address)?.id ?? 0)) this.newest.set(address, connection);
    }
  }

  /** Drops the idlest where there are too many; false: all of them are still in their handshake. */
  private makeRoom(): boolean {
    if (this.open < this.limits.total) return true;
    const [idlest] = this.byId.values();
    if (idlest === undefined) return false;
    idlest.wire.destroy(new Error('too many connections; this one was idle longest'));
    return true;
  }
}

/** An address as configuration writes it: IPv4 without the IPv6 prefix a listener on `::` sees. */
export const plainAddress = (address: string | undefined): string =>
  address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
