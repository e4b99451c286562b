import type { Random } from '../model/ports';

/** The exchange of descriptions in a dialog that has no answer yet. */
export type PendingOffer = 'none' | 'ours' | 'their_invite' | 'their_update';

/** What comes while one is pending; an INVITE without SDP asks for an offer, which is as much an exchange. */
export type Arriving = 'invite' | 'update_with_offer' | 'update_without_offer';

export type Overlap = 'taken' | 'request_pending' | 'retry_later';

/** Which of two exchanges that overlap has to wait. */
export const overlapTable: Readonly<Record<Arriving, Readonly<Record<PendingOffer, Overlap>>>> = {
  // RFC 3261 section 14.2
  invite: {
    none: 'taken',
    ours: 'request_pending',
    their_invite: 'retry_later',
    their_update: 'retry_later',
  },
  // RFC 3311 section 5.2
  update_with_offer: {
    none: 'taken',
    ours: 'request_pending',
    their_invite: 'retry_later',
    their_update: 'retry_later',
  },
  update_without_offer: { none: 'taken', ours: 'taken', their_invite: 'taken', their_update: 'retry_later' },
};

/** Status, reason and header lines of each refusal; Retry-After is drawn from 0 to 10 s (RFC 3261 section 14.2). */
export const overlapRefusal = (
  overlap: Exclude<Overlap, 'taken'>,
  random: Random,
): readonly [status: number, reason: string, headers: string] =>
  overlap === 'request_pending'
    ? [491, 'Request Pending', '']
    : [500, 'Server Internal Error', `Retry-After: ${Math.floor(random() * 11)}\r\n`];
