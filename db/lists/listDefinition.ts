import type { Database } from '../schema';

/**
 * How a field's values are compared: `folded` columns hold name keys, `exact` ones text that has no case to ignore, `time`
 * ones RFC 3339 in UTC with milliseconds. A `reference` is the id of something else: it is that one or it is not.
 */
export type FieldType = 'folded' | 'exact' | 'lower' | 'number' | 'boolean' | 'time' | 'reference';

export interface ListField {
  /** Column or expression, as it stands in SQL. */
  readonly column: string;
  readonly type: FieldType;
  readonly sortable?: boolean;
  /** What gives the same order and has an index; none: the column itself. */
  readonly order?: string;
  /** Absent values are sorted as the least. */
  readonly nullable?: boolean;
  /** Indexes that find an item by this field where it has few: one that begins with it, one with the enterprise before it. */
  readonly finds?: readonly FindingIndex[];
  /** Where its values stand each once, by enterprise: it is looked there what contains something. */
  readonly distinct?: DistinctValues;
}

/** A table of the values a field has in each enterprise; `known` is its name in `only`. */
export interface DistinctValues {
  /** With the column `enterprise_id`, which the list's own table has too. */
  readonly table: string;
  readonly value: string;
  /** Which of its rows are this field's. */
  readonly only: string;
}

export type FindingIndex = 'alone' | 'in_enterprise';

export type FilterOperator = 'equals' | 'contains' | 'starts_with' | 'gte' | 'lte';

/** A list as the database gives it: what is selected from where, and what it can be filtered and sorted by. */
export interface ListDefinition {
  readonly columns: string;
  /** With the name it goes by, where that is another. */
  readonly table: string;
  /** What is joined to it, which neither adds nor takes away rows. */
  readonly joins?: string;
  /** The table again with the index, by the database at hand's syntax, in which a page is found and items are counted. */
  readonly indexed?: string;
  /** Ends every order; a column of the table. */
  readonly id: string;
  /** Left out: the id is unique in the table. Else the filters make it so. */
  readonly idsRepeat?: boolean;
  readonly fields: Readonly<Record<string, ListField>>;
  /** The order of who asks for none; none: by id. */
  readonly defaultSort?: ListSort;
  /** How long a total that was counted holds; left out: it is counted for every page. */
  readonly totals?: TotalsHold;
}

/** Totals hold as long as the version stays the same. */
export interface TotalsHold {
  readonly version: (db: Database) => Promise<string>;
  /** Which totals hold. */
  readonly lasts: (total: number) => boolean;
}

export interface ListSort {
  readonly field: string;
  readonly descending: boolean;
}

export interface ListFilter {
  readonly field: string;
  readonly operator: FilterOperator;
  readonly value: string;
  /** A filter of which this one follows, and which an index answers: the field is looked at only without it. */
  readonly unless?: ListFilter;
}

export interface ListQuery {
  readonly filters: readonly ListFilter[];
  /** Null: by id. */
  readonly sort: ListSort | null;
  readonly limit: number;
  /** Where the page before ended. */
  readonly after: ListPosition | null;
  /** Items passed over: pages by number. */
  readonly offset: number;
}

/** The last item of a page: the value it is sorted by, and its id. */
export interface ListPosition {
  readonly value: string | number;
  readonly id: string;
}

export interface ListRows<Row> {
  readonly rows: readonly Row[];
  readonly next: ListPosition | null;
}

export interface ListPage<Row> extends ListRows<Row> {
  /** Of all pages; where `isEstimated`, there are at least so many. */
  readonly total: number;
  readonly isEstimated: boolean;
}

/** Filtered lists are counted up to here, so that a page costs no walk through ten million rows. */
export const mostCounted = 100_000;
