import type { CallFacts } from '../model/callFacts';
import type { TrunkGroup } from '../model/settings';
import { peerEntity, peerLabel, type Peer } from '../routing/peer';
import type { Decision } from './decision';
import type { DecisionInputs } from './decisionInputs';
import { asReadBy, emergencyDialled, lookup, refuse, say, type DecisionContext } from './decisionContext';
import { Lookups } from './lookups';
import { decideFromTrunkGroup } from './originating';
import { identifyPeer } from './peer';
import { receivedFacts } from './receivedFacts';
import { takeoverFromCarrier, takeoverFromTrunkGroup } from './takeover';
import { decideFromCarrier } from './terminating';

/**
 * What is to become of a call: the whole chain of design.md section 4 from the facts of an INVITE to the candidates that
 * may take it, with the trace of what each rule said. Pure: a call, a test and "explain this call" run the same code.
 * Answers `lookup` while the directory misses keys the outcome depends on.
 */
export const decide = (facts: CallFacts, inputs: DecisionInputs): Decision =>
  decideSent(facts, inputs, decideKnown);

/**
 * What is to become of a call that is to take over another dialog's place (RFC 3891): who sends it, and as whom.
 * @param remainingOf the number of who would talk to it then, as its sender may see it; null: there is no such dialog. Asked
 *   only where a known peer sends the call, since it looks through all calls
 */
export const decideTakeover = (
  remainingOf: () => string | null,
  facts: CallFacts,
  inputs: DecisionInputs,
): Decision =>
  decideSent(facts, inputs, (context, peer) => {
    const known = asReadBy(context, peerEntity(peer));
    const remaining = remainingOf();
    return peer.kind === 'carrier'
      ? takeoverFromCarrier(known, peer.carrier, remaining)
      : takeoverFromTrunkGroup(known, peer.trunkGroup, remaining);
  });

/** Finds who sends it; `known` goes on from there. */
const decideSent = (
  facts: CallFacts,
  inputs: DecisionInputs,
  known: (context: DecisionContext, peer: Peer) => Decision,
): Decision => {
  const context = begin(facts, inputs);
  const identified = identifyPeer(context);
  switch (identified.kind) {
    case 'pending':
      return lookup(context);
    case 'unknown':
      return { kind: 'unknown_peer', closest: identified.closest, trace: context.trace };
    case 'tied': {
      const trunkGroup = emergencyPeer(context, identified.peers);
      return trunkGroup === null
        ? refuse(context, 'ambiguous_peer', null)
        : known(context, { kind: 'trunk_group', trunkGroup });
    }
    case 'peer':
      return known(context, identified.peer);
    default:
      return identified satisfies never;
  }
};

/** The same for a call of which it is given who sends it. */
export const decideFrom = (peer: Peer, facts: CallFacts, inputs: DecisionInputs): Decision => {
  const context = begin(facts, inputs);
  say(context, 'identify_peer', `${peerLabel(peer)}, as given`);
  return decideKnown(context, peer);
};

const begin = (facts: CallFacts, { directory, ...inputs }: DecisionInputs): DecisionContext => ({
  ...inputs,
  received: facts,
  facts,
  lookups: new Lookups(directory),
  trace: [],
  side: null,
});

const decideKnown = (context: DecisionContext, peer: Peer): Decision => {
  const known = asReadBy(context, peerEntity(peer));
  return peer.kind === 'carrier'
    ? decideFromCarrier(known, peer.carrier)
    : decideFromTrunkGroup(known, peer.trunkGroup);
};

/** An emergency call is not refused because we cannot tell which of our PBXs sent it: the first of them counts. */
const emergencyPeer = (context: DecisionContext, peers: readonly Peer[]): TrunkGroup | null => {
  for (const peer of peers) {
    if (peer.kind !== 'trunk_group') continue;
    const enterprise = context.configuration.enterprises.get(peer.trunkGroup.enterpriseId);
    if (enterprise === undefined) continue;
    const facts = receivedFacts(context.received, peer.trunkGroup);
    if (emergencyDialled({ ...context, facts }, enterprise.country) === null) continue;
    say(context, 'identify_peer', `an emergency call: taken as from ${peerLabel(peer)}`);
    return peer.trunkGroup;
  }
  return null;
};
