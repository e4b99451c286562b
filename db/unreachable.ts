/** Codes of a server that is not there, does not answer, or is about to go. */
const codes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
]);

/**
 * Whether a statement failed because the database is out of reach, rather than for what it says. mysql2 calls fatal what
 * ends a connection, such as a statement on one that has ended, for which it has no code.
 */
export const isUnreachable = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  (('code' in error && codes.has(error.code)) || ('fatal' in error && error.fatal === true));
