import type { Law } from './streamPlan';
import type { MediaDescription } from './sessionDescription';

export interface AudioCodec {
  readonly law: Law;
  readonly payload: number;
}

const laws: Readonly<Record<string, Law>> = { 'PCMU/8000': 'mu', 'PCMA/8000': 'a' };
/** RFC 3551 section 6: payload types that need no rtpmap. */
const fixed: Readonly<Record<string, string>> = { '0': 'PCMU/8000', '8': 'PCMA/8000' };

/** The encodings of a media description, `PCMU/8000`, by format in its order of preference. */
function encodings({ formats, attributes }: MediaDescription): [number, string][] {
  const maps = new Map<string, string>();
  for (const { name, value } of attributes) {
    const match = /^(\d{1,3}) +([^\s/]+\/\d+)(?:\/1)? *$/.exec(value);
    if (name === 'rtpmap' && match?.[1] !== undefined && match[2] !== undefined) {
      maps.set(match[1], match[2].toUpperCase());
    }
  }
  return formats
    .filter((format) => /^\d{1,3}$/.test(format) && Number(format) < 128)
    .map((format) => [Number(format), maps.get(format) ?? fixed[format] ?? '']);
}

/** The first one that we speak; null: none. */
export function chooseCodec(media: MediaDescription): AudioCodec | null {
  for (const [payload, encoding] of encodings(media)) {
    const law = Object.hasOwn(laws, encoding) ? laws[encoding] : undefined;
    if (law !== undefined) return { law, payload };
  }
  return null;
}

/** Payload type of telephone events at our clock rate (RFC 4733 section 2.5.1.1); null: not offered. */
export function eventPayload(media: MediaDescription): number | null {
  return encodings(media).find(([, encoding]) => encoding === 'TELEPHONE-EVENT/8000')?.[0] ?? null;
}

export const encodingName = (law: Law): string => (law === 'mu' ? 'PCMU/8000' : 'PCMA/8000');
