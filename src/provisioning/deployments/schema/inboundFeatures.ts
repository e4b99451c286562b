import { z } from 'zod';
import { dialTarget, expected, flag, list, name, numberPattern, object, wholeNumber } from './primitives';
import { scheduleName } from './schedules';

/** A user's inbound features (flexible-reach 6). A feature that is named is available unless it says otherwise. */

const switches = { available: flag.default(true), enabled: flag.default(false) };

/** Rings of 6 s; 1 is not allowed, 0 means at once (flexible-reach 6.3). */
const ringsError = { error: expected('0 or a whole number from 2 to 20 (rings of 6 s)') };
const rings = z
  .number(ringsError)
  .refine((value) => Number.isInteger(value) && (value === 0 || (value >= 2 && value <= 20)), ringsError);

const criterionShape = {
  description: name,
  active: flag.default(true),
  /** False: a match spares the caller. */
  apply: flag.default(true),
  numbers: z
    .array(numberPattern, { error: expected('a list of 1 to 12 numbers or patterns') })
    .min(1, { error: expected('a list of 1 to 12 numbers or patterns; leave the key out for any caller') })
    .max(12, { error: expected('a list of 1 to 12 numbers or patterns') })
    .optional(),
  anonymous: flag.default(false),
  unavailable: flag.default(false),
  time_schedule: scheduleName.nullable().default(null),
  holiday_schedule: scheduleName.nullable().default(null),
};

const criteria = list(object(criterionShape)).default([]);

/** Selective forwarding may send each criterion's callers elsewhere. */
const forwardingCriteria = list(
  object({ ...criterionShape, number: dialTarget.nullable().default(null) }),
).default([]);

const forwarding = { ...switches, number: dialTarget.nullable().default(null) };

const ringNumbers = <Item extends z.ZodType>(item: Item, maximum: number) => {
  const error = expected(`a list of at most ${String(maximum)} numbers`);
  return z.array(item, { error }).max(maximum, { error }).default([]);
};

/** The catalogue: the file, the user's body and the resource of each feature are made from it. */
export const inboundFeatureSchemas = {
  intercept_announcement: object(switches),
  max_did_policing: object({
    ...switches,
    max_concurrent_calls: wholeNumber(1, 500).nullable().default(null),
  }),
  anonymous_call_rejection: object(switches),
  call_acceptance: object({ ...switches, criteria }),
  call_rejection: object({ ...switches, criteria }),
  call_forwarding_selective: object({ ...forwarding, criteria: forwardingCriteria }),
  call_forwarding_always: object(forwarding),
  call_forwarding_busy: object(forwarding),
  call_forwarding_no_answer: object({ ...forwarding, rings: rings.default(3) }),
  call_forwarding_not_reachable: object({
    ...forwarding,
    timer_s: wholeNumber(1, 180).nullable().default(null),
  }),
  sequential_ring: object({
    ...switches,
    numbers: ringNumbers(
      object({ number: dialTarget, rings: rings.default(3), answer_confirmation: flag.default(false) }),
      5,
    ),
    /** The user's own phones, before the numbers. */
    base_location: object({ ring: flag.default(true), rings: rings.default(3) }).prefault({}),
    /** Goes on to the numbers where the user's own phones are busy. */
    continue_if_busy: flag.default(true),
    caller_may_stop: flag.default(false),
    criteria,
  }),
  simultaneous_ring: object({
    ...switches,
    numbers: ringNumbers(object({ number: dialTarget, answer_confirmation: flag.default(false) }), 10),
    /** The numbers are left alone while the user is on a call. */
    not_while_on_call: flag.default(false),
    criteria,
  }),
};

type FeatureSchemas = typeof inboundFeatureSchemas;
export type InboundFeature = keyof FeatureSchemas;

export const inboundFeatures = object(
  Object.fromEntries(
    Object.entries(inboundFeatureSchemas).map(([name, schema]) => [name, schema.optional()]),
  ) as unknown as { readonly [Name in InboundFeature]: z.ZodOptional<FeatureSchemas[Name]> },
);
