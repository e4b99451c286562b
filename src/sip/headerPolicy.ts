/** What becomes of a header between the two legs of a call (design.md section 3), by lower-case long name. */

/** They describe the body and go wherever the body goes. */
export const bodyHeaderNames: ReadonlySet<string> = new Set([
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-id',
  'mime-version',
]);

/** Passed between any two peers: Geolocation (RFC 6442), Reason (RFC 3326), Alert-Info, User-to-User (RFC 7433). */
const passedHeaderNames: ReadonlySet<string> = new Set([
  'geolocation',
  'geolocation-routing',
  'geolocation-error',
  'reason',
  'alert-info',
  'user-to-user',
]);

/** Ours on each leg, or rebuilt with our host: never copied, whoever the peers are. */
const ownHeaderNames: ReadonlySet<string> = new Set([
  'via',
  'route',
  'record-route',
  'path',
  'service-route',
  'contact',
  'call-id',
  'cseq',
  'max-forwards',
  'allow',
  'allow-events',
  'supported',
  'require',
  'unsupported',
  'proxy-require',
  'session-expires',
  'min-se',
  'rseq',
  'rack',
  'expires',
  'retry-after',
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'proxy-authorization',
  'www-authenticate',
  'proxy-authenticate',
  'authentication-info',
  'user-agent',
  'server',
  'timestamp',
  'date',
  'content-length',
  'from',
  'to',
  'p-asserted-identity',
  'p-preferred-identity',
  'remote-party-id',
  'privacy',
  'diversion',
  'history-info',
  'referred-by',
  'refer-to',
  // They name dialogs, which are others on the other leg.
  'replaces',
  'join',
  'target-dialog',
  'in-reply-to',
  'event',
  'subscription-state',
  'identity',
  'warning',
  'error-info',
]);

/** All that stand here. */
export const knownHeaderNames: readonly string[] = [
  ...bodyHeaderNames,
  ...passedHeaderNames,
  ...ownHeaderNames,
];

/** Whether a header that one leg received stands in the message sent on the other. */
export function passesToOtherLeg(name: string, trusted: boolean): boolean {
  if (passedHeaderNames.has(name)) return true;
  return trusted && !ownHeaderNames.has(name) && !bodyHeaderNames.has(name);
}
