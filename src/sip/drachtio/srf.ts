import Srf from 'drachtio-srf';
import type { EventEmitter } from 'node:events';

/**
 * What is used of drachtio-srf, as its source has it: plain requests and responses below its Dialog and createUAC, whose
 * answers of their own (to UPDATE, re-INVITE, 18x with RSeq) would get in the way of call control. Text is UTF-8 here.
 */

/** Header values by name. */
export type SrfHeaders = Record<string, string>;

export interface SrfContent {
  readonly headers?: SrfHeaders;
  readonly body?: string;
}

export interface SrfMessage {
  /** The whole message as it was on the wire. */
  readonly raw?: string;
}

/** Known to drachtio-server by these two; a new INVITE is in no dialog yet. */
interface SrfPlace {
  readonly stackDialogId?: string;
  readonly stackTxnId?: string;
}

export interface SrfRequest extends EventEmitter, SrfPlace {
  readonly method: string;
  readonly uri: string;
  /** `network`, or `application` for what the server did in our name. */
  readonly source: 'network' | 'application';
  readonly source_address: string;
  readonly source_port: number;
  readonly protocol: string;
  readonly msg: SrfMessage;
  get(name: string): string | undefined;
  cancel(content: SrfContent, done: (error: unknown) => void): void;
  on(event: 'response', heard: (response: SrfResponse, acknowledge: SrfAcknowledge) => void): this;
  on(event: 'cancel', heard: (cancel: SrfMessage) => void): this;
  on(event: 'update', heard: (request: SrfRequest, response: SrfResponse) => void): this;
}

/** Sends the ACK of a 2xx, or the PRACK of a reliable 18x. */
export type SrfAcknowledge = (content?: SrfContent) => void;

export interface SrfResponse extends SrfPlace {
  readonly status: number;
  readonly reason: string;
  /** '': the server made it up itself, for silence (408) or where nothing could be sent (503). */
  readonly source_address: string;
  readonly msg: SrfMessage;
  has(name: string): boolean;
  /** `sent` hears whether the server took it, and what it has sent; afterwards `stackDialogId` is known. */
  send(
    status: number,
    reason: string,
    content: SrfContent,
    sent?: (error: unknown, message?: SrfMessage) => void,
  ): void;
}

export interface SrfOutgoingRequest extends SrfContent {
  readonly method: string;
  readonly uri?: string;
  /** Next hop, as a SIP URI. */
  readonly proxy?: string;
  readonly stackDialogId?: string;
}

/** One connection to a drachtio-server. */
export interface SrfClient extends EventEmitter {
  connect(options: {
    host: string;
    port: number;
    secret: string;
    reconnect: { retryMaxDelay: number };
  }): void;
  disconnect(): void;
  use(handle: (request: SrfRequest, response: SrfResponse, next: () => void) => void): void;
  use(method: string, handle: (request: SrfRequest, response: SrfResponse, next: () => void) => void): void;
  /** Its own `request` wants a URI, which a request inside a dialog has none of. */
  readonly app: {
    request(
      request: SrfOutgoingRequest,
      sent: (error: (Error & { code?: string }) | null, request: SrfRequest) => void,
    ): void;
  };
  on(event: 'connect', heard: (error: Error | null, addresses: string | undefined) => void): this;
  on(event: 'error', heard: (error: Error) => void): this;
  on(event: 'close' | 'reconnecting', heard: () => void): this;
}

export const createSrfClient = (): SrfClient => new Srf() as unknown as SrfClient;
