import type { SipTransport } from '../../../model/settings';

/** Where a message is sent, and where one came from. */
export interface Flow {
  readonly transport: SipTransport;
  readonly address: string;
  /** 0, over ws and wss: whatever connection the address has opened. */
  readonly port: number;
  /** The stream connection it came over; 0 for datagrams and for targets not yet connected. */
  readonly connection: number;
  /** The name the target was given by, which its certificate has to bear (RFC 5922 section 4); left out: the address. */
  readonly host?: string;
  /**
   * Of a response over TCP or TLS: where the sender of its request listens, which is connected to when the connection the
   * request came over is gone (RFC 3261 section 18.2.2). Port 0: the usual one.
   */
  readonly sentBy?: { readonly host: string; readonly port: number };
}

/** Whether a far end over this flow may be a client, which answers and is asked over its own connection alone (RFC 7118). */
export const isWebSocket = ({ transport }: Pick<Flow, 'transport'>): boolean =>
  transport === 'ws' || transport === 'wss';

export interface Receiver {
  /** One datagram, or one message cut out of a stream, as a binary string. */
  message(text: string, from: Flow): void;
  /**
   * This message did not go out; without it: nothing that is under way there will arrive. A connection that ends says so
   * with its own flow, whoever ended it.
   */
  failed(to: Flow, error: Error, text?: string): void;
}

/** One way of moving messages: datagrams or a stream; the stack's only contact with the network. */
export interface Transport {
  readonly transport: SipTransport;
  /** Reliable: nothing is retransmitted over it (RFC 3261 section 17). */
  readonly reliable: boolean;
  start(receiver: Receiver): Promise<void>;
  /** Errors reach the receiver later, never the caller. */
  send(text: string, to: Flow): void;
  /** The same flow bound to the connection it goes over now, so that what follows goes there too. */
  bind?(to: Flow): Flow;
  /** Whether a connection is still there; left out: there are none. */
  holds?(connection: number): boolean;
  /** `host:port` of ours that the given address can answer to; stands in Via, Contact, From and so on. */
  localHostPort(remoteAddress: string): string;
  close(): Promise<void>;
}
