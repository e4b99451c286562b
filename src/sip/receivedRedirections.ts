import { ownedString } from '../model/ownedString';
import { redirectReasons, type Redirection } from '../model/redirection';
import { parseNameAddress, type NameAddress } from './nameAddress';
import type { MessageView } from './stack';
import { parameter, parseUri } from './uri';

/** As many as a call is sent on at most; of more, the last count. */
const mostStations = 10;
const longestUser = 64;

const none: readonly Redirection[] = [];
type Reason = Redirection['reason'];
const reasons = Object.entries(redirectReasons) as [Reason, (typeof redirectReasons)[Reason]][];

/**
 * The stations an INVITE says it was sent on from, the first station first: by Diversion (RFC 5806), else by History-Info
 * (RFC 7044). One that wants its privacy, or cannot be read, is left out.
 */
export function receivedRedirections(invite: Pick<MessageView, 'headers'>): readonly Redirection[] {
  const diversions = invite.headers('Diversion');
  if (diversions.length > 0) return bounded([...diversions].reverse().flatMap(diversion));
  const history = invite.headers('History-Info');
  // Its last entry is whom the call is for.
  if (history.length < 2) return none;
  const hides = invite.headers('Privacy').some((value) => hidesHistory.test(value));
  return hides ? none : bounded(historyOf(history));
}

const bounded = (stations: readonly Redirection[]): readonly Redirection[] => stations.slice(-mostStations);

/** RFC 7044 section 10.1 and RFC 3323 section 4.2. */
const hidesHistory = /\b(?:history|header|session)\b/i;

function diversion(value: string): readonly Redirection[] {
  const address = parseNameAddress(value);
  if (address === null) return none;
  const privacy = word(parameter(address.parameters, 'privacy'));
  if (privacy === 'full' || privacy === 'uri') return none;
  const said = word(parameter(address.parameters, 'reason'));
  return station(address, reasons.find(([, { diversion: name }]) => name === said)?.[0] ?? 'unknown');
}

/** An entry was sent on where the next one says by what cause it came about; one that was merely routed does not. */
function historyOf(values: readonly string[]): Redirection[] {
  const entries = values.map(parseNameAddress);
  return entries.flatMap((entry, index) => {
    const next = entries[index + 1] ?? null;
    if (entry === null || next === null) return none;
    const cause = parameter(parseUri(next.uri)?.parameters ?? '', 'cause');
    if (cause === null || hidesHistory.test(/[?&]privacy=([^&]*)/i.exec(entry.uri)?.[1] ?? '')) return none;
    return station(entry, reasons.find(([, { cause: code }]) => String(code) === cause)?.[0] ?? 'unknown');
  });
}

function station({ uri }: NameAddress, reason: Reason): readonly Redirection[] {
  const user = parseUri(uri)?.user ?? '';
  if (user === '' || user.length > longestUser || /^(?:anonymous|unavailable)$/i.test(user)) return none;
  return [{ from: ownedString(user), reason }];
}

const word = (value: string | null): string => (value ?? '').replaceAll('"', '').toLowerCase();
