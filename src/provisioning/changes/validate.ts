import type { z } from 'zod';
import { collectIssues, type Draft } from '../deployments/draft';
import { MistakeList } from '../deployments/mistake';
import { withoutNulls } from '../deployments/withoutNulls';

/** What a body asks for, with holes where it is wrong. */
export interface Validated<T> {
  readonly wanted: Draft<T>;
  readonly mistakes: MistakeList;
}

/** Holds a body against its schema. A key with null counts as left out, as in a deployment file. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
): Validated<z.input<Schema>> {
  const wanted = withoutNulls(body);
  const mistakes = new MistakeList();
  const parsed = schema.safeParse(wanted, { reportInput: false });
  if (!parsed.success) collectIssues(wanted, parsed.error.issues, mistakes);
  return { wanted: wanted as Draft<z.input<Schema>>, mistakes };
}
