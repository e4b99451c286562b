import { matchesPattern } from './numberPattern';
import { formatNumber } from './phoneNumber';
import type { NumberFormat, NumberPolicy, PrefixRule } from './settings';

/** What decides how a peer's numbers are written. */
export interface NumberedPeer {
  readonly numberFormat: NumberFormat;
  readonly numberPolicy: NumberPolicy | null;
}

/** Whose number it is: rules for the one do not touch the other. */
export type NumberPart = 'called' | 'calling';

/** What rules may touch: names such as `alice` are nobody's to rewrite (peers.md 1.4). */
const dialled = /^\+?[0-9*#]+$/;

/**
 * A number as a peer is to get it: written in the format, then changed by the rules. One that a pattern of `untouched`
 * names, in whatever format, goes out as the pattern writes it; a name stays as it is.
 *
 * @param country the one whose national format is meant
 */
export const numberSent = (peer: NumberedPeer, part: NumberPart, number: string, country: string): string => {
  const policy = peer.numberPolicy;
  if (policy === null) return formatNumber(number, peer.numberFormat, country);
  const untouched = inUntouchedForm(policy, number, country);
  if (untouched !== null) return untouched;
  return changePrefix(formatNumber(number, policy.sent.format, country), policy.sent[part]);
};

/** A number as it is to be read that a peer has sent, its rules applied. */
export const numberReceived = (peer: NumberedPeer, part: NumberPart, user: string): string => {
  const policy = peer.numberPolicy;
  if (policy === null || policy.received[part].length === 0) return user;
  if (policy.untouched.some((pattern) => matchesPattern(user, pattern))) return user;
  return changePrefix(user, policy.received[part]);
};

/** Most telling first, so that a pattern such as `*` leaves E.164 as it is. */
const formats = ['e164_plus', 'e164', 'national'] as const;

const inUntouchedForm = ({ untouched }: NumberPolicy, number: string, country: string): string | null => {
  for (const format of untouched.length === 0 ? [] : formats) {
    const written = formatNumber(number, format, country);
    if (untouched.some((pattern) => matchesPattern(written, pattern))) return written;
  }
  return null;
};

const changePrefix = (number: string, rules: readonly PrefixRule[]): string => {
  if (rules.length === 0 || !dialled.test(number)) return number;
  const rule = rules.find(({ strip }) => number.startsWith(strip));
  return rule === undefined ? number : rule.add + number.slice(rule.strip.length);
};
