import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { autoAttendant, callQueue, conferenceBridge, user } from '../deployments/schema/people';
import { expected, object } from '../deployments/schema/primitives';
import { dated, namedThing } from '../http/answers';
import { warningsOfChange } from '../http/warnings';

const kinds = ['person', 'auto_attendant', 'call_queue', 'conference_bridge'] as const;
export type UserKind = (typeof kinds)[number];

/** What the file has as a name and the API as a reference. */
const personReferences = {
  group: referenceSchema,
  routing_scheme: referenceSchema.nullable().default(null),
  department: referenceSchema.nullable().default(null),
};
/** A system user without a group is of the whole enterprise. */
const systemUserReferences = { group: referenceSchema.nullable().default(null) };

const { kind: _attendant, ...attendant } = autoAttendant.shape;
const { kind: _queue, ...queue } = callQueue.shape;
const { kind: _bridge, ...bridge } = conferenceBridge.shape;

const shapes = {
  person: { ...user.shape, ...personReferences },
  auto_attendant: { ...attendant, ...systemUserReferences },
  call_queue: { ...queue, ...systemUserReferences },
  conference_bridge: { ...bridge, ...systemUserReferences },
};

const kindError = { error: expected('kind person, auto_attendant, call_queue or conference_bridge') };
const literal = <Kind extends UserKind>(kind: Kind) => z.literal(kind, kindError);

/** A new user by its kind; left out, the kind is a person. */
export const userCreateBodies = {
  person: object({
    kind: literal('person').default('person'),
    enterprise: referenceSchema,
    ...shapes.person,
  }),
  auto_attendant: object({
    kind: literal('auto_attendant'),
    enterprise: referenceSchema,
    ...shapes.auto_attendant,
  }),
  call_queue: object({ kind: literal('call_queue'), enterprise: referenceSchema, ...shapes.call_queue }),
  conference_bridge: object({
    kind: literal('conference_bridge'),
    enterprise: referenceSchema,
    ...shapes.conference_bridge,
  }),
};

/** A user keeps its kind. */
export const userBodies = {
  person: object(shapes.person),
  auto_attendant: object(shapes.auto_attendant),
  call_queue: object(shapes.call_queue),
  conference_bridge: object(shapes.conference_bridge),
};

export const userCreateBody = z.union([
  userCreateBodies.person,
  userCreateBodies.auto_attendant,
  userCreateBodies.call_queue,
  userCreateBodies.conference_bridge,
]);

export const userBody = z.union([
  userBodies.person,
  userBodies.auto_attendant,
  userBodies.call_queue,
  userBodies.conference_bridge,
]);

export const isUserKind = (kind: unknown): kind is UserKind => kinds.some((known) => known === kind);

/** What a list shows of a user. */
export const userItem = z.strictObject({
  id: z.string(),
  kind: z.enum(kinds),
  name: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  enterprise: namedThing,
  group: namedThing.nullable(),
  department: namedThing.nullable(),
  extension: z.string(),
  number: z.string().nullable(),
  routing_scheme: namedThing.nullable(),
  calling_line_id: z.string().nullable(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  type: z.string().nullable(),
  scope: z.string().nullable(),
  time_zone: z.string().meta({ description: "the user's, or the enterprise's where it has none" }),
  ...dated,
});

/** On its own a user shows its settings too, by its kind. */
const withSettings = <Kind extends UserKind>(kind: Kind, shape: z.core.$ZodLooseShape) => {
  const settings = Object.fromEntries(
    Object.entries(shape).filter(([key]) => !Object.hasOwn(userItem.shape, key)),
  );
  return z.strictObject({
    ...userItem.shape,
    kind: z.literal(kind),
    ...settings,
    warnings: warningsOfChange,
  });
};

export const userDetails = z.union([
  withSettings('person', shapes.person),
  withSettings('auto_attendant', shapes.auto_attendant),
  withSettings('call_queue', shapes.call_queue),
  withSettings('conference_bridge', shapes.conference_bridge),
]);
