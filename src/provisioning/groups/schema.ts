import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { object } from '../deployments/schema/primitives';
import { group } from '../deployments/schema/trunks';
import { dated, namedThing } from '../http/answers';

const { id, name, trunk_group, authorization_codes, account_codes, dial_restrictions } = group.shape;
const settings = { name, authorization_codes, account_codes, dial_restrictions };

/** A group is made with its one trunk group. */
export const groupCreateBody = object({ enterprise: referenceSchema, id, ...settings, trunk_group });

export const groupBody = object(settings);

export const groupItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  enterprise: namedThing,
  trunk_group: namedThing,
  default_routing_scheme: namedThing,
  authorization_codes,
  account_codes,
  dial_restrictions,
  ...dated,
});
