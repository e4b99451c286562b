import type { z } from 'zod';
import type { MistakeCode, MistakeList } from './mistake';

/**
 * A document that may have holes: what was found wrong is cut out, so that all the rest can still be looked at and
 * every mistake of a file is answered at once.
 */
export type Draft<T> = T extends readonly (infer Item)[]
  ? readonly (Draft<Item> | undefined)[]
  : T extends object
    ? { readonly [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T | undefined;

/** Turns the schema's findings into mistakes, and cuts out of the document (which it changes) what they are about. */
export function collectIssues(
  document: unknown,
  issues: readonly z.core.$ZodIssue[],
  mistakes: MistakeList,
): void {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) mistakes.add([...issue.path, key], 'unknown_key', issue.message);
      continue;
    }
    // A record's key is wrong: zod puts what is wrong with it into nested issues.
    const message =
      issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
    mistakes.add(issue.path, codeOf(issue), message);
  }
  for (const issue of issues) if (issue.code !== 'unrecognized_keys') cutOut(document, issue.path);
}

const codeOf = (issue: z.core.$ZodIssue): MistakeCode =>
  issue.message.startsWith('is missing') ? 'missing' : 'invalid';

function cutOut(document: unknown, path: readonly PropertyKey[]): void {
  const parent: unknown = path.slice(0, -1).reduce<unknown>((value, part) => child(value, part), document);
  const last = path.at(-1);
  if (typeof parent !== 'object' || parent === null || last === undefined) return;
  Reflect.set(parent, last, undefined);
}

const child = (value: unknown, part: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
