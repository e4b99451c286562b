import type { RoutingScheme } from '../model/settings';
import type { Selection } from '../routing/ledger/ledger';

/** Where nothing else orders the candidates. */
export const asListed: Selection = { kind: 'listed' };

/** What a scheme's algorithm asks of the ledger (feature A7). `percents`: one a candidate. */
export const selectionOf = (scheme: RoutingScheme, percents: readonly number[]): Selection => {
  switch (scheme.algorithm) {
    case 'linear':
      return asListed;
    case 'round_robin':
      return { kind: 'after_last_answered', schemeId: scheme.id, members: memberIds(scheme) };
    case 'percentage':
      return { kind: 'shares', schemeId: scheme.id, percents };
    case 'most_idle':
      return { kind: 'most_idle' };
    default:
      return scheme.algorithm satisfies never;
  }
};

const members = new WeakMap<RoutingScheme, readonly string[]>();

/** One list for all the calls of as long as the scheme stays as it is. */
function memberIds(scheme: RoutingScheme): readonly string[] {
  let ids = members.get(scheme);
  if (ids === undefined) {
    ids = scheme.members.map((member) => member.trunkGroupId);
    members.set(scheme, ids);
  }
  return ids;
}
