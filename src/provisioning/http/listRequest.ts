import { instant } from '../../../db/lists/conditions';
import type {
  FilterOperator,
  ListDefinition,
  ListField,
  ListFilter,
  ListPosition,
  ListQuery,
} from '../../../db/lists/listDefinition';
import { Problem, type ProblemDetail } from './problem';

const operators: readonly FilterOperator[] = ['equals', 'contains', 'starts_with', 'gte', 'lte'];
export const defaultLimit = 100;
export const mostItems = 1000;
const longestValue = 500;

/**
 * Reads the query of a list: `limit`, `cursor` or `page`, `sort=-field`, and `field=value` or `field[operator]=value`.
 * @throws Problem naming every parameter that is unknown or wrong
 */
export function readListRequest(parameters: URLSearchParams, definition: ListDefinition): ListQuery {
  const reader = new ListReader(definition);
  for (const [name, value] of parameters) reader.take(name, value);
  return reader.finish();
}

/** A cursor names the order it belongs to and where its page ended. */
export function cursorText(query: ListQuery, next: ListPosition | null): string | null {
  if (next === null) return null;
  return Buffer.from(JSON.stringify([orderText(query.sort), next.value, next.id])).toString('base64url');
}

type Sort = ListQuery['sort'];

const orderText = (sort: Sort): string => (sort === null ? '' : `${sort.descending ? '-' : ''}${sort.field}`);

class ListReader {
  readonly #definition: ListDefinition;
  readonly #errors: ProblemDetail[] = [];
  readonly #seen = new Set<string>();
  readonly #filters: ListFilter[] = [];
  #sort: Sort;
  #limit = defaultLimit;
  #page: number | null = null;
  #cursor: string | null = null;

  constructor(definition: ListDefinition) {
    this.#definition = definition;
    this.#sort = definition.defaultSort ?? null;
  }

  take(name: string, value: string): void {
    if (this.#seen.has(name)) this.#refuse(name, 'duplicate', 'stands twice');
    this.#seen.add(name);
    switch (name) {
      case 'limit':
        this.#limit = this.#wholeNumber(name, value, mostItems) ?? defaultLimit;
        return;
      case 'page':
        this.#page = this.#wholeNumber(name, value, 1_000_000);
        return;
      case 'cursor':
        this.#cursor = value;
        return;
      case 'sort':
        this.#takeSort(value);
        return;
      default:
        this.#takeFilter(name, value);
    }
  }

  finish(): ListQuery {
    if (this.#page !== null && this.#cursor !== null)
      this.#refuse('page', 'invalid', 'expected page or cursor, not both');
    const after = this.#cursor === null ? null : this.#position(this.#cursor);
    if (this.#errors.length > 0) {
      throw new Problem(400, 'invalid_query', 'the query of the list has mistakes', this.#errors);
    }
    return {
      filters: this.#filters,
      sort: this.#sort,
      limit: this.#limit,
      after,
      offset: this.#page === null ? 0 : (this.#page - 1) * this.#limit,
    };
  }

  #refuse(path: string, code: string, message: string): void {
    this.#errors.push({ path, code, message });
  }

  #wholeNumber(name: string, value: string, maximum: number): number | null {
    const number = /^\d{1,7}$/.test(value) ? Number(value) : 0;
    if (number >= 1 && number <= maximum) return number;
    this.#refuse(name, 'invalid', `expected a whole number from 1 to ${String(maximum)}`);
    return null;
  }

  #field(name: string): ListField | undefined {
    return Object.hasOwn(this.#definition.fields, name) ? this.#definition.fields[name] : undefined;
  }

  #takeSort(value: string): void {
    const descending = value.startsWith('-');
    const field = descending ? value.slice(1) : value;
    if (this.#field(field)?.sortable === true) this.#sort = { field, descending };
    else
      this.#refuse(
        'sort',
        'invalid',
        `expected one of ${this.#names((item) => item.sortable === true)}, - in front for descending`,
      );
  }

  #takeFilter(name: string, value: string): void {
    const match = /^([a-z][a-z0-9_]*)(?:\[([a-z_]+)\])?$/.exec(name);
    const field = this.#field(match?.[1] ?? '');
    if (match?.[1] === undefined || field === undefined) {
      this.#refuse(
        name,
        'unknown_parameter',
        `expected limit, cursor, page, sort or a filter on ${this.#names(() => true)}`,
      );
      return;
    }
    const accepted = operatorsOf(field);
    const operator = accepted.find((candidate) => candidate === (match[2] ?? 'equals'));
    if (operator === undefined) {
      this.#refuse(name, 'unknown_parameter', `expected ${match[1]}[${accepted.join('|')}]`);
    } else if (!isValue(field, value)) {
      this.#refuse(name, 'invalid', `expected ${valueText(field)}`);
    } else {
      this.#filters.push({ field: match[1], operator, value });
    }
  }

  #names(accept: (field: ListField) => boolean): string {
    return Object.entries(this.#definition.fields)
      .filter(([, field]) => accept(field))
      .map(([name]) => name)
      .join(', ');
  }

  #position(cursor: string): ListPosition | null {
    const parts = parsed(Buffer.from(cursor, 'base64url').toString());
    const [order, value, id] = Array.isArray(parts) ? (parts as unknown[]) : [];
    const usable = (typeof value === 'string' || typeof value === 'number') && typeof id === 'string';
    if (usable && order === orderText(this.#sort)) return { value, id };
    this.#refuse('cursor', 'invalid', 'expected the next of a page of this list in the same order');
    return null;
  }
}

/** The ways a field can be filtered. */
export const operatorsOf = (field: ListField): readonly FilterOperator[] =>
  operators.filter((operator) => isFor(operator, field));

const isFor = (operator: FilterOperator, { type }: ListField): boolean => {
  if (type === 'boolean' || type === 'reference') return operator === 'equals';
  return (
    (type !== 'number' && type !== 'time') ||
    operator === 'equals' ||
    operator === 'gte' ||
    operator === 'lte'
  );
};

const isValue = ({ type }: ListField, value: string): boolean => {
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type === 'number') return /^\d{1,9}$/.test(value);
  if (type === 'time') return instant(value) !== null;
  return value.length <= longestValue;
};

const valueText = ({ type }: ListField): string => {
  if (type === 'boolean') return 'true or false';
  if (type === 'time') return 'a time as in RFC 3339, such as 2026-03-01T09:00:00Z';
  return type === 'number' ? 'a whole number' : `text of at most ${String(longestValue)} characters`;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
