import type { ListDefinition, ListSort } from '../../../db/lists/listDefinition';
import { defaultLimit, mostItems, operatorsOf } from './listRequest';
import type { QueryParameter } from './operations';

const told = {
  equals: 'is',
  contains: 'contains',
  starts_with: 'starts with',
  gte: 'is at least',
  lte: 'is at most',
} as const;

/** What the query of a list may hold, for the API's document. */
export function listParameters(definition: ListDefinition): readonly QueryParameter[] {
  const fields = Object.entries(definition.fields);
  const sortable = fields.filter(([, field]) => field.sortable === true).map(([name]) => name);
  const filters = fields.flatMap(([name, field]) => {
    const type = { number: 'integer', boolean: 'boolean' }[field.type as string] ?? 'string';
    const isTime = field.type === 'time';
    return operatorsOf(field).map((operator) => ({
      name: operator === 'equals' ? name : `${name}[${operator}]`,
      description: `${name} ${told[operator]} this${type === 'string' && !isTime ? ', ignoring case' : ''}`,
      schema: isTime ? { type, format: 'date-time' } : { type },
    }));
  });
  return [
    {
      name: 'limit',
      description: 'items on a page',
      schema: { type: 'integer', minimum: 1, maximum: mostItems, default: defaultLimit },
    },
    { name: 'cursor', description: '`next` of the page before', schema: { type: 'string' } },
    {
      name: 'page',
      description: 'a page by its number, instead of a cursor',
      schema: { type: 'integer', minimum: 1 },
    },
    {
      name: 'sort',
      description: `a field to sort by, with - in front for descending; left out: ${definition.defaultSort === undefined ? 'by id' : sortText(definition.defaultSort)}`,
      schema: { type: 'string', enum: sortable.flatMap((name) => [name, `-${name}`]) },
    },
    ...filters,
  ];
}

const sortText = ({ field, descending }: ListSort): string => `${descending ? '-' : ''}${field}`;
