import type { AdmissionRequest, LeaseRequest, Refusal, Selection } from '../ledger';
import { directionLimit, directionMaximum } from '../leaseRequest';

/** What goes to the ledger's script and comes from it: the words of `ledgerScript.ts`, read and written here alone. */

/** A row of usage as of one change: of a trunk group, an enterprise or a called number. */
export interface UsageRow {
  readonly seq: number;
  readonly key: RowKey;
  /** Of a trunk group incoming, outgoing, emergency, borrowed, lent, rejected; else calls in progress. */
  readonly values: readonly number[];
}

/** `t`, `e` or `n` (trunk group, enterprise, called number) and the id. */
export type RowKey = `${'t' | 'e' | 'n'}${string}`;

const none = -1;

/** `lenders`: whether to say from whom it may borrow; that is needed only when the trunk group is full. */
export const leaseText = (request: LeaseRequest, lenders: boolean): readonly unknown[] => {
  const { enterprise, trunkGroup, calledNumber, emergency } = request;
  const bursting = trunkGroup?.bursting ?? null;
  return [
    enterprise?.id ?? '',
    enterprise?.maxActiveCalls ?? none,
    trunkGroup?.id ?? '',
    trunkGroup?.direction === 'outgoing' ? 'o' : 'i',
    trunkGroup?.maxActiveCalls ?? none,
    (trunkGroup === null ? null : directionMaximum(trunkGroup)) ?? none,
    bursting?.maxActiveCalls ?? none,
    calledNumber?.number ?? '',
    calledNumber?.maxCalls ?? none,
    emergency ? 1 : 0,
    lenders && bursting !== null
      ? bursting.lenders().map(({ id, maxActiveCalls }) => [id, maxActiveCalls])
      : 0,
  ];
};

const selectionText = (selection: Selection): readonly unknown[] => {
  switch (selection.kind) {
    case 'listed':
      return ['l'];
    case 'after_last_answered':
      return ['r', selection.schemeId, selection.members];
    case 'shares':
      return ['s', selection.schemeId, selection.percents];
    case 'most_idle':
      return ['m'];
    default:
      return selection satisfies never;
  }
};

/** `firstId`: of the leases that come of it. */
export const admissionText = (firstId: number, request: AdmissionRequest, lenders: boolean): string =>
  JSON.stringify([
    firstId,
    request.callId,
    selectionText(request.selection),
    request.candidates.map((candidate) => candidate.map((lease) => leaseText(lease, lenders))),
  ]);

/** The first word of an answer. */
export const statusOf = (answer: unknown): unknown => (Array.isArray(answer) ? answer[0] : null);

export interface AdmissionAnswer {
  readonly admitted: number | null;
  readonly order: readonly number[];
  readonly refusals: readonly Refusal[];
  readonly rows: readonly UsageRow[];
}

export const readAdmission = (answer: unknown, request: AdmissionRequest): AdmissionAnswer => {
  const [, admitted, order, refusals, rows] = answer as [string, number, number[], unknown[], unknown[]];
  return {
    admitted: admitted === none ? null : admitted,
    order,
    refusals: triples(refusals).map(([candidate, lease, limit]) =>
      refusal(request, Number(candidate), Number(lease), String(limit)),
    ),
    rows: readRows(rows),
  };
};

export interface BeatAnswer {
  /** Up to which all rows have been heard. */
  readonly seq: number;
  /** Further rows are to be asked for. */
  readonly more: boolean;
  /** Leases of this owner there. */
  readonly held: number;
  readonly restoring: boolean;
  readonly owners: readonly string[];
  readonly rows: readonly UsageRow[];
}

export const readBeat = (answer: unknown): BeatAnswer => {
  const [, seq, more, held, restoring, owners, rows] = answer as [
    string,
    number,
    number,
    number,
    number,
    string[],
    unknown[],
  ];
  return { seq, more: more === 1, held, restoring: restoring === 1, owners, rows: readRows(rows) };
};

export const readRows = (flat: unknown): readonly UsageRow[] =>
  triples(flat as unknown[]).map(([seq, key, values]) => ({
    seq: Number(seq),
    key: key as RowKey,
    values: values as number[],
  }));

const triples = (flat: readonly unknown[]): readonly (readonly [unknown, unknown, unknown])[] => {
  const found: [unknown, unknown, unknown][] = [];
  for (let at = 0; at < flat.length; at += 3) found.push([flat[at], flat[at + 1], flat[at + 2]]);
  return found;
};

/** `limit`: n(umber), a(ctive), d(irection) or e(nterprise). */
const refusal = (request: AdmissionRequest, candidate: number, lease: number, limit: string): Refusal => {
  const asked = request.candidates[candidate]?.[lease];
  if (asked === undefined)
    throw new Error(`the ledger refused what nobody asked for: ${candidate}, ${lease}`);
  const { enterprise, trunkGroup, calledNumber } = asked;
  const at = { candidate, lease };
  if (limit === 'n' && calledNumber !== null) {
    return {
      ...at,
      scope: 'called_number',
      id: calledNumber.number,
      limit: 'max_calls',
      maximum: calledNumber.maxCalls,
    };
  }
  if (limit === 'a' && trunkGroup?.maxActiveCalls != null) {
    const { id, maxActiveCalls: maximum } = trunkGroup;
    return { ...at, scope: 'trunk_group', id, limit: 'max_active_calls', maximum };
  }
  if (limit === 'd' && trunkGroup !== null) {
    const maximum = directionMaximum(trunkGroup) ?? 0;
    return {
      ...at,
      scope: 'trunk_group',
      id: trunkGroup.id,
      limit: directionLimit[trunkGroup.direction],
      maximum,
    };
  }
  return {
    ...at,
    scope: 'enterprise',
    id: enterprise?.id ?? '',
    limit: 'max_active_calls',
    maximum: enterprise?.maxActiveCalls ?? 0,
  };
};
