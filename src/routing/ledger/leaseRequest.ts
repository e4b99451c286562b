import type {
  AdmissionRequest,
  LeaseRequest,
  LimitName,
  Refusal,
  TrunkDirection,
  TrunkGroupScope,
} from './ledger';

/** What every ledger reads in a request alike. */

/** The trunk group a candidate stands for: that of its last lease request; null: none. */
export const trunkGroupOf = (candidate: readonly LeaseRequest[]): string | null =>
  candidate[candidate.length - 1]?.trunkGroup?.id ?? null;

export const directionLimit: Readonly<Record<TrunkDirection, LimitName>> = {
  incoming: 'max_incoming_calls',
  outgoing: 'max_outgoing_calls',
};

/** The maximum of the direction, its own burst included (decisions.md 28); null: none. */
export const directionMaximum = (scope: TrunkGroupScope): number | null => {
  const { direction, bursting } = scope;
  const own = direction === 'incoming' ? scope.maxIncomingCalls : scope.maxOutgoingCalls;
  const burst = direction === 'incoming' ? bursting?.maxIncomingCalls : bursting?.maxOutgoingCalls;
  return own === null ? null : own + (burst ?? 0);
};

/**
 * The trunk groups that refused a call for want of capacity, each once however often it was asked. A called number that
 * is full is no trunk group's want.
 */
export const refusing = (
  { candidates }: AdmissionRequest,
  refusals: readonly Refusal[],
): readonly TrunkGroupScope[] => {
  const scopes = new Map<string, TrunkGroupScope>();
  for (const { candidate, lease, scope } of refusals) {
    const trunkGroup = scope === 'called_number' ? null : candidates[candidate]?.[lease]?.trunkGroup;
    if (trunkGroup != null && !scopes.has(trunkGroup.id)) scopes.set(trunkGroup.id, trunkGroup);
  }
  return [...scopes.values()];
};
