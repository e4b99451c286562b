import type { CallFacts, PartyIdentity } from '../model/callFacts';
import { numberSent, type NumberedPeer } from '../model/numberPolicy';
import { ownedString } from '../model/ownedString';
import type { CallerNumbers } from './callerId';

/** How the caller is shown to one destination. */
export interface Presentation {
  /** User part of From; null: `sip:anonymous@anonymous.invalid` (RFC 3323). */
  readonly from: string | null;
  readonly display: string | null;
  /** User part of P-Asserted-Identity (RFC 3325); null: none is sent. */
  readonly asserted: string | null;
  /** Send `Privacy: id`. */
  readonly privacy: boolean;
  /** User part of Referred-By (RFC 3892); left out: nobody transfers the call, or it is not to be shown who does. */
  readonly referredBy?: string;
}

/** Who calls, as far as anybody may be shown. */
export interface CallingParty {
  /** `+E.164`, else what was sent; null: nothing to show. */
  readonly number: string | null;
  /** Shown instead where the call stays inside this enterprise and there is no number. */
  readonly internal: { readonly enterpriseId: string; readonly extension: string } | null;
  readonly display: string | null;
  /** The caller asked not to be shown. */
  readonly private: boolean;
  /** What a carrier may be shown instead of `number`; null: nothing else. */
  readonly numbers: CallerNumbers | null;
  /** The user of ours who transfers the call; left out: nobody does. */
  readonly referrer?: Referrer;
}

/** Who asks for a transfer, as far as those it goes to may be told. */
export interface Referrer {
  readonly enterpriseId: string;
  /** E.164; null: the user has an extension alone, which is shown inside the enterprise. */
  readonly number: string | null;
  readonly extension: string | null;
  /** The user hides its number on every call. */
  readonly private: boolean;
}

export interface PresentedTo {
  /** How it wants numbers. */
  readonly peer: NumberedPeer;
  /** The country national numbers are written for. */
  readonly country: string;
  readonly trusted: boolean;
  /** Null: outside. */
  readonly enterpriseId: string | null;
}

/**
 * How a caller is shown to one destination (design.md section 3; RFC 3325 section 7): a private caller not at all,
 * save that a trusted destination gets the identity with `Privacy: id`.
 */
export const present = (calling: CallingParty, to: PresentedTo): Presentation => {
  const shown = callerShownTo(to, calling);
  const referredBy = calling.referrer === undefined ? null : referrerShownTo(to, calling.referrer);
  return referredBy === null ? shown : { ...shown, referredBy };
};

const callerShownTo = (to: PresentedTo, calling: CallingParty): Presentation => {
  const inside = calling.internal?.enterpriseId === to.enterpriseId ? calling.internal : null;
  const number =
    calling.number === null
      ? (inside?.extension ?? null)
      : numberSent(to.peer, 'calling', calling.number, to.country);
  if (calling.private) {
    const asserted = to.trusted ? number : null;
    return { from: null, display: null, asserted, privacy: asserted !== null };
  }
  return {
    from: number,
    display: number === null ? null : calling.display,
    asserted: number,
    privacy: false,
  };
};

const referrerShownTo = (
  { peer, country, trusted, enterpriseId }: PresentedTo,
  referrer: Referrer,
): string | null => {
  if (referrer.private && !trusted) return null;
  if (referrer.number !== null) return numberSent(peer, 'calling', referrer.number, country);
  return referrer.enterpriseId === enterpriseId ? referrer.extension : null;
};

/** Whether the caller asked not to be shown: by Privacy (RFC 3323, RFC 3325), or by an anonymous From. */
export const isPrivate = (facts: CallFacts): boolean =>
  facts.privacy.some((value) => value === 'id' || value === 'user' || value === 'header') ||
  isAnonymous(facts.from);

/** RFC 3323 section 4.1.1.3. A From without a user shows nobody either. */
export const isAnonymous = ({ user, host }: PartyIdentity): boolean =>
  user === '' || user.toLowerCase() === 'anonymous' || host.toLowerCase() === 'anonymous.invalid';

/** A display name fit to be kept longer than the message it came in. */
export const displayOf = ({ display }: PartyIdentity): string | null =>
  display === null || display === '' ? null : ownedString(display);
