/** `host:port`, an IPv6 address in brackets; null: the port is left out. */
export function formatHostPort(host: string, port: number | null): string {
  const literal = host.includes(':') ? `[${host}]` : host;
  return port === null ? literal : `${literal}:${port}`;
}
