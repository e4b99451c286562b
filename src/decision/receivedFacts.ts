import type { CallFacts, PartyIdentity } from '../model/callFacts';
import { numberReceived, type NumberedPeer, type NumberPart } from '../model/numberPolicy';

/** What a peer says of a call, with the rules of its number policy applied to every number in it. */
export const receivedFacts = (facts: CallFacts, peer: NumberedPeer): CallFacts => {
  const rules = peer.numberPolicy?.received;
  if (rules === undefined || rules.called.length + rules.calling.length === 0) return facts;
  const read = (identity: PartyIdentity, part: NumberPart): PartyIdentity =>
    identity.scheme === 'urn' ? identity : { ...identity, user: numberReceived(peer, part, identity.user) };
  const calling = (identity: PartyIdentity | null): PartyIdentity | null =>
    identity === null ? null : read(identity, 'calling');
  return {
    ...facts,
    called: read(facts.called, 'called'),
    from: read(facts.from, 'calling'),
    preferred: calling(facts.preferred),
    asserted: facts.asserted.map((identity) => read(identity, 'calling')),
    remoteParty: calling(facts.remoteParty),
  };
};
