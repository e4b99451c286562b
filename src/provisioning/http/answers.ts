import { z } from 'zod';

/** Pieces of the API's answers. */

export const time = z
  .string()
  .meta({ format: 'date-time', description: 'RFC 3339 in UTC with milliseconds' });

export const namedThing = z
  .strictObject({ id: z.string(), name: z.string() })
  .meta({ id: 'Named', description: 'a thing by its id and name' });

export const dated = { created_at: time, updated_at: time };

/** A page of a list. */
export const listOf = (item: z.ZodType) =>
  z.strictObject({
    items: z.array(item),
    total: z.int().meta({ description: 'items on all pages' }),
    total_estimated: z
      .literal(true)
      .optional()
      .meta({ description: 'there are at least `total`; they were not counted to the end' }),
    next: z.string().nullable().meta({ description: 'the cursor of the next page; null on the last' }),
  });

/** Every failure (RFC 9457). */
export const problemAnswer = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string().meta({ description: 'a stable word for programs' }),
  detail: z.string(),
  errors: z
    .array(z.strictObject({ path: z.string(), code: z.string(), message: z.string() }))
    .optional()
    .meta({
      description: 'every mistake of the input by its path, or everything that refers to what was to go',
    }),
});
