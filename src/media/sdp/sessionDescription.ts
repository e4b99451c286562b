/** A session description (RFC 8866) as far as audio asks for it. */
export interface SessionDescription {
  /** The `t=` lines as they are; an answer repeats them (RFC 3264 section 6). */
  readonly times: readonly string[];
  readonly connection: string | null;
  readonly attributes: readonly Attribute[];
  readonly media: readonly MediaDescription[];
}

export interface MediaDescription {
  /** `audio`, `video` ... */
  readonly kind: string;
  /** 0: switched off. */
  readonly port: number;
  /** Such as `RTP/AVP`. */
  readonly protocol: string;
  readonly formats: readonly string[];
  /** Address of its own `c=` line; null: the session's. */
  readonly connection: string | null;
  readonly attributes: readonly Attribute[];
}

export interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** The text is no session description; the message says where. */
export class MalformedSdp extends Error {
  override readonly name = 'MalformedSdp';
}

const mostCharacters = 16_384;
const mostMedia = 32;

/** @throws MalformedSdp */
export function parseSdp(text: string): SessionDescription {
  if (text.length > mostCharacters) throw new MalformedSdp(`longer than ${mostCharacters} characters`);
  const times: string[] = [];
  const attributes: Attribute[] = [];
  const media: Section[] = [];
  let connection: string | null = null;
  let isBegun = false;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    if (line === '') continue;
    const where = `line ${index + 1}`;
    if (line[1] !== '=' || !/^[a-z]/.test(line)) throw new MalformedSdp(`${where} is not type=value`);
    const value = line.slice(2);
    if (!isBegun && line !== 'v=0') throw new MalformedSdp('it does not begin with v=0');
    isBegun = true;
    const section = media.at(-1);
    switch (line.charAt(0)) {
      case 't':
        times.push(line);
        break;
      case 'c':
        if (section === undefined) connection = connectionAddress(value, where);
        else section.connection = connectionAddress(value, where);
        break;
      case 'a': {
        const colon = value.indexOf(':');
        const attribute =
          colon < 0
            ? { name: value, value: '' }
            : { name: value.slice(0, colon), value: value.slice(colon + 1).trim() };
        (section?.attributes ?? attributes).push(attribute);
        break;
      }
      case 'm':
        if (media.length === mostMedia) throw new MalformedSdp(`more than ${mostMedia} media`);
        media.push(mediaSection(value, where));
    }
  }
  if (!isBegun) throw new MalformedSdp('it is empty');
  return { times, connection, attributes, media };
}

interface Section extends MediaDescription {
  connection: string | null;
  readonly attributes: Attribute[];
}

function mediaSection(value: string, where: string): Section {
  const match = /^([!-~]+) (\d{1,5})(?:\/\d{1,5})? ([!-~]+)((?: [!-~]+)+) *$/.exec(value);
  const [, kind = '', port = '', protocol = '', formats = ''] = match ?? [];
  if (match === null || Number(port) > 65_535) throw new MalformedSdp(`${where} is no media description`);
  return {
    ...{ kind: kind.toLowerCase(), port: Number(port), protocol: protocol.toUpperCase() },
    ...{ formats: formats.trim().split(/ +/), connection: null, attributes: [] },
  };
}

/** Of `IN IP4 address`; what follows a slash (time to live, number of addresses) is cut off. */
function connectionAddress(value: string, where: string): string {
  const address = /^IN IP[46] ([!-~]+?)(?:\/[\d/]+)? *$/i.exec(value)?.[1];
  if (address === undefined) throw new MalformedSdp(`${where} is no connection`);
  return address;
}

/** The value of an attribute of the media, else of the session; null: neither has it. */
export function attributeOf(
  name: string,
  media: MediaDescription,
  session: Pick<SessionDescription, 'attributes'> = { attributes: [] },
): string | null {
  const found = [...media.attributes, ...session.attributes].find((attribute) => attribute.name === name);
  return found?.value ?? null;
}
