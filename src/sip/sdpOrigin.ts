import type { Body } from './stack';

/**
 * The `o=` line of the session descriptions sent on one leg (RFC 4566 section 5.2, RFC 3264 section 8): one session id a
 * leg, the version one higher at each change, our address instead of the other side's. The rest passes byte for byte.
 */
export class SdpOrigin {
  private version = 0;
  private lastSeen = 0;

  constructor(private readonly sessionId: number) {}

  /** The body as it goes out from `address` of ours; anything but SDP, alone or as a part, is left alone. */
  rewrite(body: Body, address: string): Body {
    if (!/application\/sdp|multipart\//i.test(body.headers)) return body;
    const content = body.content;
    const start = content.startsWith('o=') ? 0 : content.indexOf('\no=') + 1;
    if (start === 0 && !content.startsWith('o=')) return body;
    const nextLine = content.indexOf('\n', start);
    if (nextLine < 0) return body;
    const end = content[nextLine - 1] === '\r' ? nextLine - 1 : nextLine;
    const seen = fingerprint(content);
    if (seen !== this.lastSeen) {
      this.version += 1;
      this.lastSeen = seen;
    }
    const family = address.includes(':') ? 'IP6' : 'IP4';
    const origin = `o=trunkline ${this.sessionId} ${this.version} IN ${family} ${address}`;
    return { headers: body.headers, content: content.slice(0, start) + origin + content.slice(end) };
  }
}

/** 52 bits over the text: two unlike descriptions of one call do not meet by chance. */
export function fingerprint(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995);
  }
  return (high >>> 12) * 0x1_0000_0000 + (low >>> 0) + 1;
}
