import type { Body } from '../../stack';
import type { SipMessage } from '../../message/sipMessage';
import { fingerprint } from '../../sdpOrigin';

/**
 * What the two ends of a dialog have agreed on last: our description as it was given to us, theirs by its fingerprint. An
 * offer that was refused leaves both as they were (RFC 3261 section 14.1).
 */
export class SessionDescriptions {
  private sent: Body | null = null;
  /** 0: theirs is not known. */
  private received = 0;

  /** Ours; null: there is none. */
  get ours(): Body | null {
    return this.sent;
  }

  /** By which theirs is told from others; 0: it is not known. */
  get theirs(): number {
    return this.received;
  }

  /** The first exchange, unless one before the answer has said it already (RFC 3262 section 5, RFC 3311). */
  noteFirst(ours: Body | null | undefined, theirs: Pick<SipMessage, 'content'>): void {
    if (this.sent === null) this.noteOurs(ours);
    if (this.received === 0) this.noteTheirs(theirs);
  }

  /** Goes on from what an early dialog has agreed on. */
  goOnFrom({ sent, received }: SessionDescriptions): void {
    if (sent !== null) this.sent = sent;
    if (received !== 0) this.received = received;
  }

  /** An exchange in which this was ours has succeeded; without SDP nothing changes. */
  noteOurs(body: Body | null | undefined): void {
    if (body === null || body === undefined || body === this.sent) return;
    if (!/application\/sdp|multipart\//i.test(body.headers)) return;
    this.sent = { headers: copied(body.headers), content: copied(body.content) };
  }

  /** The same of theirs. */
  noteTheirs(message: Pick<SipMessage, 'content'>): void {
    const { content } = message;
    if (content !== '') this.received = fingerprint(content);
  }

  /**
   * Whether a request of theirs says what they have said before, byte for byte, so that it changes nothing: RFC 3264
   * section 8 has it so where the version of `o=` is the same, and who changes one without the other is not to be believed.
   */
  isUnchanged(content: string): boolean {
    return this.sent !== null && content !== '' && fingerprint(content) === this.received;
  }
}

const plainSdp = 'Content-Type: application/sdp\r\n';

/** Kept as long as the call, so not as a view of a whole message (model/ownedString.ts); SIP text has a byte a character. */
const copied = (text: string): string =>
  text === plainSdp ? plainSdp : Buffer.from(text, 'latin1').toString('latin1');
