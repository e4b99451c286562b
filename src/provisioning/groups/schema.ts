import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { object } from '../deployments/schema/primitives';
import { group } from '../deployments/schema/trunks';
import { dated, namedThing } from '../http/answers';

const { id, trunk_group, schedules: _schedules, ...settings } = group.shape;

/** A group is made with its one trunk group. */
export const groupCreateBody = object({ enterprise: referenceSchema, id, ...settings, trunk_group });

export const groupBody = object(settings);

export const groupItem = z.strictObject({
  id: z.string(),
  enterprise: namedThing,
  trunk_group: namedThing,
  default_routing_scheme: namedThing,
  ...settings,
  ...dated,
});
