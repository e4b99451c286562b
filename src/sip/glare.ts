import type { Random } from '../model/ports';

/**
 * After so many milliseconds an offer that crossed one of the far end's (491) is sent again: a multiple of 10, out of two
 * bands that do not meet, so that the two sides do not cross again (RFC 3261 section 14.1).
 * @param ownsCallId we made the dialog's Call-ID: ours is the later band
 */
export const glareDelay = (ownsCallId: boolean, random: Random): number => {
  const [from, to] = ownsCallId ? [2_100, 4_000] : [0, 2_000];
  return from + Math.floor((random() * (to - from + 10)) / 10) * 10;
};
