import type { TollAccount, TollRow } from '../tollAccount';

/** What goes to the script of toll counts and comes from it: the words of `tollScript.ts`, read and written here alone. */

/** Rows of this node by key; null: there is nothing to count. */
export const tellText = (rows: readonly (readonly [string, TollAccount | null])[], now: number): string =>
  JSON.stringify(
    rows.map(([key, account]) => {
      const { concurrent, begun } = account?.row(now) ?? nothing;
      return [key, JSON.stringify([concurrent, begun])];
    }),
  );

const nothing: TollRow = { concurrent: 0, begun: [] };

export interface ToldRow {
  readonly node: string;
  readonly key: string;
  /** How long ago it was told, in milliseconds. */
  readonly ageMs: number;
  readonly row: TollRow;
}

export interface ReadAnswer {
  /** Of the last change that was read. */
  readonly seq: string;
  /** Further changes are to be asked for. */
  readonly more: boolean;
  readonly rows: readonly ToldRow[];
  /** Nodes, and for how many milliseconds nothing was heard of them. */
  readonly silent: readonly (readonly [node: string, ms: number])[];
}

export const readRows = (answer: unknown): ReadAnswer => {
  const [, seq, more, rows, silent] = answer as [
    string,
    string,
    number,
    [string, string, number, string][],
    [string, number][],
  ];
  return {
    seq,
    more: more === 1,
    rows: rows.map(([node, key, ageMs, text]) => {
      const [concurrent, begun] = JSON.parse(text) as [number, TollRow['begun']];
      return { node, key, ageMs, row: { concurrent, begun } };
    }),
    silent,
  };
};
