import { Problem } from './problem';
import type { QueryParameter } from './operations';

/** The parameter with which whoever deletes says that references may be let go of. */
export const detachParameter = (effect: string): QueryParameter => ({
  name: 'detach',
  description: `true: ${effect}; otherwise they are listed and nothing is deleted`,
  schema: { type: 'boolean', default: false },
});

/**
 * Whether a yes-or-no parameter of the query says yes.
 * @throws Problem where it says neither
 */
export function readFlag(query: URLSearchParams, name: string, otherwise = false): boolean {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Problem(400, 'invalid_query', 'the query has mistakes', [
    { path: name, code: 'invalid', message: 'expected true or false' },
  ]);
}
