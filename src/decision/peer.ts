import type { Enterprise } from '../model/settings';
import { peerEntity, peerLabel, type Peer } from '../routing/peer';
import { findCaller } from './callerLookup';
import { say, type DecisionContext } from './decisionContext';
import { receivedFacts } from './receivedFacts';
import { analyseFromCarrier, analyseInEnterprise, isOurs, type AnalysedNumber } from './numberAnalysis';

export type IdentifiedPeer =
  | { readonly kind: 'peer'; readonly peer: Peer }
  | { readonly kind: 'unknown'; readonly closest: readonly string[] }
  /** Several, and nothing in the call tells which. */
  | { readonly kind: 'tied'; readonly peers: readonly Peer[] }
  /** Facts are missing. */
  | { readonly kind: 'pending' };

const rule = 'identify_peer';

/**
 * Who sends a call (design.md section 4.1): by address and port, address, longest CIDR block. Where several peers tie:
 * the trunk-group identity the call names, then the calling number's user, then the called number.
 */
export const identifyPeer = (context: DecisionContext): IdentifiedPeer => {
  const { facts, configuration } = context;
  const match = configuration.peers.match(facts.source);
  const [only, ...others] = match?.peers ?? [];
  if (match === null || only === undefined) {
    const closest = configuration.peers.closest(facts.source);
    const { address, port, transport } = facts.source;
    say(context, rule, `nobody sends from ${address} port ${port} over ${transport}`);
    return { kind: 'unknown', closest };
  }
  if (others.length === 0) {
    say(context, rule, `${peerLabel(only)} by ${describe(match.by)} ${match.what}`);
    return { kind: 'peer', peer: only };
  }

  const labels = match.peers.map(peerLabel).join(', ');
  say(context, rule, `${describe(match.by)} ${match.what} is that of ${labels}`);
  const named = match.peers.filter((peer) => isNamed(peer, facts.trunkGroupIdentities));
  const [first, ...rest] = named;
  if (first !== undefined && rest.length === 0) {
    say(
      context,
      rule,
      `${peerLabel(first)} by trunk-group identity ${facts.trunkGroupIdentities.join(', ')}`,
    );
    return { kind: 'peer', peer: first };
  }
  return breakTie(context, named.length > 0 ? named : match.peers);
};

/** What the call's numbers mean to one of the tied peers. */
interface Claim {
  readonly peer: Peer;
  /** The calling user is one of the trunk group's own group. */
  readonly ownUser: boolean;
  /** The calling user is one of the trunk group's enterprise. */
  readonly enterpriseUser: boolean;
  readonly called: AnalysedNumber;
  /** The called number belongs to the trunk group's enterprise. */
  readonly enterpriseCalled: boolean;
}

/**
 * Each question keeps the peers it speaks for, and leaves all where it speaks for none. A carrier brings calls for our
 * numbers only, so a called number of ours speaks for the carriers once the calling number has spoken for nobody, and a
 * foreign one for the trunk groups.
 */
const breakTie = (context: DecisionContext, peers: readonly Peer[]): IdentifiedPeer => {
  const claims = claimsOf(context, peers);
  if (claims === undefined) return { kind: 'pending' };
  const questions: readonly [string, (claim: Claim) => boolean][] = [
    ['the calling number, a user of its group', (claim) => claim.ownUser],
    ['the calling number, a user of its enterprise', (claim) => claim.enterpriseUser],
    ['the called number, one of ours', (claim) => claim.peer.kind === 'carrier' && isOurs(claim.called)],
    ['the called number, one of its enterprise', (claim) => claim.enterpriseCalled],
    [
      'the called number, none of ours',
      (claim) => claim.peer.kind === 'trunk_group' && !isOurs(claim.called),
    ],
  ];
  let left: readonly Claim[] = claims;
  for (const [question, speaksFor] of questions) {
    const kept = left.filter(speaksFor);
    if (kept.length > 0) left = kept;
    const [first, ...rest] = left;
    if (first !== undefined && rest.length === 0) {
      say(context, rule, `${peerLabel(first.peer)} by ${question}`);
      return { kind: 'peer', peer: first.peer };
    }
  }
  const tied = left.map((claim) => claim.peer);
  say(context, rule, `cannot tell ${tied.map(peerLabel).join(' from ')}`);
  return { kind: 'tied', peers: tied };
};

const claimsOf = (context: DecisionContext, peers: readonly Peer[]): readonly Claim[] | undefined => {
  // All peers are asked before the first missing answer counts, so that one fetch serves all.
  const claims = peers.map((peer) => claimOf(context, peer));
  const known = claims.filter((claim) => claim !== undefined);
  return known.length === claims.length ? known : undefined;
};

const claimOf = (context: DecisionContext, peer: Peer): Claim | undefined => {
  const { configuration, lookups } = context;
  const facts = receivedFacts(context.received, peerEntity(peer));
  if (peer.kind === 'carrier') {
    const called = analyseFromCarrier(facts.called, peer.carrier, configuration.countries, lookups);
    if (called === undefined) return undefined;
    return { peer, ownUser: false, enterpriseUser: false, called, enterpriseCalled: false };
  }
  const { trunkGroup } = peer;
  const enterprise: Enterprise | undefined = configuration.enterprises.get(trunkGroup.enterpriseId);
  if (enterprise === undefined) {
    const called: AnalysedNumber = { kind: 'name', number: facts.called.user };
    return { peer, ownUser: false, enterpriseUser: false, called, enterpriseCalled: false };
  }
  const caller = findCaller(facts, enterprise, trunkGroup, lookups);
  const called = analyseInEnterprise(facts.called, enterprise, trunkGroup, lookups);
  if (caller === undefined || called === undefined) return undefined;
  return {
    peer,
    ownUser: caller.user?.groupId === trunkGroup.groupId,
    enterpriseUser: caller.user !== null,
    called,
    enterpriseCalled:
      (called.kind === 'user' && called.user.enterpriseId === enterprise.id) ||
      (called.kind === 'unassigned' && called.enterpriseId === enterprise.id),
  };
};

const isNamed = (peer: Peer, identities: readonly string[]): boolean => {
  if (peer.kind !== 'trunk_group') return false;
  const { id, name } = peerEntity(peer);
  return identities.some((identity) => {
    const lowered = identity.toLowerCase();
    return lowered === id.toLowerCase() || lowered === name.toLowerCase();
  });
};

const describe = (by: 'address_port' | 'address' | 'network'): string =>
  ({ address_port: 'address and port', address: 'address', network: 'network' })[by];
