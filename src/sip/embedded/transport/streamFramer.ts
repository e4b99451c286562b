/** A message on a stream larger than this ends the connection; so do headers that do not end within it. */
export const maxStreamMessage = 128 * 1024;

/** The peer's bytes make no sense as SIP messages; the connection has to go. */
export class FramingError extends Error {}

const contentLengthPattern = /\r\n(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r\n/i;

/**
 * Cuts a byte stream into SIP messages by Content-Length (RFC 3261 sections 7.5 and 18.3). Empty lines between messages
 * are keep-alives (RFC 5626 section 4.4.1).
 */
export class StreamFramer {
  private pending = '';
  /** Where the search for the end of the headers goes on. */
  private searched = 0;

  constructor(
    private readonly onMessage: (text: string) => void,
    /** A double CRLF that wants a CRLF back. */
    private readonly onPing: () => void,
  ) {}

  /** Throws FramingError when the stream cannot be followed any more. */
  push(bytes: string): void {
    this.pending += bytes;
    for (;;) {
      this.skipKeepAlives();
      if (this.pending === '') return;
      const headersEnd = this.pending.indexOf('\r\n\r\n', this.searched);
      if (headersEnd < 0) {
        if (this.pending.length > maxStreamMessage) throw new FramingError('headers do not end');
        this.searched = Math.max(0, this.pending.length - 3);
        return;
      }
      const found = contentLengthPattern.exec(this.pending.slice(0, headersEnd + 2));
      if (found === null) throw new FramingError('no Content-Length on a stream');
      const length = headersEnd + 4 + Number(found[1]);
      if (length > maxStreamMessage) throw new FramingError('message is too large');
      if (this.pending.length < length) {
        this.searched = headersEnd;
        return;
      }
      const message = this.pending.slice(0, length);
      this.pending = this.pending.slice(length);
      this.searched = 0;
      this.onMessage(message);
    }
  }

  private skipKeepAlives(): void {
    while (this.pending.startsWith('\r\n')) {
      if (this.pending.startsWith('\r\n\r\n')) {
        this.pending = this.pending.slice(4);
        this.onPing();
      } else if ('\r\n\r\n'.startsWith(this.pending)) {
        return;
      } else {
        this.pending = this.pending.slice(2);
      }
    }
  }
}
