import { numberSent, type NumberedPeer } from '../model/numberPolicy';
import type { Redirection } from '../model/redirection';
import type { Forwarder } from './routeOrigin';

const none: readonly Redirection[] = [];

/** The stations a call was sent on from, as a destination is told of them. */
export const redirectionsOf = (
  forwarders: readonly Forwarder[],
  peer: NumberedPeer,
  country: string,
): readonly Redirection[] =>
  forwarders.length === 0
    ? none
    : forwarders.map(({ user: { number, extension }, reason }) => ({
        from: number === null ? (extension ?? '') : numberSent(peer, 'calling', number, country),
        reason,
      }));
