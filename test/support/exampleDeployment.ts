import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const exampleText = readFileSync(path.resolve('examples/acme.yaml'), 'utf8');

/** A part of a deployment file while a test changes it. */
export type Loose = Record<string, unknown>;

/** The part at a path such as `enterprises.0.users.2`. */
export function at(document: unknown, path: string): Loose {
  let value: unknown = document;
  for (const part of path.split('.').filter((item) => item !== ''))
    value = Reflect.get(value as object, part);
  return value as Loose;
}

/** The example with something changed, as JSON. */
export function changedExample(change: (document: Loose) => void): string {
  const document = parse(exampleText) as Loose;
  change(document);
  return JSON.stringify(document);
}
