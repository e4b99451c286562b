import type { SipTransport } from '../../../model/settings';

/** Where a message is sent, and where one came from. */
export interface Flow {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
  /** The stream connection it came over; 0 for datagrams and for targets not yet connected. */
  readonly connection: number;
}

export interface Receiver {
  /** One datagram, or one message cut out of a stream, as a binary string. */
  message(text: string, from: Flow): void;
  /** This message did not go out; without it: nothing that is under way there will arrive. */
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
  /** `host:port` of ours that the given address can answer to; stands in Via, Contact, From and so on. */
  localHostPort(remoteAddress: string): string;
  close(): Promise<void>;
}
