import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { expected, name, object, optionalList } from '../deployments/schema/primitives';
import { carrierWeight, outboundRoute } from '../deployments/schema/trunks';
import { dated } from '../http/answers';

const { prefix, emergency, priority, stop, block } = outboundRoute.shape;

/** A carrier as the file or an answer has it, by id or name. */
const routeCarrier = z.union(
  [referenceSchema, object({ id: name.optional(), name: name.optional(), weight: carrierWeight })],
  { error: expected('an id or a name of a carrier, or { id, weight } with weight from 0 to 65535') },
);

export type RouteCarrierInput = z.input<typeof routeCarrier>;

/** A route is for a prefix or for emergency calls; its carriers are tried in order, or share its calls by weight. */
export const outboundRouteBody = object({
  prefix,
  emergency,
  carriers: optionalList(routeCarrier, 100),
  priority,
  stop,
  block,
});

export const outboundRouteItem = z.strictObject({
  id: z.string(),
  prefix: z.string().nullable(),
  emergency: z.boolean(),
  carriers: z.array(z.strictObject({ id: z.string(), name: z.string(), weight: z.int().nullable() })),
  priority: z.int(),
  stop: z.boolean().meta({ description: 'neither further priorities nor shorter prefixes are tried' }),
  block: z.int().nullable().meta({ description: 'the SIP status calls are refused with' }),
  ...dated,
});
