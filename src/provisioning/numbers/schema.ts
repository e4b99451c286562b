import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { inventoryNumbers } from '../deployments/schema/deployment';
import { expected, list, object, phoneNumber } from '../deployments/schema/primitives';
import { namedThing, time } from '../http/answers';

export const numberCreateBody = object({ enterprise: referenceSchema, number: phoneNumber });

const some = { error: expected('a list of 1 to 10 numbers or ranges') };

export const numberRangesBody = object({
  enterprise: referenceSchema,
  numbers: list(inventoryNumbers).min(1, some).max(10, some),
});

export const numberRangesAnswer = z.strictObject({
  added: z.int().meta({ description: 'numbers that are new in the inventory' }),
  present: z.int().meta({ description: 'numbers the enterprise had already' }),
});

export const numberItem = z.strictObject({
  id: z.string(),
  number: z.string().meta({ description: 'E.164 with +' }),
  enterprise: namedThing,
  user: namedThing.nullable().meta({ description: 'who has it; null: nobody' }),
  created_at: time,
});
