import type { Body } from './stack';

/** Whether a body is a session description or holds one in a multipart (RFC 5621). */
export function carriesSdp(body: Body | null | undefined): boolean {
  if (body === null || body === undefined) return false;
  const headers = body.headers.toLowerCase();
  if (headers.includes('application/sdp')) return true;
  return headers.includes('multipart/') && body.content.toLowerCase().includes('application/sdp');
}

/** Whether a body is a session description and nothing else. */
export const isSdpAlone = (body: Body | null | undefined): boolean =>
  carriesSdp(body) && !/multipart\//i.test(body?.headers ?? '');
