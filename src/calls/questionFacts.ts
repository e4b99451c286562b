import type { Arrival, CallQuestion } from '../model/callExplanation';
import type { CallFacts, PartyIdentity, SourceAddress } from '../model/callFacts';
import { parseUri } from '../sip/uri';

/** What an INVITE of the call in question would say of itself. */
export const questionFacts = (question: CallQuestion): CallFacts => ({
  source: sourceOf(question.arriving),
  called: partyOf(question.to),
  requestUri: question.to,
  from: partyOf(question.from),
  preferred: null,
  asserted: question.asserted === null ? [] : [partyOf(question.asserted)],
  remoteParty: null,
  privacy: question.private ? ['id'] : [],
  trunkGroupIdentities: question.trunkGroupIdentities,
  redirections: [],
});

const sourceOf = (arriving: Arrival): SourceAddress =>
  arriving.kind === 'source' ? arriving.source : { transport: 'udp', address: '', port: 0 };

/** A URI as it stands; anything else is taken for the user part of one. */
const partyOf = (text: string): PartyIdentity => {
  const uri = parseUri(text);
  if (uri === null || uri.scheme === 'other') return { scheme: 'sip', display: null, user: text, host: '' };
  return { scheme: uri.scheme, display: null, user: uri.user, host: uri.host };
};
