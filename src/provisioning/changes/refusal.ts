import type { MistakeList } from '../deployments/mistake';
import { Problem, type ProblemDetail } from '../http/problem';

/** Refuses input for its mistakes: 409 where all that stands in the way is what others hold, else 422. */
export function refusal({ items }: MistakeList): Problem {
  return items.every(({ code }) => code === 'conflict')
    ? new Problem(409, 'conflict', 'somebody else has what was asked for; nothing was changed', items)
    : new Problem(422, 'invalid_input', 'the input has mistakes; nothing was changed', items);
}

/** References named in an answer at most. */
const mostNamed = 100;

/**
 * Refuses to delete what others refer to.
 * @param references what refers to it, by its path in the API
 */
export function inUse(what: string, references: readonly ProblemDetail[]): Problem {
  const count = String(references.length);
  const detail = `the ${what} is in use in ${count} ${references.length === 1 ? 'place' : 'places'}`;
  return new Problem(409, 'in_use', detail, references.slice(0, mostNamed));
}

/** Something that refers to what is to go. */
export const reference = (list: string, id: string, message: string): ProblemDetail => ({
  path: `/${list}/${id}`,
  code: 'in_use',
  message,
});
