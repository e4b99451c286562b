import type { Redirection } from '../model/redirection';
import type { Gateway, SipTransport } from '../model/settings';
import type { SourceAddress } from '../model/callFacts';
import type { StackStatistics } from '../model/stackStatistics';

/**
 * The SIP seam: what call control needs of any SIP stack. It speaks of calls, legs, offers and answers; transactions,
 * timers, retransmissions, CANCEL and ACK plumbing, malformed input and wire bytes lie below it.
 *
 * All SIP text is a binary string: one character a byte (latin1), so that what passes through stays byte for byte.
 *
 * The life of a leg. An incoming leg is born by `StackHandler.incomingCall`, an outgoing one by `SipStack.invite`. Each
 * leg's listener hears `ended` at most once, as its last event: when the far end or the stack ended the leg, or when a
 * `cancel()` has run its course. After `reject`, `dismiss`, `ignore` or `bye` returns, the listener hears nothing more.
 * Every method is harmless on a leg that is over: a crossing BYE or CANCEL is normal, not an error.
 * Listeners are called from the stack's own turn of the event loop, never from within a call into the stack.
 */
export interface SipStack {
  readonly capabilities: ReadonlySet<StackCapability>;
  start(handler: StackHandler): Promise<void>;
  /** Sends an INVITE on a new leg: own Call-ID, tag, CSeq, Via and Contact. */
  invite(invite: OutgoingInvite, listener: OutgoingLegListener): OutgoingLeg;
  /** Sends OPTIONS and tells the final status: 408 on silence, 503 on a transport error (RFC 3261 section 8.1.3.1). */
  probe(target: Target, timeoutMs: number): Promise<number>;
  /** Counters since start, for metrics, tests and the bench. */
  statistics(): StackStatistics;
  /** Resolves when no transaction is under way any more, or the limit has passed. */
  quiet(limitMs: number): Promise<void>;
  /** Closes sockets and timers; legs in progress are dropped without a word. */
  close(): Promise<void>;
}

/** What a stack can do beyond a plain call; contract cases are tagged by these. */
export type StackCapability =
  | SipTransport
  | 'offerless_invite'
  | 'mid_call_requests'
  /** It composes its messages and runs its transactions itself: identifiers, retransmissions, statistics, refusals. */
  | 'messages'
  /** `ignore` and `dismiss` do as they say, and nobody gets a 100 who is rejected at once. */
  | 'silence'
  /** It tells a target's own 100. */
  | 'trying'
  /** Requests inside a dialog before the answer, an UPDATE of the caller's apart. */
  | 'early_requests'
  /** What may come between a re-INVITE and its final answer, either way: provisional responses, CANCEL. */
  | 'reinvite_progress';

export type Target = Pick<Gateway, 'host' | 'port' | 'transport'>;

/** How to answer an OPTIONS outside a dialog: the truth, or nothing at all. */
export interface OptionsAnswer {
  readonly status: number;
  readonly reason: string;
  /** Header lines besides Allow and Accept, which the stack adds; each ended by CRLF. */
  readonly headers?: string;
}

export interface StackHandler {
  /**
   * A new call. The handler may reject or ignore it at once; otherwise the stack sends 100 when this returns.
   * Must not throw.
   */
  incomingCall(leg: IncomingLeg, invite: IncomingInvite): IncomingLegListener;
  /** Null: stay silent. */
  options(source: SourceAddress): OptionsAnswer | null;
}

/** A message's content, read where needed; valid only during the event that hands it over unless copied. */
export interface MessageView {
  /** First value of a header, compact forms included, unfolded; undefined when absent. */
  header(name: string): string | undefined;
  /** All values of a header, lists split at commas, in order. */
  headers(name: string): readonly string[];
  readonly body: Body | null;
  /**
   * The header lines that go through to the other leg (design.md section 3): Geolocation, Reason, Alert-Info,
   * User-to-User, and, when both peers are trusted, every header that is nobody's business here. Lines end with CRLF.
   */
  passed(trusted: boolean): string;
}

/** A body with the headers that describe it (Content-Type and so on, without Content-Length), as received. */
export interface Body {
  readonly headers: string;
  readonly content: string;
}

export interface IncomingInvite extends MessageView {
  readonly source: SourceAddress;
  readonly requestUri: string;
  readonly maxForwards: number;
}

export interface ResponseView extends MessageView {
  readonly status: number;
  readonly reason: string;
}

/** What goes along with a message we send. */
export interface Content {
  /** Header lines, each ended by CRLF. */
  readonly headers?: string;
  /** SDP's `o=` line is made ours, one session id a leg (design.md section 3). */
  readonly body?: Body | null;
}

/**
 * How far the exchange that the INVITE's offer began is before the answer: `open`, `answered` for certain, in a reliable
 * provisional response, or `updatable`: answered, and the far end says it takes UPDATE, in which a new offer may go to it
 * (RFC 3311 section 5.1).
 */
export type EarlyExchange = 'open' | 'answered' | 'updatable';

/** A dialog, by the Call-ID and the tags that name it (RFC 3261 section 12); `localTag` is ours. */
export interface DialogName {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

export interface Leg {
  /** Of this leg alone; for logs. */
  readonly callId: string;
  /** Whether it is this dialog (RFC 3891 section 3). */
  isNamed(dialog: DialogName): boolean;
  /** Until the 2xx. Of an incoming leg it stays `answered` behind a 2xx that carried no answer for that reason. */
  readonly earlyExchange: EarlyExchange;
  /** Sends a request inside the dialog; for INVITE and UPDATE this is an offer. */
  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest;
  /** Ends an established leg with BYE. */
  bye(content?: Content): void;
}

export interface IncomingLeg extends Leg {
  /** 101 to 199; the stack sends it reliably, and again until it is acknowledged, where the caller wants that (RFC 3262). */
  provisional(status: number, reason: string, content: Content): void;
  /**
   * 200; repeated until the ACK comes (RFC 3261 section 13.3.1.4). It waits for the PRACK of a session description that was
   * sent reliably, so that a caller may still cancel.
   */
  answer(content: Content): void;
  /** A final response of 300 or above. */
  reject(status: number, reason: string, content: Content): void;
  /**
   * Answers once and keeps nothing (RFC 3261 section 8.2.7): for strangers, who may have forged their address and must
   * neither fill our memory nor have us repeat answers to somebody else.
   */
  dismiss(status: number, reason: string, content: Content): void;
  /** Forgets the call without any answer. */
  ignore(): void;
}

export interface OutgoingLeg extends Leg {
  /** Sends the ACK of the 2xx; until then the far end repeats its answer. An answer to an offer in the 2xx goes here. */
  acknowledge(content: Content): void;
  /**
   * Gives up before the answer. Sent once a provisional response has come (RFC 3261 section 9.1). The listener hears
   * `ended` when the final response is in, at the latest 64*T1 later; a 2xx that crossed is acknowledged and hung up.
   */
  cancel(content?: Content): void;
}

export interface LegListener {
  /**
   * A request inside the dialog that wants an answer: INVITE, UPDATE, INFO and so on; never ACK, BYE, CANCEL. A PRACK that
   * makes an offer comes as an UPDATE; what the far end says anew of its media, in the answer to a refresh of the session by
   * the stack, comes as an INVITE.
   */
  request(request: IncomingRequest): void;
  ended(end: LegEnd): void;
}

export interface IncomingLegListener extends LegListener {
  /** The ACK of our 2xx; its body answers an offer we made in the 2xx. */
  acknowledged(ack: MessageView): void;
}

export interface OutgoingLegListener extends LegListener {
  /** Includes 100; where the stack does not hear the target's own (`trying`), one says that a server tries. */
  provisional(response: ResponseView): void;
  /**
   * The first 2xx; further branches are acknowledged and hung up by the stack. An answer that came reliably before it, and
   * is not repeated in it, is its body.
   */
  answered(response: ResponseView): void;
}

export type LegEnd =
  /** Incoming leg: CANCEL before our answer; the stack has sent 487. */
  | { readonly kind: 'cancelled'; readonly message: MessageView }
  /** Outgoing leg: a final response of 300 or above. */
  | { readonly kind: 'failed'; readonly response: ResponseView }
  /** Outgoing leg: no final response in time (Timer B, or 64*T1 after CANCEL). */
  | { readonly kind: 'timeout' }
  /** Outgoing leg: the request could not be sent. */
  | { readonly kind: 'transport_error' }
  /** Outgoing leg: a 2xx crossed our CANCEL; it was acknowledged and hung up. */
  | { readonly kind: 'answered_late' }
  /** The far end hung up. */
  | { readonly kind: 'bye'; readonly message: MessageView }
  /** Incoming leg: no ACK, or no PRACK, within 64*T1; the stack has sent BYE, or 504. */
  | { readonly kind: 'no_ack' }
  /** A request inside the dialog got 481 or 408 or no answer; the stack has sent BYE (RFC 3261 section 12.2.1.2). */
  | { readonly kind: 'lost' }
  /** Nobody refreshed the session in time; the stack has sent BYE (RFC 4028 section 10). */
  | { readonly kind: 'session_expired' };

export type MidCallMethod = 'INVITE' | 'UPDATE' | 'INFO' | 'MESSAGE' | 'NOTIFY' | 'OPTIONS' | 'REFER';

export interface IncomingRequest extends MessageView {
  readonly method: MidCallMethod;
  /** A provisional or final response; only the first final one counts. `acknowledged` hears the ACK of a 2xx to INVITE. */
  respond(status: number, reason: string, content: Content, acknowledged?: (ack: MessageView) => void): void;
  /** Called when the far end cancelled this re-INVITE; the stack has sent 487. */
  onCancel: (() => void) | null;
}

export interface OutgoingRequest {
  /** INVITE only: sends the ACK of the 2xx. */
  acknowledge(content: Content): void;
  /** INVITE only. */
  cancel(): void;
}

export interface MidCallListener {
  provisional?(response: ResponseView): void;
  /** The final response; null view: 408 for silence, 503 for a transport error, 491 where our own offer is pending. */
  final(status: number, reason: string, response: ResponseView | null): void;
}

export interface OutgoingInvite {
  readonly target: Target;
  readonly requestUri: string;
  /** User part of From; null: anonymous. */
  readonly from: string | null;
  readonly display: string | null;
  /** User part of To. */
  readonly to: string;
  /** User part of P-Asserted-Identity. */
  readonly asserted: string | null;
  readonly privacy: boolean;
  /** User part of Referred-By (RFC 3892); left out: nobody transfers the call. */
  readonly referredBy?: string;
  /** Where the call was sent on from, the first station first, for Diversion and History-Info; left out: nowhere. */
  readonly redirections?: readonly Redirection[];
  readonly maxForwards: number;
  readonly content: Content;
}

export interface ListenAddress {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
}
