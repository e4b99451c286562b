import type { Clock } from '../../../model/ports';
import type { TimerWheel } from '../../../model/timerWheel';
import type { SipTransport } from '../../../model/settings';
import { type Flow, isWebSocket, type Receiver, type Transport } from '../transport/transport';
import { type ScanFault, SipMessage } from '../../message/sipMessage';
import { composeResponse, type ResponseParts } from '../../message/compose';
import { magicCookie, parseVia, type Via } from '../../message/via';
import type { Tokens } from '../../message/tokens';
import type { MessageTap } from '../../trace/messageTap';
import { isProbe } from '../../message/probe';
import { InviteClientTransaction, type InviteClientUser } from './inviteClient';
import { InviteServerTransaction } from './inviteServer';
import { type FinalListener, NonInviteClientTransaction } from './nonInviteClient';
import { NonInviteServerTransaction } from './nonInviteServer';
import { type Tombstone, Tombstones } from './tombstones';
import type { TransactionCounters, TransactionHost } from './transaction';

/** A request as it arrived: the message, its topmost Via, where it came from and where its responses go. */
export interface Arrival {
  readonly request: SipMessage;
  readonly via: Via;
  readonly from: Flow;
}

/** The transaction user: what is above the layer (RFC 3261 section 5). */
export interface TransactionUser {
  invite(arrival: Arrival, transaction: InviteServerTransaction): void;
  request(arrival: Arrival, transaction: NonInviteServerTransaction): void;
  /** An ACK that belongs to no INVITE transaction: of a 2xx. */
  acknowledgement(ack: SipMessage): void;
  /** A CANCEL of this INVITE, already answered with 200. */
  cancelled(invite: InviteServerTransaction, cancel: SipMessage): void;
  /** A 2xx to INVITE that matches no transaction: repeated, or from another branch. */
  strayAnswer(response: SipMessage): void;
  /** The connection this INVITE came over is gone, and with it who could be answered. */
  callerLost(invite: InviteServerTransaction): void;
  /** This INVITE has its final response. */
  inviteOver(invite: InviteServerTransaction): void;
  fault(error: unknown): void;
}

/** Matches messages to transactions and makes new ones (RFC 3261 section 17). */
export class TransactionLayer implements TransactionHost, Receiver {
  readonly counters: TransactionCounters & { received: number; sent: number; malformed: number } = {
    received: 0,
    sent: 0,
    malformed: 0,
    requestRetransmissions: 0,
    responseRetransmissions: 0,
    receivedRetransmissions: 0,
  };
  /** By the first digit of the status. */
  readonly responsesReceived = [0, 0, 0, 0, 0, 0, 0];
  readonly responsesSent = [0, 0, 0, 0, 0, 0, 0];
  private readonly servers = new Map<string, InviteServerTransaction | NonInviteServerTransaction>();
  private readonly clients = new Map<string, InviteClientTransaction | NonInviteClientTransaction>();
  /** Initial INVITEs by Call-ID, From tag and CSeq, to tell merged requests (RFC 3261 section 8.2.2.2). */
  private readonly initial = new Map<string, string>();
  private readonly initialOf = new Map<string, string>();
  private readonly tombstones: Tombstones;
  /** The message that is being worked on turned out to be of no call. */
  private disowned = false;

  constructor(
    readonly wheel: TimerWheel,
    readonly clock: Clock,
    private readonly transports: ReadonlyMap<SipTransport, Transport>,
    private readonly tokens: Tokens,
    private readonly user: TransactionUser,
    private readonly tap: MessageTap | null,
  ) {
    this.tombstones = new Tombstones(wheel, (key) => {
      this.forgetInitial(key);
    });
  }

  /** Live transactions, tombstones apart. */
  get size(): number {
    return this.servers.size + this.clients.size;
  }

  send(text: string, to: Flow): void {
    this.counters.sent += 1;
    if (text.startsWith(responseStart))
      countResponse(this.responsesSent, text.charCodeAt(responseStart.length) - 48);
    if (this.tap !== null && !isProbe(text)) this.tap.sent(text, to);
    this.transports.get(to.transport)?.send(text, to);
  }

  isReliable(flow: Flow): boolean {
    return this.transports.get(flow.transport)?.reliable ?? false;
  }

  /** Nothing a peer sends may stop the service: what goes wrong here concerns one message. */
  message(text: string, from: Flow): void {
    this.counters.received += 1;
    const mark = this.tap?.received(text, from) ?? 0;
    this.disowned = false;
    try {
      const scanned = SipMessage.scan(withoutEmptyLines(text));
      if (!(scanned instanceof SipMessage)) this.answerMalformed(scanned, from);
      else if (scanned.isRequest) this.receiveRequest(scanned, from);
      else this.receiveResponse(scanned);
    } catch (error) {
      this.user.fault(error);
    }
    this.forgetIfDisowned(mark);
  }

  private forgetIfDisowned(mark: number): void {
    if (this.disowned) this.tap?.takeBack(mark);
  }

  /** The message that is being worked on, and what was answered to it, is of no call. */
  disown(): void {
    this.disowned = true;
  }

  failed(to: Flow, _error: Error, text?: string): void {
    try {
      if (text === undefined) this.lose(to);
      else this.notSent(text);
    } catch (error) {
      this.user.fault(error);
    }
  }

  startInvite(text: string, branch: string, flow: Flow, user: InviteClientUser): InviteClientTransaction {
    const transaction = new InviteClientTransaction(this, branch, text, flow, user);
    this.clients.set(branch, transaction);
    transaction.start();
    return transaction;
  }

  startRequest(
    text: string,
    key: string,
    flow: Flow,
    listener: FinalListener | null,
  ): NonInviteClientTransaction {
    const transaction = new NonInviteClientTransaction(this, key, text, flow, listener);
    this.clients.set(key, transaction);
    transaction.start();
    return transaction;
  }

  /** Answers without keeping state; the To tag is the same each time (RFC 3261 section 8.2.7). */
  respondStateless(arrival: Arrival, parts: Omit<ResponseParts, 'toTag'>): void {
    const { request, via, from } = arrival;
    const toTag = this.tokens.stateless(`${request.callId} ${request.fromTag} ${request.cseq}`);
    this.send(composeResponse(request, via, from, { ...parts, toTag }), responseFlow(via, from));
  }

  /** Notes an INVITE outside a dialog; false: the same one came already on another path. */
  noteInitial(request: SipMessage, key: string): boolean {
    const identity = `${request.callId} ${request.fromTag} ${request.cseq}`;
    if (this.initial.has(identity)) return false;
    this.initial.set(identity, key);
    this.initialOf.set(key, identity);
    return true;
  }

  forgetClient(key: string): void {
    this.clients.delete(key);
  }

  forgetServer(key: string): void {
    const transaction = this.servers.get(key);
    if (transaction instanceof InviteServerTransaction) this.user.inviteOver(transaction);
    this.servers.delete(key);
    this.forgetInitial(key);
  }

  buryServer(key: string, stone: Tombstone, lifeMs: number): void {
    const transaction = this.servers.get(key);
    if (transaction instanceof InviteServerTransaction) this.user.inviteOver(transaction);
    this.servers.delete(key);
    this.tombstones.put(key, stone, lifeMs);
  }

  close(): void {
    for (const transaction of [...this.clients.values(), ...this.servers.values()]) {
      if (!(transaction instanceof NonInviteServerTransaction)) this.wheel.cancel(transaction);
    }
    this.clients.clear();
    this.servers.clear();
    this.initial.clear();
    this.initialOf.clear();
    this.tombstones.clear();
  }

  private notSent(text: string): void {
    const sent = SipMessage.scan(text);
    if (sent instanceof SipMessage && sent.isRequest)
      this.clients.get(clientKey(sent))?.feed('transport_error');
  }

  /** Nothing that is under way there arrives. */
  private lose(to: Flow): void {
    const isConnection = to.connection !== 0;
    for (const transaction of [...this.clients.values()]) {
      if (this.goesOver(transaction.flow, to))
        transaction.feed(isConnection ? 'connection_lost' : 'transport_error');
    }
    if (!isConnection || !isWebSocket(to)) return;
    // Who called over it cannot be answered any other way (RFC 7118 section 5).
    for (const transaction of [...this.servers.values()]) {
      if (transaction.flow.connection === to.connection && transaction instanceof InviteServerTransaction) {
        this.user.callerLost(transaction);
      }
    }
  }

  /** Whether what was sent that way went, or has to go, over the connection or to the address that failed. */
  private goesOver(flow: Flow, failed: Flow): boolean {
    if (flow.transport !== failed.transport) return false;
    if (flow.connection !== 0 && flow.connection === failed.connection) return true;
    if (flow.address !== failed.address || flow.port !== failed.port) return false;
    return flow.connection === 0 || this.transports.get(flow.transport)?.holds?.(flow.connection) !== true;
  }

  private receiveRequest(request: SipMessage, from: Flow): void {
    const via = parseVia(request.via);
    if (via === null) {
      this.counters.malformed += 1;
      this.disown();
      return;
    }
    if (request.toTag === '' && !ofCallFromTheStart.has(request.method)) this.disown();
    const arrival: Arrival = { request, via, from };
    const method = request.method;
    const key = serverKey(request, via, method === 'ACK' ? 'INVITE' : method);
    const known = this.servers.get(key);
    if (method === 'ACK') {
      if (known instanceof InviteServerTransaction) known.feed('ack');
      else this.user.acknowledgement(request);
      return;
    }
    if (known !== undefined) {
      known.feed('request');
      return;
    }
    const stone = this.tombstones.get(key);
    if (stone !== undefined) this.answerAgain(stone, arrival);
    else if (method === 'INVITE') {
      const transaction = new InviteServerTransaction(this, key, responseFlow(via, from));
      this.servers.set(key, transaction);
      this.user.invite(arrival, transaction);
    } else if (method === 'CANCEL') this.receiveCancel(arrival, key);
    else {
      const rebuildable = method === 'BYE' && request.toTag !== '';
      const transaction = new NonInviteServerTransaction(this, key, responseFlow(via, from), rebuildable);
      this.servers.set(key, transaction);
      this.user.request(arrival, transaction);
    }
  }

  /** RFC 3261 section 9.2: 481 without a match, else 200 whatever becomes of the INVITE. */
  private receiveCancel(arrival: Arrival, key: string): void {
    const { request, via, from } = arrival;
    const inviteKey = serverKey(request, via, 'INVITE');
    const invite = this.servers.get(inviteKey);
    const called = invite instanceof InviteServerTransaction ? invite : this.tombstones.get(inviteKey);
    const matches = called !== undefined;
    const known = typeof called === 'object' && 'toTag' in called ? called.toTag : '';
    const transaction = new NonInviteServerTransaction(this, key, responseFlow(via, from), false);
    this.servers.set(key, transaction);
    const status = matches ? 200 : 481;
    if (!matches) this.disown();
    const text = composeResponse(request, via, from, {
      status,
      reason: matches ? 'OK' : 'Call/Transaction Does Not Exist',
      toTag:
        known === '' ? this.tokens.stateless(`${request.callId} ${request.fromTag} ${request.cseq}`) : known,
      headers: '',
      body: null,
      recordRoute: false,
    });
    transaction.respond(status, text);
    if (invite instanceof InviteServerTransaction) this.user.cancelled(invite, request);
  }

  private answerAgain(stone: Tombstone, arrival: Arrival): void {
    this.counters.receivedRetransmissions += 1;
    if (stone === 'absorb' || (typeof stone === 'object' && 'toTag' in stone)) return;
    this.counters.responseRetransmissions += 1;
    const { request, via, from } = arrival;
    const text =
      typeof stone === 'object'
        ? stone.text
        : composeResponse(request, via, from, {
            status: stone,
            reason: stone === 200 ? 'OK' : 'Call/Transaction Does Not Exist',
            toTag: '',
            headers: '',
            body: null,
            recordRoute: false,
          });
    this.send(text, responseFlow(via, from));
  }

  private receiveResponse(response: SipMessage): void {
    countResponse(this.responsesReceived, Math.trunc(response.status / 100));
    const transaction = this.clients.get(clientKey(response));
    const toInvite = response.cseqMethod === 'INVITE';
    if (transaction !== undefined) {
      if (response.cseqMethod === 'OPTIONS' && transaction.isProbe) this.disown();
      // RFC 3261 section 17.1.3: branch and method.
      if (transaction instanceof InviteClientTransaction === toInvite) transaction.receive(response);
    } else if (toInvite && response.status >= 200 && response.status < 300) {
      this.user.strayAnswer(response);
    } else {
      this.disown();
    }
  }

  /** RFC 3261 section 8.2.6 and RFC 4475: 400 or 505 where the request can be answered at all, never to an ACK. */
  private answerMalformed({ status, problem, answerable: request }: ScanFault, from: Flow): void {
    this.counters.malformed += 1;
    this.disown();
    const via = request === null || request.method === 'ACK' ? null : parseVia(request.via);
    if (request === null || via === null) return;
    const reason = status === 400 ? `Bad Request: ${problem}` : 'Version Not Supported';
    this.respondStateless(
      { request, via, from },
      { status, reason, headers: '', body: null, recordRoute: false },
    );
  }

  private forgetInitial(key: string): void {
    const identity = this.initialOf.get(key);
    if (identity === undefined) return;
    this.initialOf.delete(key);
    this.initial.delete(identity);
  }
}

/** Requests outside a dialog that are of a call; others would be, inside one. */
const ofCallFromTheStart: ReadonlySet<string> = new Set(['INVITE', 'ACK', 'CANCEL']);

/** The first digit of the status stands behind it. */
const responseStart = 'SIP/2.0 ';

function countResponse(counts: number[], firstDigit: number): void {
  const count = counts[firstDigit];
  if (count !== undefined) counts[firstDigit] = count + 1;
}

/** RFC 3261 section 17.2.3; without the magic cookie by the fields RFC 2543 went by. */
function serverKey(request: SipMessage, via: Via, method: string): string {
  return via.branch.startsWith(magicCookie) && via.branch.length > magicCookie.length
    ? `${method} ${via.branch} ${via.host}:${via.port}`
    : `${method} ${request.callId} ${request.fromTag} ${request.cseq} ${request.via}`;
}

/** RFC 3261 section 18.2.2 and RFC 3581 section 4; a WebSocket client listens nowhere (RFC 7118 section 5). */
function responseFlow(via: Via, from: Flow): Flow {
  if (from.connection !== 0) return isWebSocket(from) ? from : { ...from, sentBy: via };
  if (via.rport) return from;
  const port = via.port === 0 ? 5060 : via.port;
  return port === from.port ? from : { ...from, port };
}

/** RFC 3261 section 7.5: empty lines before the start line are ignored. */
function withoutEmptyLines(text: string): string {
  let start = 0;
  while (text.charCodeAt(start) === 13 && text.charCodeAt(start + 1) === 10) start += 2;
  return start === 0 ? text : text.slice(start);
}

/** RFC 3261 section 17.1.3: a CANCEL shares its INVITE's branch. */
function clientKey(message: SipMessage): string {
  const branch = branchOf(message.via);
  return message.cseqMethod === 'CANCEL' ? `${branch} CANCEL` : branch;
}

function branchOf(via: string): string {
  const start = via.indexOf(';branch=');
  if (start < 0 || via.lastIndexOf(',', start) >= 0) return parseVia(via)?.branch ?? '';
  let end = start + 8;
  for (; end < via.length; end += 1) {
    const code = via.charCodeAt(end);
    if (code === 59 || code === 44 || code === 32 || code === 9) break;
  }
  return via.slice(start + 8, end);
}
