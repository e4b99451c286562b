import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { object } from '../deployments/schema/primitives';
import { trunkGroupSettings } from '../deployments/schema/trunks';
import { dated, namedThing } from '../http/answers';
import { warningsOfChange } from '../http/warnings';
import { healthFields } from '../targetHealth/schema';

/** The name is fixed: it follows from the group's id (decisions.md 19). */
export const trunkGroupBody = trunkGroupSettings;

export const trunkGroupCreateBody = object({ group: referenceSchema, ...trunkGroupSettings.shape });

const count = (description: string) => z.int().meta({ description });

export const usageAnswer = z.strictObject({
  active: count('calls in progress'),
  incoming: count('towards the PBX'),
  outgoing: count('from the PBX'),
  borrowed: count('capacity borrowed from others'),
  lent: count('capacity lent to others'),
  emergency: count('emergency calls, which count against no maximum'),
  rejected: count('calls refused since the start'),
});

export const trunkGroupItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  enterprise: namedThing,
  group: namedThing,
  ...trunkGroupSettings.shape,
  ...healthFields,
  usage: usageAnswer,
  ...dated,
});

export const trunkGroupDetails = z.strictObject({ ...trunkGroupItem.shape, warnings: warningsOfChange });
