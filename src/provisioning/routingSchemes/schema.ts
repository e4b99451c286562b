import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { expected, list, name, object, wholeNumber } from '../deployments/schema/primitives';
import { routingScheme } from '../deployments/schema/trunks';
import { dated, namedThing } from '../http/answers';
import { warningsOfChange } from '../http/warnings';

const { algorithm, max_reroutes, exhaust } = routingScheme.shape;

const accepted = {
  error: expected('a trunk group, or { id, percent } with percent from 0 to 100'),
};

/** A trunk group's id is its name; both are taken, so that an answer can be sent back. */
const member = z.union(
  [
    name,
    object({
      id: name.optional(),
      name: name.optional(),
      percent: wholeNumber(0, 100).nullable().default(null),
    }),
  ],
  accepted,
);

export type MemberInput = z.input<typeof member>;

export const routingSchemeBody = object({
  name,
  algorithm,
  trunk_groups: list(member)
    .min(1, { error: expected('at least one trunk group') })
    .max(100, { error: expected('at most 100 trunk groups') }),
  max_reroutes,
  exhaust,
});

export const routingSchemeCreateBody = object({ enterprise: referenceSchema, ...routingSchemeBody.shape });

export const routingSchemeItem = z.strictObject({
  id: z.string(),
  name: z.string(),
  enterprise: namedThing,
  algorithm,
  trunk_groups: z.array(z.strictObject({ id: z.string(), name: z.string(), percent: z.int().nullable() })),
  max_reroutes,
  exhaust,
  default: z.boolean().meta({ description: "whether it is a group's default scheme" }),
  ...dated,
});

export const routingSchemeDetails = z.strictObject({
  ...routingSchemeItem.shape,
  warnings: warningsOfChange,
});
