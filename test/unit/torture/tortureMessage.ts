/** A message of RFC 4475, and what this stack makes of it as the called side of a datagram. */
export interface TortureMessage {
  readonly name: string;
  readonly section: string;
  readonly text: string;
  /** What goes back: `400 INVITE` and so on; empty: silence. */
  readonly answer: readonly string[];
  /** Why, where the RFC leaves it open. */
  readonly because?: string;
}

/** Lines to CRLF, the first and the last empty line cut off; `@@` stands for the length of the body. */
export function sip(strings: TemplateStringsArray): string {
  const text = (strings.raw[0] ?? '')
    .replace(/^\n/, '')
    .replace(/\\x([0-9A-F]{2})/g, (_match, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .replace(/\n/g, '\r\n');
  const body = text.slice(text.indexOf('\r\n\r\n') + 4);
  return text.replace('@@', String(body.length));
}
