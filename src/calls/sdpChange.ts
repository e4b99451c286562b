import {
  MalformedSdp,
  parseSdp,
  type MediaDescription,
  type SessionDescription,
} from '../media/sdp/sessionDescription';

/**
 * Whether a caller's answer says something else than the target may believe: the target knows the caller by an earlier
 * `offer` and has said `agreed`, which the caller was offered then. It differs by an address, a port, a payload type that
 * is new, means another codec or is not taken, or a direction (RFC 3264 sections 6.1 and 8). A description that cannot be
 * read differs from any other.
 */
export function isNewToTarget(answer: string, offer: string, agreed: string): boolean {
  const [now, before, taken] = [read(answer), read(offer), read(agreed)];
  if (now === null || before === null || taken === null) return answer !== offer;
  return now.media.some((media, index) => {
    const [known, target] = [before.media[index], taken.media[index]];
    if (known === undefined || target === undefined) return media.port !== 0;
    // What the target does not take needs no address.
    if (target.port === 0) return media.port !== 0;
    return (
      media.port !== known.port ||
      addressOf(media, now) !== addressOf(known, before) ||
      meaningOf(media, media.formats) !== meaningOf(media, target.formats) ||
      meaningOf(media, media.formats) !== meaningOf(known, media.formats) ||
      directionOf(media, now) !== mirrored[directionOf(target, taken)]
    );
  });
}

function read(text: string): SessionDescription | null {
  try {
    return parseSdp(text);
  } catch (error) {
    if (error instanceof MalformedSdp) return null;
    throw error;
  }
}

const addressOf = (media: MediaDescription, session: SessionDescription): string | null =>
  media.connection ?? session.connection;

/** These payload types of a stream, in any order, with the codec of each. */
function meaningOf({ attributes }: MediaDescription, formats: readonly string[]): string {
  const codecs = new Map<string, string>();
  for (const { name, value } of attributes) {
    if (name !== 'rtpmap') continue;
    const [type = '', codec = ''] = value.split(/\s+/);
    codecs.set(type, codec.toLowerCase().replace(/\/1$/, ''));
  }
  // The static types need no rtpmap (RFC 3551 section 6): one side may write it and the other not.
  return formats
    .map((type) => `${type} ${Number(type) < 96 ? '' : (codecs.get(type) ?? '')}`)
    .sort()
    .join(',');
}

type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const mirrored: Readonly<Record<Direction, Direction>> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

function directionOf(media: MediaDescription, session: SessionDescription): Direction {
  for (const { attributes } of [media, session]) {
    const found = attributes.find(({ name }) => Object.hasOwn(mirrored, name));
    if (found !== undefined) return found.name as Direction;
  }
  return 'sendrecv';
}
