import type { TrunkGroupUsage } from '../../routing/ledger/usageBoard';
import type { ConfigurationPublisher } from '../configuration/configurationPublisher';
import { named } from '../http/named';
import type { TargetStates } from '../targetHealth/targetStates';

/** A trunk group for those who follow it live. */
export interface LiveTrunkGroup {
  readonly id: string;
  /** Row of the usage board. */
  readonly slot: number;
  present(usage: TrunkGroupUsage): { readonly id: string };
}

/** All trunk groups as the signalling thread has them; each with the fields of the API that a dashboard needs. */
export function liveTrunkGroups(
  publisher: ConfigurationPublisher,
  states: TargetStates,
): readonly LiveTrunkGroup[] {
  const nameOf = new Map([
    ...publisher.current('enterprise').map(({ id, name }) => [`enterprise ${id}`, name] as const),
    ...publisher.current('group').map(({ id, name }) => [`group ${id}`, name] as const),
  ]);
  return publisher.current('trunk_group').map((trunkGroup) => {
    const { id, name, enterpriseId, groupId } = trunkGroup;
    const fields = {
      id,
      name,
      enterprise: named(enterpriseId, nameOf.get(`enterprise ${enterpriseId}`) ?? null),
      group: named(groupId, nameOf.get(`group ${groupId}`) ?? null),
      max_active_calls: trunkGroup.maxActiveCalls,
      max_incoming_calls: trunkGroup.maxIncomingCalls,
      max_outgoing_calls: trunkGroup.maxOutgoingCalls,
    };
    return {
      id,
      slot: trunkGroup.usageSlot,
      present: (usage) => ({ ...fields, state: states.stateOf({ kind: 'trunk_group', id }), usage }),
    };
  });
}
