import type { AdmissionRequest, LeaseRequest, Refusal, Selection } from '../ledger';
import { directionLimit, directionMaximum } from '../leaseRequest';

/** What goes to the ledger's script and comes from it: the words of `ledgerScript.ts`, read and written here alone. */

/** A row of usage as of one change: of a trunk group, an enterprise or a called number. */
export interface UsageRow {
  readonly seq: number;
  readonly key: RowKey;
  /** Of a trunk group incoming, outgoing, emergency, borrowed, lent, rejected; else calls in progress. */
  readonly values: readonly number[];
  /** Of what maxima are for (see `limited`), the least that another node may have as its last sight. */
  readonly least: readonly number[];
  /** The beat in whose time it last grew. */
  readonly grewAt: number;
}

/** How the nodes stood when rows were told. */
export interface Frame {
  readonly nodes: number;
  /** The fewest that another node may have as its last sight. */
  readonly leastNodes: number;
  /** The oldest beat that another node has acknowledged as its last. */
  readonly acknowledged: number;
}

/** Rows as of one moment. */
export interface Shown {
  readonly rows: readonly UsageRow[];
  readonly frame: Frame;
}

/** `t`, `e` or `n` (trunk group, enterprise, called number) and the id. */
export type RowKey = `${'t' | 'e' | 'n'}${string}`;

/** What maxima are for, in the order of `least`: of a trunk group own units in use, incoming, outgoing; else calls. */
export const limited = (key: RowKey, values: readonly number[]): readonly number[] => {
  const [first = 0, outgoing = 0, , borrowed = 0, lent = 0] = values;
  return key.startsWith('t') ? [first + outgoing + lent - borrowed, first, outgoing] : [first];
};

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

/** `firstId`: of the leases that come of it. `waits`: rather than refused, it is to be told that sights are stale. */
export const admissionText = (
  firstId: number,
  request: AdmissionRequest,
  lenders: boolean,
  waits: boolean,
): string =>
  JSON.stringify([
    firstId,
    request.callId,
    selectionText(request.selection),
    request.candidates.map((candidate) => candidate.map((lease) => leaseText(lease, lenders))),
    waits ? 1 : 0,
  ]);

/** The first word of an answer. */
export const statusOf = (answer: unknown): unknown => (Array.isArray(answer) ? answer[0] : null);

export interface AdmissionAnswer {
  readonly admitted: number | null;
  readonly order: readonly number[];
  readonly refusals: readonly Refusal[];
  readonly shown: Shown;
}

export const readAdmission = (answer: unknown, request: AdmissionRequest): AdmissionAnswer => {
  const [, admitted, order, refusals, rows, frame] = answer as [
    string,
    number,
    number[],
    unknown[],
    unknown[],
    unknown,
  ];
  return {
    admitted: admitted === none ? null : admitted,
    order,
    refusals: triples(refusals).map(([candidate, lease, limit]) =>
      refusal(request, Number(candidate), Number(lease), String(limit)),
    ),
    shown: readShown(rows, frame),
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
  readonly shown: Shown;
  /** To be acknowledged when nothing more is to be asked for. */
  readonly generation: number;
}

export const readBeat = (answer: unknown): BeatAnswer => {
  const [, seq, more, held, restoring, owners, rows, frame, generation] = answer as [
    string,
    number,
    number,
    number,
    number,
    string[],
    unknown[],
    unknown,
    number,
  ];
  const shown = readShown(rows, frame);
  return { seq, more: more === 1, held, restoring: restoring === 1, owners, shown, generation };
};

/** What releasing and entering answer. */
export const readChanges = (answer: unknown): Shown => {
  const [, rows, frame] = answer as [string, unknown[], unknown];
  return readShown(rows, frame);
};

const readShown = (flat: readonly unknown[], frame: unknown): Shown => {
  const rows: UsageRow[] = [];
  for (let at = 0; at < flat.length; at += 4) {
    const outlook = flat[at + 3] as number[];
    rows.push({
      seq: Number(flat[at]),
      key: flat[at + 1] as RowKey,
      values: flat[at + 2] as number[],
      least: outlook.slice(0, -1),
      grewAt: outlook[outlook.length - 1] ?? none,
    });
  }
  const [nodes = 0, leastNodes = 0, acknowledged = 0] = frame as number[];
  return { rows, frame: { nodes, leastNodes, acknowledged } };
};

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
