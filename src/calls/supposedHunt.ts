import type { HuntResult } from '../decision/huntResult';
import type { RouteCandidate } from '../decision/decision';
import type { Supposition } from '../model/callExplanation';

/** One that would be asked, and whether it has room now. */
export interface AskedCandidate {
  readonly candidate: RouteCandidate;
  readonly isFull: boolean;
}

/**
 * How the hunt along a route would end, were that so of everybody it asks: what `TargetHunt` would say (targetHunt.ts).
 * `asked`: in the order they would be asked now.
 */
export const supposedResult = (
  supposed: Supposition,
  asked: readonly AskedCandidate[],
  maxReroutes: number,
): HuntResult => {
  const trunkGroups: string[] = [];
  let first: { readonly trunkGroupId: string; readonly full: boolean } | null = null;
  let tried = 0;
  for (const { candidate, isFull } of asked) {
    const { destination, forwardsAll } = candidate;
    const full = isFull || supposed === 'full';
    if (!full && tried > maxReroutes) break;
    if (destination.kind === 'trunk_group') {
      trunkGroups.push(destination.id);
      first ??= { trunkGroupId: destination.id, full };
    }
    if (full) continue;
    if (forwardsAll) return { kind: 'forwarding_trunk_group', trunkGroupId: destination.id };
    if (supposed === 'busy' || supposed === 'no_answer') return { kind: 'not_taken', failure: supposed };
    tried += 1;
  }
  const failure = tried === 0 && asked.length > 0 ? 'over_capacity' : 'not_reachable';
  return { kind: 'nobody_reached', failure, first, asked: trunkGroups };
};
