import { sql, type RawBuilder } from 'kysely';

/**
 * The column types migrations are written in, so that one migration makes the same table on SQLite and on MySQL/MariaDB.
 * All text compares and sorts by code point, case and trailing spaces included, on both (db/mysql/exactText.ts): what
 * ignores case is kept in a key column beside it, by `nameKey`.
 */

/** Text of at most so many characters; MySQL refuses longer ones. */
const text = (length: number): RawBuilder<unknown> => sql.raw(`varchar(${length})`);

/** InnoDB indexes 3,072 bytes, four to a character; this leaves room for an id and a kind in front of the key. */
const longestIndexed = 720;
/** Composing (NFC) can make three characters of one, lower-casing two. */
const mostGrowth = 3;

export const columnTypes = {
  text,
  /** The `nameKey` of a text of so many characters, which may be longer than the text. */
  nameKey: (length: number): RawBuilder<unknown> => text(Math.min(mostGrowth * length, longestIndexed)),
  /** An id made by `createIdFactory`. */
  id: text(26),
  /** The administrator's own id of a group. */
  groupId: text(30),
  /** The id of a trunk group: that of its group and a suffix. */
  trunkGroupId: text(40),
  /** RFC 3339 in UTC with milliseconds, as `Date.toISOString` writes it. */
  time: text(24),
  /** JSON or other text of any length; cannot be indexed. SQLite takes any type with TEXT in its name for text. */
  document: sql`longtext`,
  /** 0 or 1. */
  flag: sql`integer`,
  /** Whole numbers of 32 bits. */
  integer: sql`integer`,
  /** Whole numbers that JavaScript holds exactly: milliseconds, counters. */
  bigInteger: sql`bigint`,
} as const;
