import type { RouteCandidate } from '../decision/decision';
import type { Redirection } from '../model/redirection';
import type { Gateway } from '../model/settings';
import type { Body, IncomingInvite, OutgoingInvite } from '../sip/stack';
import { formatSipUri } from '../sip/uri';

/** What is kept of the caller's INVITE until somebody has answered. */
export interface ReceivedInvite {
  readonly maxForwards: number;
  readonly body: Body | null;
  /** The header lines that pass to any target. */
  readonly headers: string;
  /** Those that pass where both peers are trusted. */
  readonly trustedHeaders: string;
  /** Where it was sent on from before it came to us, as far as its sender may be believed. */
  readonly redirections: readonly Redirection[];
}

/** Takes out of an INVITE what outlives the event that brought it; `trusted`: whether its sender may be. */
export function received(
  invite: IncomingInvite,
  trusted: boolean,
  redirections: readonly Redirection[],
): ReceivedInvite {
  const headers = invite.passed(false);
  return {
    maxForwards: invite.maxForwards,
    body: invite.body,
    headers,
    trustedHeaders: trusted ? invite.passed(true) : headers,
    redirections: trusted ? redirections : nowhere,
  };
}

/** The INVITE for one address of a candidate; `callerTrusted`: whether the caller's peer is. */
export function targetInvite(
  candidate: RouteCandidate,
  gateway: Gateway,
  received: ReceivedInvite,
  callerTrusted: boolean,
): OutgoingInvite {
  const trusted = callerTrusted && candidate.trusted;
  const before = callerTrusted ? received.redirections : nowhere;
  const { requestUser, presentation } = candidate;
  const urn = requestUser.startsWith('urn:');
  return {
    target: gateway,
    requestUri: urn ? requestUser : formatSipUri(requestUser, gateway.host, portOf(gateway)),
    from: presentation.from,
    display: presentation.display,
    to: urn ? requestUser.slice(requestUser.lastIndexOf(':') + 1) : requestUser,
    asserted: presentation.asserted,
    privacy: presentation.privacy,
    ...(presentation.referredBy === undefined ? {} : { referredBy: presentation.referredBy }),
    redirections: before.length === 0 ? candidate.redirections : [...before, ...candidate.redirections],
    maxForwards: received.maxForwards - 1,
    content: { headers: trusted ? received.trustedHeaders : received.headers, body: received.body },
  };
}

const nowhere: readonly Redirection[] = [];

/** Null where the port is the transport's own (RFC 3261 section 19.1.2), or there is none. */
function portOf({ port, transport }: Gateway): number | null {
  const secure = transport === 'tls' || transport === 'wss';
  return port === 0 || port === (secure ? 5061 : 5060) ? null : port;
}
