/**
 * The mark by which the called end knows the lab's calls: User-to-User information (RFC 7433), which the service passes
 * through. It names the run and the call.
 */
export const markHeader = (run: string, index: number): string =>
  `User-to-User: ${Buffer.from(`${run}:${index}`).toString('hex')};encoding=hex\r\n`;

/** The number of a call of this run; null: somebody else's call. */
export function readMark(header: string | undefined, run: string): number | null {
  const hex = /^\s*([0-9a-f]+)\s*;\s*encoding=hex\b/i.exec(header ?? '')?.[1];
  if (hex === undefined) return null;
  const [name, index] = Buffer.from(hex, 'hex').toString().split(':');
  return name === run && index !== undefined && /^\d{1,9}$/.test(index) ? Number(index) : null;
}
