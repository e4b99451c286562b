import { carriesSdp } from '../sip/carriesSdp';
import type { Body } from '../sip/stack';

export { carriesSdp };

/** The session description of a body, taken out of a multipart; null: it has none. */
export function sdpOf(body: Body | null | undefined): string | null {
  if (body === null || body === undefined || !carriesSdp(body)) return null;
  const boundary = /multipart\/[^\r\n]*;\s*boundary=(?:"([^"\r\n]+)"|([^\s;"]+))/i.exec(body.headers);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (delimiter === undefined) return body.content;
  for (const part of `\r\n${body.content}`.split(`\r\n--${delimiter}`)) {
    const empty = part.indexOf('\r\n\r\n');
    if (empty < 0) continue;
    if (/^content-type:\s*application\/sdp\b/im.test(part.slice(0, empty))) return part.slice(empty + 4);
  }
  return null;
}

export const sdpBody = (content: string): Body => ({
  headers: 'Content-Type: application/sdp\r\n',
  content,
});
