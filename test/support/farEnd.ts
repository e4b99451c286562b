import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { contactUri, offer, RawMessage } from './rawSip';

const host = '127.0.0.1';
const resendMs = 500;
/** How long a caller waits for a word of a node before it tries the next. */
const silenceMs = 4_000;
/** How long an answer may still come to a call that was given up (RFC 3261 section 17.1.1.2, timer B). */
const lateMs = 32_000;

/** What one node said to a caller. */
export interface Attempt {
  readonly node: number;
  readonly sentAt: number;
  /** Final status; null: it said nothing, or went silent. */
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly answeredIn: number;
}

export interface PlacedCall {
  readonly attempts: readonly Attempt[];
  /** `completed`: answered, held and hung up, and the BYE answered. `cut`: the far side hung up. */
  readonly end: 'completed' | 'cut' | 'refused' | 'lost';
  readonly startedAt: number;
  readonly endedAt: number;
  /** Which node answered; null: none. */
  readonly answeredBy: number | null;
}

export interface CallPlan {
  /** SIP ports of the nodes, in the order they are tried: the next after 503 or silence (RFC 3263 section 4.3). */
  readonly nodes: readonly number[];
  readonly calling: string;
  readonly called: string;
  readonly holdMs: number;
}

/** A PBX or a carrier on plain UDP: places many calls at once, and answers all that come. */
export class FarEnd {
  readonly #socket: Socket;
  readonly #port: number;
  /** By Call-ID: who waits for its messages. */
  readonly #calls = new Map<string, Inbox>();
  /** Calls that were given up, and how to end them should they be answered yet. */
  readonly #givenUp = new Map<string, (answer: RawMessage) => void>();
  /** Dialogs of calls that came in, by Call-ID. */
  readonly #answered = new Set<string>();
  readonly #acknowledged = new Set<string>();
  #lastCall = 0;
  #isClosed = false;
  /** Calls that came in, were answered and acknowledged, and were hung up. */
  received = 0;
  hungUp = 0;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
    socket.on('message', (bytes: Buffer, { port: from }: RemoteInfo) => {
      this.#receive(new RawMessage(bytes.toString(), `${host}:${from}`), from);
    });
  }

  static async open(port: number): Promise<FarEnd> {
    const socket = createSocket('udp4');
    socket.bind(port, host);
    await once(socket, 'listening');
    return new FarEnd(socket, port);
  }

  /** Answered calls of others that nobody has hung up. */
  get open(): number {
    return this.#answered.size;
  }

  /** Calls still waiting for something are lost. */
  close(): void {
    this.#isClosed = true;
    for (const inbox of this.#calls.values()) inbox.close();
    this.#socket.close();
  }

  async place(plan: CallPlan): Promise<PlacedCall> {
    const startedAt = Date.now();
    const attempts: Attempt[] = [];
    for (const node of plan.nodes) {
      const attempt = await this.#attempt(node, plan);
      attempts.push(attempt);
      if (attempt.status === 200) {
        return { attempts, end: attempt.end, startedAt, endedAt: Date.now(), answeredBy: node };
      }
      if (attempt.status !== null && attempt.status !== 503) break;
    }
    const end = attempts.at(-1)?.status == null ? 'lost' : 'refused';
    return { attempts, end, startedAt, endedAt: Date.now(), answeredBy: null };
  }

  async #attempt(node: number, plan: CallPlan): Promise<Attempt & { readonly end: PlacedCall['end'] }> {
    this.#lastCall += 1;
    const mark = `${this.#port}-${this.#lastCall}`;
    const callId = `${mark}-${Date.now()}@far`;
    const sentAt = Date.now();
    const inbox = new Inbox();
    this.#calls.set(callId, inbox);
    const send = (text: string): void => this.#send(text, node);
    const dialog = { callId, from: `<sip:${plan.calling}@${host}:${this.#port}>;tag=f${mark}`, node };
    try {
      const to = `<sip:${plan.called}@${host}:${node}>`;
      const uri = `sip:${plan.called}@${host}:${node}`;
      const branch = `z9hG4bKi${mark}`;
      const invite = this.#request('INVITE', 1, { ...dialog, to, uri, branch, body: offer });
      const final = await inbox.awaitFinal('INVITE', () => send(invite), silenceMs);
      const about = {
        node,
        sentAt,
        status: final?.status ?? null,
        retryAfter: final?.all('Retry-After')[0] ?? null,
        answeredIn: Date.now() - sentAt,
      };
      if (final === null) {
        send(this.#request('CANCEL', 1, { ...dialog, to, uri, branch }));
        this.#giveUp(dialog, mark);
        return { ...about, end: 'lost' };
      }
      const answered = { ...dialog, to: final.header('To') };
      if (final.status >= 300) {
        send(this.#request('ACK', 1, { ...answered, uri, branch }));
        return { ...about, end: 'refused' };
      }
      const target = contactUri(final);
      send(this.#request('ACK', 1, { ...answered, uri: target, branch: `z9hG4bKa${mark}` }));
      const cut = await inbox.awaitRequest('BYE', plan.holdMs);
      if (cut !== null) {
        send(response(cut, 200, 'OK'));
        return { ...about, end: 'cut' };
      }
      const bye = this.#request('BYE', 2, { ...answered, uri: target, branch: `z9hG4bKb${mark}` });
      const over = await inbox.awaitFinal('BYE', () => send(bye), 10_000);
      return { ...about, end: over?.status === 200 ? 'completed' : 'lost' };
    } finally {
      this.#calls.delete(callId);
    }
  }

  /** A late 200 is acknowledged and hung up. */
  #giveUp(
    dialog: { readonly callId: string; readonly from: string; readonly node: number },
    mark: string,
  ): void {
    const { callId, node } = dialog;
    this.#givenUp.set(callId, (answer) => {
      const answered = { ...dialog, to: answer.header('To'), uri: contactUri(answer) };
      this.#send(this.#request('ACK', 1, { ...answered, branch: `z9hG4bKa${mark}` }), node);
      this.#send(this.#request('BYE', 2, { ...answered, branch: `z9hG4bKb${mark}` }), node);
    });
    setTimeout(() => this.#givenUp.delete(callId), lateMs).unref();
  }

  #request(
    method: string,
    cseq: number,
    parts: {
      readonly callId: string;
      readonly from: string;
      readonly to: string;
      readonly uri: string;
      readonly branch: string;
      readonly body?: string;
    },
  ): string {
    const { body = '' } = parts;
    return [
      `${method} ${parts.uri} SIP/2.0`,
      `Via: SIP/2.0/UDP ${host}:${this.#port};rport;branch=${parts.branch}`,
      'Max-Forwards: 70',
      `From: ${parts.from}`,
      `To: ${parts.to}`,
      `Call-ID: ${parts.callId}`,
      `CSeq: ${cseq} ${method}`,
      ...(method === 'INVITE' ? [this.#contact, 'Content-Type: application/sdp'] : []),
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n');
  }

  get #contact(): string {
    return `Contact: <sip:far@${host}:${this.#port}>`;
  }

  #receive(message: RawMessage, from: number): void {
    const callId = message.header('Call-ID');
    const placed = this.#calls.get(callId);
    if (placed !== undefined) {
      placed.put(message);
      return;
    }
    if (!message.isRequest) {
      if (message.status === 200 && message.cseqMethod === 'INVITE') this.#givenUp.get(callId)?.(message);
      return;
    }
    switch (message.method) {
      case 'INVITE':
        if (!this.#answered.has(callId)) void this.#answer(message, from);
        return;
      case 'ACK':
        if (this.#answered.has(callId) && !this.#acknowledged.has(callId)) this.received += 1;
        this.#acknowledged.add(callId);
        return;
      case 'BYE':
        if (this.#answered.delete(callId)) this.hungUp += 1;
        this.#send(response(message, 200, 'OK'), from);
        return;
      case 'OPTIONS':
        this.#send(response(message, 200, 'OK'), from);
        return;
      default:
    }
  }

  /** The 200 is repeated until its ACK (RFC 3261 section 13.3.1.4). */
  async #answer(invite: RawMessage, from: number): Promise<void> {
    const callId = invite.header('Call-ID');
    this.#answered.add(callId);
    this.#send(response(invite, 180, 'Ringing'), from);
    const ok = response(invite, 200, 'OK', [this.#contact, 'Content-Type: application/sdp'], offer);
    for (let turn = 0; turn < 20 && !this.#acknowledged.has(callId); turn += 1) {
      this.#send(ok, from);
      await sleep(resendMs, undefined, { ref: false });
    }
  }

  #send(text: string, port: number): void {
    if (!this.#isClosed) this.#socket.send(text, port, host, () => undefined);
  }
}

function response(
  request: RawMessage,
  status: number,
  reason: string,
  headers: readonly string[] = [],
  body = '',
): string {
  const to = request.header('To');
  return [
    `SIP/2.0 ${status} ${reason}`,
    ...request.all('Via').map((via) => `Via: ${via}`),
    `From: ${request.header('From')}`,
    `To: ${to}${to.includes(';tag=') ? '' : ';tag=answering'}`,
    `Call-ID: ${request.header('Call-ID')}`,
    `CSeq: ${request.header('CSeq')}`,
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}

/** The messages of one call, in the order they came. */
class Inbox {
  readonly #messages: RawMessage[] = [];
  #wake: () => void = () => undefined;
  #isClosed = false;

  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  put(message: RawMessage): void {
    this.#messages.push(message);
    this.#wake();
  }

  #isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Sends until something comes back; null: nothing came for so long. Provisional responses are signs of life. */
  async awaitFinal(method: string, send: () => void, patienceMs: number): Promise<RawMessage | null> {
    let heard = false;
    for (let waited = 0; waited < patienceMs && this.#isOpen(); waited += resendMs) {
      if (!heard) send();
      const until = Date.now() + (heard ? patienceMs : resendMs);
      while (Date.now() < until && this.#isOpen()) {
        const message = await this.#next(until - Date.now());
        if (message?.isRequest !== false || message.cseqMethod !== method) continue;
        if (message.status >= 200) return message;
        heard = true;
      }
    }
    return null;
  }

  async awaitRequest(method: string, patienceMs: number): Promise<RawMessage | null> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until && this.#isOpen()) {
      const message = await this.#next(until - Date.now());
      if (message?.method === method) return message;
    }
    return null;
  }

  async #next(patienceMs: number): Promise<RawMessage | undefined> {
    if (this.#messages.length === 0) {
      const late = new AbortController();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        sleep(Math.max(1, patienceMs), undefined, { signal: late.signal }).then(resolve, () => undefined);
      });
      late.abort();
      this.#wake = () => undefined;
    }
    return this.#messages.shift();
  }
}
