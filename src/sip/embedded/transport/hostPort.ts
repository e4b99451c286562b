/** `host:port` as SIP writes it: IPv6 in brackets (RFC 3261 section 25.1). */
export const hostPort = (host: string, port: number): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
