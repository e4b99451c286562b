import type { CallFacts } from '../model/callFacts';
import type { Directory } from '../model/directory';
import type { Random } from '../model/ports';
import type { TrunkGroup } from '../model/settings';
import type { Configuration } from '../routing/configuration';
import { peerEntity, peerLabel, type Peer } from '../routing/peer';
import type { Decision } from './decision';
import { asReadBy, emergencyDialled, lookup, refuse, say, type DecisionContext } from './decisionContext';
import { Lookups } from './lookups';
import { decideFromTrunkGroup } from './originating';
import { identifyPeer } from './peer';
import { receivedFacts } from './receivedFacts';
import { decideFromCarrier } from './terminating';

/**
 * What is to become of a call: the whole chain of design.md section 4 from the facts of an INVITE to the candidates that
 * may take it, with the trace of what each rule said. Pure: a call, a test and "explain this call" run the same code.
 * Answers `lookup` while the directory misses keys the outcome depends on.
 *
 * @param random draws among gateways of equal priority; nothing else depends on it.
 */
export const decide = (
  facts: CallFacts,
  configuration: Configuration,
  directory: Directory,
  random: Random,
): Decision => {
  const lookups = new Lookups(directory);
  const context: DecisionContext = {
    received: facts,
    facts,
    configuration,
    lookups,
    random,
    trace: [],
    side: null,
  };
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
        : decideFromTrunkGroup(asReadBy(context, trunkGroup), trunkGroup);
    }
    case 'peer': {
      const known = asReadBy(context, peerEntity(identified.peer));
      return identified.peer.kind === 'carrier'
        ? decideFromCarrier(known, identified.peer.carrier)
        : decideFromTrunkGroup(known, identified.peer.trunkGroup);
    }
    default:
      return identified satisfies never;
  }
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
