import type { SipTransport } from './settings';

/** One end of a message; the port is 0 where a far end has none of its own. */
export interface MessageEnd {
  /** IP address; ours may be a name, where the service advertises one. */
  readonly host: string;
  readonly port: number;
}

/** A SIP message of a call as it went over the wire, secrets masked. */
export interface CallMessage {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly direction: 'received' | 'sent';
  readonly transport: SipTransport;
  readonly local: MessageEnd;
  readonly remote: MessageEnd;
  /** Which leg of the call, counted from 1, the caller's: each has its own Call-ID. */
  readonly leg: number;
  /** A binary string: one character a byte. */
  readonly text: string;
}

export interface MessagesOfCall {
  readonly messages: readonly CallMessage[];
  /** There were more than are handed over. */
  readonly isTruncated: boolean;
}

/** What the API may ask of the messages kept; answered by the node that had the call. */
export interface CallMessages {
  /** Null: nothing of this call is kept, or none is any more. */
  read(callId: string): Promise<MessagesOfCall | null>;
}
