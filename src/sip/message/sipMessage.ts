import type { Body, ResponseView } from '../stack';
import { bodyHeaderNames, passesToOtherLeg } from '../headerPolicy';
import { HeaderReader, unfold } from './headerReader';

/** Why a message could not be used. */
export interface ScanFault {
  /** Of the answer: 505 for another version of SIP, else 400 (RFC 3261 sections 21.4.1, 21.5.6). */
  readonly status: 400 | 505;
  readonly problem: string;
  /** A request with a Via to answer to; what else it lacks is left out of the answer. */
  readonly answerable: SipMessage | null;
}

const otherVersion = 'not SIP/2.0';

const CR = 13;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * One SIP message, scanned once: the offsets of the headers that every transaction needs are noted in one pass over the
 * text, everything else is found when asked for and copied as a slice. Text is a binary string, so unknown headers and
 * bodies stay byte for byte.
 */
export class SipMessage implements ResponseView {
  /** Empty on a response. */
  method = '';
  requestUri = '';
  /** 0 on a request. */
  status = 0;
  reason = '';
  callId = '';
  cseq = -1;
  cseqMethod = '';
  /** -1: absent. */
  maxForwards = -1;
  contentLength = -1;
  bodyStart = 0;
  headersStart = 0;
  hasRoute = false;
  hasRecordRoute = false;
  hasRequire = false;
  hasSupported = false;
  hasSessionExpires = false;
  hasContentType = false;
  hasTimestamp = false;
  /** More Via header lines follow the topmost. */
  hasMoreVias = false;
  private cseqStart = -1;
  private cseqEnd = -1;
  private viaStart = -1;
  private viaEnd = -1;
  private fromStart = -1;
  private fromEnd = -1;
  private toStart = -1;
  private toEnd = -1;
  private contactStart = -1;
  private contactEnd = -1;
  private headerReader: HeaderReader | null = null;

  private constructor(readonly text: string) {}

  /** Scans a whole datagram, or one message cut out of a stream. */
  static scan(text: string): SipMessage | ScanFault {
    const message = new SipMessage(text);
    const startLine = message.scanStartLine();
    if (startLine !== null && message.method === '')
      return { status: 400, problem: startLine, answerable: null };
    const headers = message.scanHeaders();
    const problem = startLine ?? headers ?? message.checkMandatory();
    if (problem === null) return message;
    const answerable = message.method !== '' && message.viaStart >= 0 ? message : null;
    return { status: problem === otherVersion ? 505 : 400, problem, answerable };
  }

  get isRequest(): boolean {
    return this.status === 0;
  }

  /** Value of the topmost Via header line, which may hold a list. */
  get via(): string {
    return unfold(this.text.slice(this.viaStart, this.viaEnd));
  }

  get from(): string {
    return this.text.slice(this.fromStart, this.fromEnd);
  }

  get to(): string {
    return this.text.slice(this.toStart, this.toEnd);
  }

  get contact(): string {
    return this.contactStart < 0 ? '' : unfold(this.text.slice(this.contactStart, this.contactEnd));
  }

  /** CSeq as a response repeats it; a wrong one as it stands. */
  get cseqValue(): string {
    return this.cseqMethod === this.method
      ? `${this.cseq} ${this.method}`
      : this.text.slice(this.cseqStart, this.cseqEnd);
  }

  get fromTag(): string {
    return tagOf(this.text, this.fromStart, this.fromEnd);
  }

  get toTag(): string {
    return tagOf(this.text, this.toStart, this.toEnd);
  }

  get body(): Body | null {
    const content = this.content;
    if (content === '') return null;
    return { headers: this.reader().linesOf((name) => bodyHeaderNames.has(name)), content };
  }

  /** Body bytes; what lies beyond Content-Length is not part of the message (RFC 3261 section 18.3). */
  get content(): string {
    const end = this.contentLength < 0 ? this.text.length : this.bodyStart + this.contentLength;
    return this.text.slice(this.bodyStart, end);
  }

  header(name: string): string | undefined {
    return this.reader().first(name);
  }

  headers(name: string): readonly string[] {
    return this.reader().all(name);
  }

  /** Raw values of a header, one a line, lists unsplit. */
  headerLines(name: string): readonly string[] {
    return this.reader().lines(name);
  }

  passed(trusted: boolean): string {
    return this.reader().linesOf((name) => passesToOtherLeg(name, trusted));
  }

  private reader(): HeaderReader {
    this.headerReader ??= new HeaderReader(this.text, this.headersStart, this.bodyStart);
    return this.headerReader;
  }

  private scanStartLine(): string | null {
    const text = this.text;
    const end = text.indexOf('\r\n');
    if (end < 0) return 'no end of the start line';
    this.headersStart = end + 2;
    if (text.startsWith('SIP/2.0 ')) {
      const status = smallNumber(text, 8, 11);
      if (status < 100 || status > 699 || (end > 11 && text.charCodeAt(11) !== SPACE)) {
        return 'status code is not 100 to 699';
      }
      this.status = status;
      this.reason = text.slice(12, end);
      return null;
    }
    const first = text.indexOf(' ');
    const second = text.indexOf(' ', first + 1);
    if (first <= 0 || first > end) return 'no request line';
    const method = text.slice(0, first);
    if (!isToken(method)) return 'method is no token';
    this.method = method;
    if (second < 0 || second > end) return 'no request line';
    this.requestUri = text.slice(first + 1, second);
    if (text.startsWith('SIP/2.0', second + 1) && second + 8 === end) return null;
    return /^SIP\/\d+\.\d+$/i.test(text.slice(second + 1, end)) ? otherVersion : 'malformed request line';
  }

  /** Goes on behind a header it cannot use, so that the answer can repeat those that follow; tells the first problem. */
  private scanHeaders(): string | null {
    const text = this.text;
    let position = this.headersStart;
    let found: string | null = null;
    this.bodyStart = text.length;
    for (;;) {
      let end = text.indexOf('\r\n', position);
      if (end < 0) return found ?? 'no end of the headers';
      if (end === position) {
        this.bodyStart = end + 2;
        return found;
      }
      // A line that starts with white space continues the one before (RFC 3261 section 7.3.1).
      for (
        let next = text.charCodeAt(end + 2);
        next === SPACE || next === TAB;
        next = text.charCodeAt(end + 2)
      ) {
        end = text.indexOf('\r\n', end + 2);
        if (end < 0) return found ?? 'no end of the headers';
      }
      const colon = text.indexOf(':', position);
      if (colon < 0 || colon > end) return found ?? 'header line without a colon';
      let nameEnd = colon;
      while (nameEnd > position && isSpace(text.charCodeAt(nameEnd - 1))) nameEnd -= 1;
      if (nameEnd === position) return found ?? 'header line without a name';
      let valueStart = colon + 1;
      while (valueStart < end && isBlank(text.charCodeAt(valueStart))) valueStart += 1;
      let valueEnd = end;
      while (valueEnd > valueStart && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
      const problem = this.note(position, nameEnd - position, valueStart, valueEnd);
      found ??= problem;
      position = end + 2;
    }
  }

  /** Remembers one header when it is among those every message is asked for; told apart by length, then letters. */
  private note(start: number, length: number, valueStart: number, valueEnd: number): string | null {
    switch (length) {
      case 1:
        switch (this.text.charCodeAt(start) | 32) {
          case 118:
            return this.noteVia(valueStart, valueEnd);
          case 102:
            return this.noteFrom(valueStart, valueEnd);
          case 116:
            return this.noteTo(valueStart, valueEnd);
          case 105:
            return this.noteCallId(valueStart, valueEnd);
          case 109:
            return this.noteContact(valueStart, valueEnd);
          case 108:
            return this.noteContentLength(valueStart, valueEnd);
          case 99:
            this.hasContentType = true;
            return null;
          case 107:
            this.hasSupported = true;
            return null;
          case 120:
            this.hasSessionExpires = true;
            return null;
          default:
            return null;
        }
      case 2:
        return this.named(start, 'to') ? this.noteTo(valueStart, valueEnd) : null;
      case 3:
        return this.named(start, 'via') ? this.noteVia(valueStart, valueEnd) : null;
      case 4:
        if (this.named(start, 'from')) return this.noteFrom(valueStart, valueEnd);
        return this.named(start, 'cseq') ? this.noteCseq(valueStart, valueEnd) : null;
      case 5:
        if (this.named(start, 'route')) this.hasRoute = true;
        return null;
      case 7:
        if (this.named(start, 'call-id')) return this.noteCallId(valueStart, valueEnd);
        if (this.named(start, 'contact')) return this.noteContact(valueStart, valueEnd);
        if (this.named(start, 'require')) this.hasRequire = true;
        return null;
      case 9:
        if (this.named(start, 'timestamp')) this.hasTimestamp = true;
        else if (this.named(start, 'supported')) this.hasSupported = true;
        return null;
      case 12:
        if (this.named(start, 'max-forwards')) return this.noteMaxForwards(valueStart, valueEnd);
        if (this.named(start, 'record-route')) this.hasRecordRoute = true;
        else if (this.named(start, 'content-type')) this.hasContentType = true;
        return null;
      case 14:
        return this.named(start, 'content-length') ? this.noteContentLength(valueStart, valueEnd) : null;
      case 15:
        if (this.named(start, 'session-expires')) this.hasSessionExpires = true;
        return null;
      default:
        return null;
    }
  }

  private named(start: number, name: string): boolean {
    for (let index = 0; index < name.length; index += 1) {
      if (lower(this.text.charCodeAt(start + index)) !== name.charCodeAt(index)) return false;
    }
    return true;
  }

  private noteVia(start: number, end: number): null {
    if (this.viaStart < 0) {
      this.viaStart = start;
      this.viaEnd = end;
    } else {
      this.hasMoreVias = true;
    }
    return null;
  }

  private noteFrom(start: number, end: number): string | null {
    if (this.fromStart >= 0) return 'more than one From';
    this.fromStart = start;
    this.fromEnd = end;
    return closesQuote(this.text, start, end) ? null : 'From has an open quote';
  }

  private noteTo(start: number, end: number): string | null {
    if (this.toStart >= 0) return 'more than one To';
    this.toStart = start;
    this.toEnd = end;
    return closesQuote(this.text, start, end) ? null : 'To has an open quote';
  }

  private noteCallId(start: number, end: number): string | null {
    if (this.callId !== '') return 'more than one Call-ID';
    this.callId = this.text.slice(start, end);
    return null;
  }

  private noteContact(start: number, end: number): null {
    if (this.contactStart < 0) {
      this.contactStart = start;
      this.contactEnd = end;
    }
    return null;
  }

  private noteCseq(start: number, end: number): string | null {
    if (this.cseqStart >= 0) return 'more than one CSeq';
    this.cseqStart = start;
    this.cseqEnd = end;
    let position = start;
    let number = 0;
    for (; position < end; position += 1) {
      const digit = this.text.charCodeAt(position) - 48;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
      // RFC 3261 section 8.1.1.5: below 2**31.
      if (number > 0x7fffffff) return 'CSeq is out of range';
    }
    const digits = position - start;
    while (position < end && isBlank(this.text.charCodeAt(position))) position += 1;
    if (digits === 0 || position === end) return 'CSeq is no number and method';
    this.cseq = number;
    this.cseqMethod = this.text.slice(position, end);
    return null;
  }

  private noteMaxForwards(start: number, end: number): string | null {
    this.maxForwards = smallNumber(this.text, start, end);
    return this.maxForwards < 0 ? 'Max-Forwards is no number' : null;
  }

  private noteContentLength(start: number, end: number): string | null {
    if (this.contentLength >= 0) return 'more than one Content-Length';
    this.contentLength = smallNumber(this.text, start, end);
    return this.contentLength < 0 ? 'Content-Length is no number' : null;
  }

  private checkMandatory(): string | null {
    if (this.viaStart < 0) return 'no Via';
    if (this.fromStart < 0) return 'no From';
    if (this.toStart < 0) return 'no To';
    if (this.callId === '') return 'no Call-ID';
    if (this.cseq < 0) return 'no CSeq';
    if (this.method !== '' && this.cseqMethod !== this.method) return 'CSeq method is not the request method';
    if (this.bodyStart + this.contentLength > this.text.length) return 'shorter than its Content-Length';
    return null;
  }
}

const lower = (code: number): number => (code >= 65 && code <= 90 ? code | 32 : code);

const isSpace = (code: number): boolean => code === SPACE || code === TAB;

/** Space, or the remains of a folded line. */
const isBlank = (code: number): boolean => code === SPACE || code === TAB || code === CR || code === 10;

const isToken = (text: string): boolean => /^[A-Za-z0-9\-.!%*_+`'~]+$/.test(text);

/** Whether a display name that starts with a quote ends with one (RFC 3261 section 25.1). */
function closesQuote(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== QUOTE) return true;
  for (let position = start + 1; position < end; position += 1) {
    const code = text.charCodeAt(position);
    if (code === QUOTE) return true;
    if (code === BACKSLASH) position += 1;
  }
  return false;
}

/** Decimal digits of at most nine places; -1 on anything else. */
function smallNumber(text: string, start: number, end: number): number {
  if (end === start || end - start > 9) return -1;
  let number = 0;
  for (let position = start; position < end; position += 1) {
    const digit = text.charCodeAt(position) - 48;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** The tag parameter of a From or To value; empty when there is none. Looks behind the address only. */
function tagOf(text: string, start: number, end: number): string {
  let from = start;
  const bracket = text.lastIndexOf('>', end - 1);
  if (bracket >= start) from = bracket + 1;
  for (let semicolon = text.indexOf(';', from); semicolon >= 0 && semicolon < end;) {
    let position = semicolon + 1;
    while (isBlank(text.charCodeAt(position))) position += 1;
    const next = text.indexOf(';', position);
    const stop = next < 0 || next > end ? end : next;
    if (
      lower(text.charCodeAt(position)) === 116 &&
      lower(text.charCodeAt(position + 1)) === 97 &&
      lower(text.charCodeAt(position + 2)) === 103
    ) {
      let equals = position + 3;
      while (isBlank(text.charCodeAt(equals))) equals += 1;
      if (text.charCodeAt(equals) === 61) {
        let valueStart = equals + 1;
        while (valueStart < stop && isBlank(text.charCodeAt(valueStart))) valueStart += 1;
        let valueEnd = stop;
        while (valueEnd > valueStart && isBlank(text.charCodeAt(valueEnd - 1))) valueEnd -= 1;
        return text.slice(valueStart, valueEnd);
      }
    }
    semicolon = next;
  }
  return '';
}
