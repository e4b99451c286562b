import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { expected, list, object } from '../deployments/schema/primitives';
import { outboundRoute } from '../deployments/schema/trunks';
import { dated, namedThing } from '../http/answers';

const { prefix, emergency, priority } = outboundRoute.shape;

/** A route is for a prefix or for emergency calls; its carriers are tried in order. */
export const outboundRouteBody = object({
  prefix,
  emergency,
  carriers: list(referenceSchema).min(1, { error: expected('at least one carrier') }),
  priority,
});

export const outboundRouteItem = z.strictObject({
  id: z.string(),
  prefix: z.string().nullable(),
  emergency: z.boolean(),
  carriers: z.array(namedThing),
  priority: z.int(),
  ...dated,
});
