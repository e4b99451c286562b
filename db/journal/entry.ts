import type { CallEnding, CallProgress, OpenCall } from '../../src/model/callRecord';

/**
 * What a line of the journal says: one letter, the 26 characters of an id, JSON.
 *
 *     opened    o<call>  a call as it stood at `at`, whole
 *     changed   c<call>  what may have changed since
 *     closed    x<call>  its record
 *     life      s<life>  first line of a segment: one run of the service, from its start to its end
 *     alive     h<life>  the service was there at `at`
 *
 * An opened or changed entry holds all that can change, so that the latest counts and their order does not matter.
 */
export const entryKinds = { opened: 'o', changed: 'c', closed: 'x', life: 's', alive: 'h' } as const;

export interface ChangedEntry extends CallProgress {
  /** Milliseconds since the Unix epoch: when this was so. */
  readonly at: number;
}

export interface OpenedEntry {
  readonly at: number;
  readonly call: OpenCall;
  readonly ending: CallEnding | null;
}

export interface AliveEntry {
  readonly at: number;
}

const idLength = 26;

export type EntryKind = (typeof entryKinds)[keyof typeof entryKinds];

/** `body`: JSON, without a line feed. */
export const entryPayload = (kind: EntryKind, id: string, body: string): string => `${kind}${id}${body}`;

export const lifePayload = (life: string): string => entryPayload(entryKinds.life, life, '{}');

export const alivePayload = (life: string, at: number): string =>
  entryPayload(entryKinds.alive, life, JSON.stringify({ at } satisfies AliveEntry));

/** Kind and id of an entry that is still bytes. */
export const entryHead = (payload: Uint8Array): string =>
  Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.length, 1 + idLength)).toString('latin1');

export const entryKind = (payload: string): string => payload.charAt(0);

export const isOfKind = (payload: Uint8Array, kind: EntryKind): boolean => payload[0] === kind.charCodeAt(0);

/** Of the call, or of the life. */
export const entryId = (payload: string): string => payload.slice(1, 1 + idLength);

/** The rest, whose type the kind says. */
export const entryBody = (payload: string): unknown => JSON.parse(payload.slice(1 + idLength));
