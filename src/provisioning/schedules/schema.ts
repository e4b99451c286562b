import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { object } from '../deployments/schema/primitives';
import { schedule } from '../deployments/schema/schedules';
import { dated, namedThing } from '../http/answers';

/** Owner and kind stay: a schedule of the enterprise is seen by every group, one of a group by its users. */
export const scheduleCreateBody = object({
  enterprise: referenceSchema,
  group: referenceSchema.nullable().default(null),
  ...schedule.shape,
});

export const scheduleBody = schedule;

export const scheduleItem = z.strictObject({
  id: z.string(),
  enterprise: namedThing,
  group: namedThing.nullable().meta({ description: 'null: of the whole enterprise' }),
  ...schedule.shape,
  ...dated,
});
