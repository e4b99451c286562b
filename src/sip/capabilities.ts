/** What this stack can do, as its messages say it (RFC 3261 sections 20.5, 20.32, 20.41). */
export const allowedMethods = [
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'PRACK',
  'OPTIONS',
  'INFO',
  'UPDATE',
  'MESSAGE',
  'NOTIFY',
  'REFER',
];

export const allowHeader = `Allow: ${allowedMethods.join(', ')}\r\n`;
export const acceptHeader = 'Accept: application/sdp, multipart/mixed\r\n';
export const userAgentHeader = 'User-Agent: Trunkline\r\n';

/** Provisional responses that are acknowledged (RFC 3262). */
export const reliableProvisionals = '100rel';

/** An INVITE takes the place of a dialog that it names (RFC 3891). */
const takeovers = 'replaces';

/** Option tags we understand in Require; `timer` (RFC 4028) where session timers are used. */
export const supportedOptions: ReadonlySet<string> = new Set([reliableProvisionals, takeovers, 'timer']);

/** `others`: option tags besides. They stand on one line: some far ends read one alone. */
export const supportedHeader = (...others: readonly string[]): string =>
  `Supported: ${[takeovers, ...others].join(', ')}\r\n`;
