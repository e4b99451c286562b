/** The topmost Via value, as far as answering and matching need it (RFC 3261 sections 17.2.3, 18.2; RFC 3581). */
export interface Via {
  readonly transport: string;
  readonly host: string;
  /** 0: not given. */
  readonly port: number;
  readonly branch: string;
  /** The client asked for the source port (RFC 3581). */
  readonly rport: boolean;
  /** Length of the first value within the header line's text. */
  readonly length: number;
}

/** RFC 3261 section 8.1.1.7: a branch that begins so is unique by itself. */
export const magicCookie = 'z9hG4bK';

/** White space may stand around the slashes (RFC 3261 section 25.1); of another version, it is still to be answered. */
const protocolPattern = /^SIP\s*\/\s*\d+\.\d+\s*\/\s*([^\s/;,]+)\s+/i;

/** Null when it is no Via value. */
export function parseVia(line: string): Via | null {
  const comma = line.indexOf(',');
  const length = comma < 0 ? line.length : comma;
  const protocol = protocolPattern.exec(line);
  if (protocol === null || protocol[0].length > length) return null;
  const space = protocol[0].length;
  const firstParameter = line.indexOf(';', space);
  const sentByEnd = firstParameter < 0 || firstParameter > length ? length : firstParameter;
  const sentBy = line.slice(space, sentByEnd).trim();
  const hostEnd = sentBy.startsWith('[') ? sentBy.indexOf(']') + 1 : sentBy.indexOf(':');
  const host = hostEnd <= 0 ? sentBy : sentBy.slice(0, hostEnd).trim();
  if (host === '') return null;
  const portText = hostEnd <= 0 ? '' : sentBy.slice(hostEnd).replace(':', '').trim();
  const port = portText === '' ? 0 : Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65535) return null;
  return {
    transport: (protocol[1] ?? '').toLowerCase(),
    host,
    port,
    branch: viaParameter(line, sentByEnd, length, 'branch') ?? '',
    rport: viaParameter(line, sentByEnd, length, 'rport') !== undefined,
    length,
  };
}

/** Value of a parameter, empty for a flag, undefined when absent. */
function viaParameter(line: string, from: number, to: number, name: string): string | undefined {
  for (let semicolon = from; semicolon >= 0 && semicolon < to;) {
    const next = line.indexOf(';', semicolon + 1);
    const stop = next < 0 || next > to ? to : next;
    const equals = line.indexOf('=', semicolon);
    const nameEnd = equals < 0 || equals > stop ? stop : equals;
    if (
      line
        .slice(semicolon + 1, nameEnd)
        .trim()
        .toLowerCase() === name
    ) {
      return nameEnd === stop ? '' : line.slice(equals + 1, stop).trim();
    }
    semicolon = next;
  }
  return undefined;
}

/** The Via line with `received` and the filled-in `rport` (RFC 3261 section 18.2.1, RFC 3581 section 4). */
export function markReceived(line: string, via: Via, address: string, port: number): string {
  const needsReceived = via.rport || bareHost(via.host) !== address;
  if (!needsReceived) return line;
  let first = line.slice(0, via.length).trimEnd();
  if (via.rport) first = first.replace(/;\s*rport\s*(?:=[^;]*)?(?=;|$)/i, `;rport=${port}`);
  first = first.replace(/;\s*received\s*=[^;]*/i, '');
  return `${first};received=${address}${line.slice(via.length)}`;
}

/** The host of `host:port`, without brackets. */
export const hostOf = (hostPort: string): string => bareHost(hostPort.slice(0, hostPort.lastIndexOf(':')));

export const bareHost = (host: string): string => (host.startsWith('[') ? host.slice(1, -1) : host);
