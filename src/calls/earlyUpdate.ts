import type { EarlyExchange, IncomingRequest } from '../sip/stack';
import { carriesSdp } from './sdp';
import type { Side } from './midCall';

/** What an UPDATE before the answer is answered with at once. */
export interface EarlyAnswer {
  readonly status: number;
  readonly reason: string;
  readonly headers: string;
}

const answer = (status: number, reason: string, headers = ''): EarlyAnswer => ({ status, reason, headers });

/**
 * What becomes of an UPDATE before the call is answered (RFC 3311 section 5.2); null: its offer goes on to the other side.
 * Without an offer it only says where its sender is now. `theirs` and `others`: how far the exchange of the INVITE's offer
 * is on the side it comes from, and on the other; null: there is no early dialog.
 */
export function earlyUpdate(
  request: Pick<IncomingRequest, 'body'>,
  from: Side,
  theirs: EarlyExchange,
  others: EarlyExchange | null,
): EarlyAnswer | null {
  if (!carriesSdp(request.body)) return answer(200, 'OK');
  if (theirs === 'open') {
    // The caller's own offer has no answer yet; to the target, ours has none.
    if (from === 'target') return answer(491, 'Request Pending');
    return answer(500, 'Server Internal Error', 'Retry-After: 2\r\n');
  }
  // Who could not be asked now can when the call is answered, by a re-INVITE.
  return others === 'updatable' ? null : answer(504, 'Server Time-out');
}
