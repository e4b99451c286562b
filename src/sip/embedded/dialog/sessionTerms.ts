import type { SipMessage } from '../../message/sipMessage';
import { parameter } from '../../uri';

/** What we ask of session timers (RFC 4028), in seconds. */
export interface SessionTerms {
  /** Offered, and the most we agree to unless the far end's Min-SE is above it. */
  readonly expires: number;
  /** The least we agree to. */
  readonly minimum: number;
}

/** RFC 4028 section 4: half an hour is recommended, and no session may expire sooner than after 90 s (section 5). */
export const defaultSessionTerms: SessionTerms = { expires: 1_800, minimum: 90 };

/** What Min-SE means where it is left out (RFC 4028 section 5). */
const impliedMinimum = 90;

/** Who refreshes, as the request that is being answered names it: its sender, or who answers it. */
export type RefresherRole = 'uac' | 'uas';

/** Who refreshes, whoever sent the last request. */
export type Refresher = 'we' | 'they';

/** What one message says of the session's timer. */
export interface SessionFacts {
  readonly supportsTimer: boolean;
  /** Session-Expires in seconds; null: none, or not one that can be read. */
  readonly expires: number | null;
  readonly refresher: RefresherRole | null;
  /** Min-SE in seconds; null: none. */
  readonly minimum: number | null;
}

/** A session that ends unless it is refreshed within so many seconds. */
export interface AgreedSession {
  readonly interval: number;
  readonly refresher: Refresher;
}

const nothingSaid: SessionFacts = { supportsTimer: false, expires: null, refresher: null, minimum: null };

/** Looks at no header of a message that has neither Session-Expires nor a list of options. */
export function sessionFacts(message: SipMessage): SessionFacts {
  if (!message.hasSessionExpires && !message.hasSupported && !message.hasRequire) return nothingSaid;
  const [expires, refresher] = sessionExpires(message.header('session-expires') ?? '');
  const lists = (name: string): boolean =>
    message.headers(name).some((option) => option.toLowerCase() === 'timer');
  return {
    supportsTimer: lists('supported') || lists('require'),
    expires,
    refresher,
    minimum: seconds(message.header('min-se') ?? ''),
  };
}

/** RFC 4028 section 9: only to a far end that knows what a 422 is. */
export const isTooSmall = ({ supportsTimer, expires }: SessionFacts, terms: SessionTerms): boolean =>
  supportsTimer && expires !== null && expires < terms.minimum;

/** RFC 4028 table 2, by what the request supports and whom it names; null: ours to choose. */
const refresherTable: Readonly<
  Record<'supports' | 'lacks', Readonly<Record<RefresherRole | 'none', RefresherRole | null>>>
> = {
  supports: { none: null, uac: 'uac', uas: 'uas' },
  // Who does not know the extension cannot refresh, whatever was put into its request on the way.
  lacks: { none: 'uas', uac: 'uas', uas: 'uas' },
};

/**
 * What a 2xx of ours to an INVITE or UPDATE agrees to (RFC 4028 section 9); null: the session does not expire. Where the
 * choice is ours the refresher stays who it was, and is at first the far end, so that its silence tells.
 */
export function agreedAsUas(
  { supportsTimer, expires, refresher, minimum }: SessionFacts,
  terms: SessionTerms,
  current: Refresher | null,
): AgreedSession | null {
  if (expires === null && !supportsTimer) return null;
  const role = refresherTable[supportsTimer ? 'supports' : 'lacks'][refresher ?? 'none'];
  return {
    // It may be made shorter, not below what either side names as its least.
    interval: Math.max(Math.min(expires ?? Infinity, terms.expires), minimum ?? 0, terms.minimum),
    refresher: role === null ? (current ?? 'they') : role === 'uas' ? 'we' : 'they',
  };
}

/** What a 2xx to an INVITE or UPDATE of ours says (RFC 4028 section 7.2); null: the session does not expire. */
export function agreedAsUac({ expires, refresher }: SessionFacts, terms: SessionTerms): AgreedSession | null {
  if (expires === null) return null;
  return { interval: Math.max(expires, terms.minimum), refresher: refresher === 'uas' ? 'they' : 'we' };
}

/** The terms of the next try after a 422 (RFC 4028 section 7.3); null: it names nothing that we did not offer. */
export function raisedBy(refusal: SipMessage, terms: SessionTerms, offered: number): SessionTerms | null {
  const minimum = seconds(refusal.header('min-se') ?? '');
  if (minimum === null || minimum <= offered) return null;
  return { expires: Math.max(terms.expires, minimum), minimum: Math.max(terms.minimum, minimum) };
}

/** Of a request of ours; `session`: the one it refreshes. */
export function offerHeaders(terms: SessionTerms, session: AgreedSession | null): string {
  const role = session === null ? '' : `;refresher=${session.refresher === 'we' ? 'uac' : 'uas'}`;
  return `Session-Expires: ${offeredInterval(terms, session)}${role}\r\n${minimumHeader(terms)}`;
}

export const offeredInterval = (terms: SessionTerms, session: AgreedSession | null): number =>
  session === null ? terms.expires : Math.max(session.interval, terms.minimum);

/** Of a 2xx of ours. The extension is required of a sender that knows it (RFC 4028 section 9). */
export function answerHeaders(session: AgreedSession, { supportsTimer }: SessionFacts): string {
  const role = session.refresher === 'we' ? 'uas' : 'uac';
  const required = supportsTimer ? 'Require: timer\r\n' : '';
  return `${required}Session-Expires: ${session.interval};refresher=${role}\r\n`;
}

/** Left out where it says what its absence means. */
const minimumHeader = ({ minimum }: SessionTerms): string =>
  minimum > impliedMinimum ? `Min-SE: ${minimum}\r\n` : '';

function sessionExpires(value: string): readonly [number | null, RefresherRole | null] {
  const semicolon = value.indexOf(';');
  const end = semicolon < 0 ? value.length : semicolon;
  const refresher = parameter(value.slice(end), 'refresher')?.toLowerCase();
  return [seconds(value.slice(0, end)), refresher === 'uac' || refresher === 'uas' ? refresher : null];
}

/** Delta-seconds, parameters behind them left aside; null where it is no such number. */
function seconds(value: string): number | null {
  const digits = /^\s*(\d{1,9})\s*(?:;|$)/.exec(value)?.[1];
  return digits === undefined ? null : Number(digits);
}
