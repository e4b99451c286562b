import { z } from 'zod';
import { listOf, namedThing, time } from '../http/answers';

const availability = z.enum(['available', 'unavailable']);

const addressHealth = z.strictObject({
  address: z.string().meta({ description: 'host:port;transport' }),
  state: availability,
  since: time.nullable().meta({ description: 'null: since the service started' }),
  last_response: z.int().nullable().meta({
    description: 'status of the last probe: 408 silence, 503 a transport error; null: none has ended',
  }),
  last_probe_at: time.nullable(),
  latency_ms: z.number().nullable().meta({ description: 'how long its answer took; null: it failed' }),
});

/** Live keys of a trunk group and a carrier. */
export const healthFields = {
  state: availability.meta({ description: 'available while one of its addresses is' }),
  health: z.strictObject({
    since: time.nullable().meta({ description: 'of the state; null: since the service started' }),
    addresses: z
      .array(addressHealth)
      .meta({ description: 'those that are watched: by probes, or by how INVITEs fare' }),
  }),
};

export const healthChange = z
  .strictObject({
    id: z.string(),
    at: time,
    address: z.string().nullable().meta({ description: 'host:port;transport; null: as a whole' }),
    state: availability,
    cause: z.string().meta({ description: 'what tipped the scales' }),
    node: namedThing.nullable().meta({
      description: 'the node that saw it, each for itself; null: it was not written down',
    }),
  })
  .meta({ id: 'HealthChange' });

export const healthHistoryPage = listOf(healthChange);
