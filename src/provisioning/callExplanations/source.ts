import type { SourceAddress } from '../../model/callFacts';
import type { SipTransport } from '../../model/settings';
import { parseIpAddress } from '../../routing/ipAddress';

const transports: readonly SipTransport[] = ['udp', 'tcp', 'tls', 'ws', 'wss'];
const form = /^(?<transport>[a-z]+):(?:\[(?<six>[^\]]+)\]|(?<four>[^:[\]]+)):(?<port>\d{1,5})$/i;

/** Reads `transport:address:port`, IPv6 in brackets; null: it is none. */
export function readSource(text: string): SourceAddress | null {
  const parts = form.exec(text)?.groups;
  const transport = transports.find((each) => each === parts?.transport?.toLowerCase());
  const address = (parts?.six ?? parts?.four ?? '').toLowerCase();
  const port = Number(parts?.port);
  const isAddress = parseIpAddress(address) !== null;
  return transport !== undefined && isAddress && port >= 1 && port <= 65_535
    ? { transport, address, port }
    : null;
}
