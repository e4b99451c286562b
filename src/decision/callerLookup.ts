import type { CallFacts, PartyIdentity } from '../model/callFacts';
import type { UserRecord } from '../model/directory';
import type { Enterprise, Screening, TrunkGroup } from '../model/settings';
import type { Lookups } from './lookups';
import { analyseInEnterprise } from './numberAnalysis';

/** One identity a caller gave, with the header it stood in. */
export interface GivenIdentity {
  readonly header: string;
  readonly identity: PartyIdentity;
}

export interface Caller {
  /** Null: nobody of the enterprise. */
  readonly user: UserRecord | null;
  /** The identity the user was found by; From where there is none. */
  readonly by: GivenIdentity;
}

/** The identities that screening looks at, in its order. */
export const givenIdentities = (
  facts: CallFacts,
  policy: Screening['userLookup'],
): readonly GivenIdentity[] => {
  const from = { header: 'From', identity: facts.from };
  if (policy === 'basic') return [from];
  const given: GivenIdentity[] = [];
  if (facts.preferred !== null) given.push({ header: 'P-Preferred-Identity', identity: facts.preferred });
  for (const identity of facts.asserted) given.push({ header: 'P-Asserted-Identity', identity });
  if (facts.remoteParty !== null) given.push({ header: 'Remote-Party-ID', identity: facts.remoteParty });
  given.push(from);
  return given;
};

/**
 * Who calls from an enterprise's switch: the first given identity that is a user of the enterprise, in any of its
 * groups. Undefined: facts are missing; the keys of all identities that may still decide are noted.
 */
export const findCaller = (
  facts: CallFacts,
  enterprise: Enterprise,
  trunkGroup: TrunkGroup,
  lookups: Lookups,
): Caller | undefined => {
  let pending = false;
  for (const by of givenIdentities(facts, trunkGroup.screening.userLookup)) {
    const analysed = analyseInEnterprise(by.identity, enterprise, trunkGroup, lookups);
    if (analysed === undefined) pending = true;
    else if (analysed.kind === 'user' && analysed.user.enterpriseId === enterprise.id) {
      return pending ? undefined : { user: analysed.user, by };
    }
  }
  return pending ? undefined : { user: null, by: { header: 'From', identity: facts.from } };
};
