import type { Enterprise, TrunkGroup } from '../../client/apiClient';
import type { LabApi } from './labApi';
import { LabError } from './labError';
import { enterpriseName } from './layout';

/** What the API says of the example enterprise at one moment. */
export interface ServiceState {
  readonly trunkGroups: readonly Pick<TrunkGroup, 'id' | 'name' | 'group' | 'usage' | LimitName>[];
  readonly enterprise: Pick<Enterprise, 'name' | 'max_active_calls' | 'usage'>;
  /** Its calls in progress. */
  readonly liveCalls: number;
}

type LimitName = 'max_active_calls' | 'max_incoming_calls' | 'max_outgoing_calls';

/** @throws LabError where the API does not answer or has no such enterprise */
export async function readState(api: LabApi): Promise<ServiceState> {
  const enterprise = await api.enterprise(enterpriseName);
  if (enterprise === null) throw new LabError(`there is no enterprise ${enterpriseName} any more`);
  const [trunkGroups, liveCalls] = await Promise.all([
    api.trunkGroups(enterprise.id),
    api.liveCalls(enterprise.id),
  ]);
  return { trunkGroups, enterprise, liveCalls };
}

/** What is still in use, in words; none: all is free. */
export function inUse({ trunkGroups, enterprise, liveCalls }: ServiceState): readonly string[] {
  const held: string[] = [];
  for (const { name, usage } of trunkGroups) {
    const { active, incoming, outgoing, emergency, borrowed, lent } = usage;
    for (const [what, count] of Object.entries({ active, incoming, outgoing, emergency, borrowed, lent })) {
      if (count !== 0) held.push(`trunk group ${name}: ${what} ${count}`);
    }
  }
  const { active } = enterprise.usage;
  if (active !== 0) held.push(`enterprise ${enterpriseName}: active ${active}`);
  if (liveCalls !== 0) held.push(`${liveCalls} ${liveCalls === 1 ? 'call' : 'calls'} in progress`);
  return held;
}

/** Calls refused for lack of capacity since the service started. */
export const refusedSoFar = ({ trunkGroups }: ServiceState): number =>
  trunkGroups.reduce((sum, { usage }) => sum + usage.rejected, 0);

/**
 * Limits that were passed between two moments, in words. One that was set lower meanwhile may be exceeded, but what is in
 * use never rises above a limit.
 */
export function passedLimits(before: ServiceState, now: ServiceState): readonly string[] {
  const passed: string[] = [];
  const check = (what: string, was: number, is: number, limit: number | null): void => {
    if (limit !== null && is > limit && is > was) passed.push(`${what}: ${is} in use, the limit is ${limit}`);
  };
  for (const group of now.trunkGroups) {
    const { usage, name } = group;
    const was = before.trunkGroups.find(({ id }) => id === group.id)?.usage;
    const more = (limit: number | null): number | null => (limit === null ? null : limit + usage.borrowed);
    check(`${name} active`, was?.active ?? 0, usage.active, more(group.max_active_calls));
    check(`${name} incoming`, was?.incoming ?? 0, usage.incoming, more(group.max_incoming_calls));
    check(`${name} outgoing`, was?.outgoing ?? 0, usage.outgoing, more(group.max_outgoing_calls));
  }
  const { enterprise } = now;
  const was = before.enterprise.usage.active;
  check(`${enterprise.name} active`, was, enterprise.usage.active, enterprise.max_active_calls);
  return passed;
}
