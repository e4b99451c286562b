/**
 * Users and numbers, read on demand: a pure decision asks a `Directory` that answers at once from memory, and names the
 * keys it misses; the runner fetches them (one indexed read each) and decides again.
 */

import type { UserFeatures } from './userFeatures';

/** What a destination is; only a person rings today, the others come with the system-users work. */
export type UserKind = 'person' | 'auto_attendant' | 'call_queue' | 'conference_bridge';

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: UserKind;
  readonly enterpriseId: string;
  readonly groupId: string;
  readonly extension: string | null;
  /** E.164 with `+`. */
  readonly number: string | null;
  /** Null: the group's default scheme. */
  readonly routingSchemeId: string | null;
  /** Presented instead of the public number, up to 40 digits; never on emergency calls. */
  readonly callingLineId: string | null;
  /** Null: nothing that would make calls of the user any different. */
  readonly features: UserFeatures | null;
}

/** A number of some enterprise's inventory. */
export interface NumberRecord {
  readonly number: string;
  readonly enterpriseId: string;
  /** Null: in the inventory, assigned to nobody. */
  readonly user: UserRecord | null;
}

/** `number:<E.164>` or `extension:<enterprise id>:<digits>`. */
export type DirectoryKey = `number:${string}` | `extension:${string}:${string}`;

export const numberKey = (e164: string): DirectoryKey => `number:${e164}`;
export const extensionKey = (enterpriseId: string, digits: string): DirectoryKey =>
  `extension:${enterpriseId}:${digits}`;

/** Numbers that differ in their last digits alone, in blocks of 10,000. */
const digitsInBlock = 4;

/** The block a number lies in, named by what all its numbers begin with. */
export const numberBlock = (e164: string): string => e164.slice(0, -digitsInBlock);

/** What a change may have made stale: one entry, or more of them than are worth naming. */
export type StaleEntries =
  | DirectoryKey
  /** All users and numbers of an enterprise, and extensions it does not have. */
  | `enterprise:${string}`
  /** All numbers of a block that were nobody's. */
  | `absent:${string}`;

export const staleEnterprise = (enterpriseId: string): StaleEntries => `enterprise:${enterpriseId}`;
export const staleAbsent = (e164: string): StaleEntries => `absent:${numberBlock(e164)}`;

/** `all`: everything there is. */
export type Invalidation = readonly StaleEntries[] | 'all';

/** Null: known to be absent. Undefined: not in memory; ask for the key and decide again. */
export interface Directory {
  number(e164: string): NumberRecord | null | undefined;
  extension(enterpriseId: string, digits: string): UserRecord | null | undefined;
}

/** One answer of a fetch, with the configuration generation it was read at. */
export type DirectoryEntry =
  | { readonly key: `number:${string}`; readonly value: NumberRecord | null }
  | { readonly key: `extension:${string}:${string}`; readonly value: UserRecord | null };

export interface DirectoryAnswer {
  readonly generation: number;
  readonly entries: readonly DirectoryEntry[];
}
