import type { FakeNetwork } from './fakeNetwork';

/** SIP text read the plain way, apart from the code under test: lines, colons, no folding, long header names only. */
export class RawMessage {
  readonly startLine: string;
  readonly body: string;
  private readonly lines: readonly string[];

  constructor(
    readonly text: string,
    /** `address:port` it came from. */
    readonly from = '',
  ) {
    const end = text.indexOf('\r\n\r\n');
    const [startLine = '', ...lines] = text.slice(0, end).split('\r\n');
    this.startLine = startLine;
    this.lines = lines;
    this.body = text.slice(end + 4);
  }

  get isRequest(): boolean {
    return !this.startLine.startsWith('SIP/2.0');
  }

  get method(): string {
    return this.isRequest ? this.word(0) : '';
  }

  get uri(): string {
    return this.isRequest ? this.word(1) : '';
  }

  get status(): number {
    return this.isRequest ? 0 : Number(this.word(1));
  }

  /** What the tests tell messages apart by: `INVITE`, or `200 INVITE`. */
  get kind(): string {
    return this.isRequest ? this.method : `${this.status} ${this.cseqMethod}`;
  }

  get cseq(): number {
    return Number(this.header('CSeq').split(' ')[0]);
  }

  get cseqMethod(): string {
    return this.header('CSeq').split(' ')[1] ?? '';
  }

  get branch(): string {
    return /;branch=([^;,]*)/.exec(this.header('Via'))?.[1] ?? '';
  }

  get fromTag(): string {
    return tagOf(this.header('From'));
  }

  get toTag(): string {
    return tagOf(this.header('To'));
  }

  /** Every value line of a header, in order. */
  all(name: string): readonly string[] {
    const start = `${name.toLowerCase()}:`;
    return this.lines
      .filter((line) => line.toLowerCase().startsWith(start))
      .map((line) => line.slice(start.length).trim());
  }

  /** The first one; '' when absent. */
  header(name: string): string {
    return this.all(name)[0] ?? '';
  }

  private word(index: number): string {
    return this.startLine.split(' ')[index] ?? '';
  }
}

const tagOf = (value: string): string => /;tag=([^;>]*)$/.exec(value)?.[1] ?? '';

let lastToken = 0;
const token = (): string => {
  lastToken += 1;
  return `t${lastToken}`;
};

export interface RequestParts {
  readonly uri?: string;
  readonly from?: string;
  readonly to?: string;
  readonly callId?: string;
  readonly cseq?: number;
  readonly branch?: string;
  readonly via?: string;
  readonly contact?: string | null;
  /** Further header lines, each ended by CRLF. */
  readonly headers?: string;
  readonly body?: string;
  readonly maxForwards?: number;
}

export const offer =
  'v=0\r\no=phone 7 1 IN IP4 127.0.1.2\r\ns=-\r\nc=IN IP4 127.0.1.2\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';

/** What the same end offers next: another version of `o=`, another direction (RFC 3264 section 8). */
export const nextOffer = `${offer.replace('o=phone 7 1 ', 'o=phone 7 2 ')}a=sendonly\r\n`;

const sdpHeader = 'Content-Type: application/sdp\r\n';
export const sdpBody = { headers: sdpHeader, content: offer };

/** A far end that writes literal SIP text and reads what comes. */
export class RawPeer {
  readonly received: RawMessage[] = [];
  private read = 0;

  constructor(
    private readonly network: Pick<FakeNetwork, 'attach' | 'send'>,
    readonly address = '127.0.1.2:5060',
    private readonly towards = '127.0.1.1:5060',
    private readonly transport = 'UDP',
  ) {
    network.attach(address, ({ text, from }) => {
      const message = new RawMessage(text, from);
      if (message.kind !== this.passedOver) this.received.push(message);
    });
  }

  private passedOver = '';

  /** From now on messages of this kind are as if they had not come. */
  passOver(kind: string): void {
    this.passedOver = kind;
  }

  sendText(text: string): void {
    this.network.send(this.address, this.towards, text);
  }

  /** Kinds of the messages not read yet. */
  get unread(): readonly string[] {
    return this.received.slice(this.read).map(({ kind }) => kind);
  }

  /** Reads the next message, which must be of this kind. */
  take(kind: string): RawMessage {
    const message = this.received[this.read];
    if (message?.kind !== kind) {
      throw new Error(`expected ${kind}, got ${this.unread.join(', ') || 'nothing'}`);
    }
    this.read += 1;
    return message;
  }

  /** Forgets what is unread, and tells its kinds. */
  takeAll(): readonly string[] {
    const kinds = this.unread;
    this.read = this.received.length;
    return kinds;
  }

  /** Text of a request outside or, with the tags set, inside a dialog. */
  request(method: string, parts: RequestParts = {}): string {
    const via =
      parts.via ?? `SIP/2.0/${this.transport} ${this.address};branch=${parts.branch ?? `z9hG4bK${token()}`}`;
    const contact =
      parts.contact === undefined ? `<sip:phone@${this.address}${this.uriParameter}>` : parts.contact;
    const body = parts.body ?? '';
    return (
      `${method} ${parts.uri ?? `sip:+4930123@${this.towards}`} SIP/2.0\r\nVia: ${via}\r\n` +
      `Max-Forwards: ${parts.maxForwards ?? 70}\r\n` +
      `From: ${parts.from ?? `<sip:phone@${this.address}>;tag=${token()}`}\r\n` +
      `To: ${parts.to ?? `<sip:+4930123@${this.towards}>`}\r\nCall-ID: ${parts.callId ?? `call-${token()}`}\r\n` +
      `CSeq: ${parts.cseq ?? 1} ${method}\r\n${contact === null ? '' : `Contact: ${contact}\r\n`}` +
      `${parts.headers ?? ''}${body === '' || parts.headers?.includes('Content-Type') === true ? '' : sdpHeader}` +
      `Content-Length: ${body.length}\r\n\r\n${body}`
    );
  }

  /** Sends a request outside a dialog and hands it back as it was written. */
  send(method: string, parts: RequestParts = {}): RawMessage {
    const text = this.request(method, parts);
    this.sendText(text);
    return new RawMessage(text);
  }

  /** Answers a request of the stack's; a tag makes the dialog. */
  respond(
    request: RawMessage,
    status: number,
    parts: {
      readonly tag?: string;
      readonly headers?: string;
      readonly body?: string;
      readonly contact?: string;
    } = {},
  ): void {
    const to = request.header('To');
    const tag = request.toTag !== '' || status === 100 ? '' : `;tag=${parts.tag ?? 'peer'}`;
    const contact = parts.contact ?? `<sip:peer@${this.address}${this.uriParameter}>`;
    const body = parts.body ?? '';
    this.sendText(
      `SIP/2.0 ${status} Whatever\r\n${request
        .all('Via')
        .map((via) => `Via: ${via}\r\n`)
        .join('')}` +
        `From: ${request.header('From')}\r\nTo: ${to}${tag}\r\nCall-ID: ${request.header('Call-ID')}\r\n` +
        `CSeq: ${request.header('CSeq')}\r\n` +
        (status > 100 && status < 300 && request.method === 'INVITE' ? `Contact: ${contact}\r\n` : '') +
        `${parts.headers ?? ''}${body === '' ? '' : sdpHeader}Content-Length: ${body.length}\r\n\r\n${body}`,
    );
  }

  /** The ACK of a final response to an INVITE of ours: in the INVITE's transaction when it is a failure. */
  acknowledge(invite: RawMessage, response: RawMessage, parts: RequestParts = {}): RawMessage {
    return this.send('ACK', {
      uri: response.status < 300 ? contactUri(response) : invite.uri,
      from: invite.header('From'),
      to: response.header('To'),
      callId: invite.header('Call-ID'),
      cseq: invite.cseq,
      contact: null,
      ...(response.status < 300 ? {} : { via: invite.header('Via') }),
      ...parts,
    });
  }

  /** The CANCEL of an INVITE of ours. */
  cancel(invite: RawMessage, headers = ''): RawMessage {
    return this.send('CANCEL', {
      uri: invite.uri,
      via: invite.header('Via'),
      from: invite.header('From'),
      to: invite.header('To'),
      callId: invite.header('Call-ID'),
      cseq: invite.cseq,
      contact: null,
      headers,
    });
  }

  /** A request inside a dialog made by an INVITE of ours and the response to it. */
  inDialog(invite: RawMessage, response: RawMessage, method: string, parts: RequestParts = {}): RawMessage {
    return this.send(method, {
      uri: contactUri(response),
      from: invite.header('From'),
      to: response.header('To'),
      callId: invite.header('Call-ID'),
      cseq: 2,
      ...(method === 'BYE' ? { contact: null } : {}),
      ...parts,
    });
  }

  /** A request inside a dialog that an INVITE of the stack's made; `tag` is ours. */
  inDialogOf(invite: RawMessage, method: string, parts: RequestParts = {}, tag = 'peer'): RawMessage {
    return this.send(method, {
      uri: contactUri(invite),
      from: `${invite.header('To')};tag=${tag}`,
      to: invite.header('From'),
      callId: invite.header('Call-ID'),
      cseq: 1,
      ...(method === 'BYE' ? { contact: null } : {}),
      ...parts,
    });
  }

  private get uriParameter(): string {
    return this.transport === 'UDP' ? '' : `;transport=${this.transport.toLowerCase()}`;
  }
}

export const contactUri = (message: RawMessage): string =>
  /<([^>]*)>/.exec(message.header('Contact'))?.[1] ?? '';
