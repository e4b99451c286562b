import { z } from 'zod';
import type { DatabaseTransaction } from '../../../db/schema';
import { pathInside, type Warning } from '../deployments/mistake';

/** Something that is in force as it was sent. */
export const warningAnswer = z.strictObject({
  path: z.string(),
  code: z.enum(['loop']).meta({ description: 'a stable word for programs' }),
  message: z.string(),
});

/** Of what can be made or changed so that it will hardly do what was meant. */
export const warningsOfChange = z.array(warningAnswer).optional().meta({
  description:
    'in answers to what makes or changes it: what is in force and will hardly do what was meant; left out: nothing',
});

/** Looks at something as it now is; paths are those of its body. */
export type Warn = (db: DatabaseTransaction, id: string) => Promise<readonly Warning[]>;

/** An answer with what there is to warn of. */
export async function withWarnings(
  answer: object,
  warn: Warn | undefined,
  db: DatabaseTransaction,
  id: string,
): Promise<object> {
  const warnings = (await warn?.(db, id)) ?? [];
  return warnings.length === 0 ? answer : { ...answer, warnings };
}

/** Those about what stands at a place, by where they stand in it. */
export const warningsInside = (place: string, warnings: readonly Warning[]): readonly Warning[] =>
  warnings.flatMap((warning) => {
    const path = pathInside(place, warning.path);
    return path === null ? [] : [{ ...warning, path }];
  });
