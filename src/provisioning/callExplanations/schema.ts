import { z } from 'zod';
import { referenceSchema } from '../changes/references';
import { expected, flag, object, optionalList, text, textThat } from '../deployments/schema/primitives';
import { namedThing, time } from '../http/answers';
import { suppositions } from '../../model/callExplanation';
import { readSource } from './source';

const caller = text(256);

/** A call that is not placed: who calls whom, when, and how the call comes in. */
export const callExplanationBody = object({
  from: caller.meta({ description: 'a number, an extension, `anonymous`, or a SIP or tel URI' }),
  to: caller.meta({ description: 'the same, or a urn such as urn:service:sos' }),
  at: z.iso
    .datetime({
      offset: true,
      error: expected('a time as RFC 3339 has it, such as 2026-01-05T09:00:00Z'),
    })
    .optional()
    .meta({ description: 'when the call is placed; left out: now' }),
  arriving_on: referenceSchema
    .optional()
    .meta({ description: 'the trunk group or carrier that sends the call, by id or name' }),
  source: textThat(
    (value) => readSource(value) !== null,
    'transport:address:port, such as udp:192.0.2.1:5060 or tcp:[2001:db8::1]:5060',
  )
    .optional()
    .meta({ description: 'where the call comes from, instead of arriving_on' }),
  asserted: caller.nullable().default(null).meta({ description: 'what P-Asserted-Identity says' }),
  private: flag.default(false).meta({ description: 'the caller asks not to be shown' }),
  trunk_group_identities: optionalList(caller, 10).meta({ description: 'otg, dtg and tgrp of the call' }),
});

const thing = namedThing.nullable();
const peer = z.strictObject({ id: z.string(), name: z.string(), kind: z.enum(['trunk_group', 'carrier']) });
const scopeKind = z.enum(['enterprise', 'trunk_group']);

const limits = z
  .array(
    z.strictObject({
      scope: z.strictObject({ id: z.string(), name: z.string(), kind: scopeKind }),
      limit: z.enum(['max_active_calls', 'max_incoming_calls', 'max_outgoing_calls']),
      maximum: z.int(),
      in_use: z.int(),
    }),
  )
  .meta({ description: 'limits the call would count against, with what is in use now' });

const full = z
  .strictObject({
    scope: z.strictObject({ id: z.string(), kind: z.enum(['enterprise', 'trunk_group', 'called_number']) }),
    limit: z.string(),
    maximum: z.int(),
  })
  .nullable()
  .meta({ description: 'the limit that would refuse the call here; null: there is room' });

const candidate = z.strictObject({
  destination: peer,
  addresses: z.array(z.string()).meta({ description: 'host:port;transport, in the order they are tried' }),
  health: z
    .array(
      z.strictObject({
        address: z.string(),
        tried: z.boolean().meta({ description: 'false: calls pass it over now' }),
        state: z.enum(['available', 'unavailable']).nullable().meta({ description: 'null: not watched' }),
        since: time.nullable().meta({ description: 'of the state; null: since the start' }),
        last_response: z.int().nullable().meta({ description: 'of the last probe; null: none has ended' }),
      }),
    )
    .meta({ description: 'of its addresses, as the node asked knows them' }),
  forwards_all: z.boolean().meta({ description: 'all its calls go elsewhere; it is not rung' }),
  request_user: z.string().meta({ description: 'the called number as it is sent' }),
  presented: z
    .strictObject({
      from: z.string().nullable(),
      display: z.string().nullable(),
      asserted: z.string().nullable(),
      privacy: z.boolean(),
    })
    .meta({ description: 'how the caller is shown; from null: anonymous' }),
  failover_codes: z.array(z.int()),
  limits,
  full,
});

const answer = z.strictObject({
  failure: z.string(),
  status: z.int(),
  reason: z.string(),
  q850_cause: z.int(),
});
const trace = z.array(z.strictObject({ rule: z.string(), result: z.string() }));

const failure = z.strictObject({
  when: z
    .enum(suppositions)
    .meta({ description: 'what is found of all who are asked, here and at every further way' }),
  steps: z
    .array(
      z.strictObject({
        forwarded_to: z
          .strictObject({ user: namedThing.nullable(), number: z.string(), reason: z.string() })
          .nullable()
          .meta({ description: 'null: the same user by another way' }),
        candidates: z.array(candidate),
        max_reroutes: z.int(),
        trace,
      }),
    )
    .meta({ description: 'the ways the call takes, one after the other' }),
  answer: answer.meta({
    description: 'what the caller hears when nothing is left; where a target answered, its own answer',
  }),
  trace: trace.meta({ description: 'what the rules said before that' }),
});

export const callExplanation = z.strictObject({
  at: time,
  outcome: z.enum(['routed', 'feature_code', 'refused', 'over_capacity', 'unknown_peer']),
  peer: peer.nullable().meta({ description: 'who sends the call; null: nobody we know' }),
  peers: z
    .array(z.strictObject({ peer, matched: z.boolean(), reason: z.string() }))
    .meta({ description: 'those near the source, and why each matches or not; with arriving_on none' }),
  direction: z.enum(['originating', 'terminating']).nullable(),
  enterprise: thing,
  group: thing,
  user: thing,
  trunk_group: thing,
  called_user: thing.meta({ description: 'on an on-net call' }),
  calling_number: z.string().nullable(),
  called_number: z.string().nullable(),
  dialled: z.string().nullable(),
  emergency: z
    .strictObject({ callback_number: z.string().nullable(), no_emergency_route: z.boolean() })
    .nullable(),
  limits,
  candidates: z.array(candidate).meta({ description: 'in the order they would be asked now' }),
  first: peer.nullable().meta({ description: 'who would be rung first; null: nobody' }),
  max_reroutes: z.int(),
  failures: z.array(failure).meta({ description: 'what comes if nobody takes the call' }),
  answer: answer
    .nullable()
    .meta({ description: 'what the caller would be answered; null: that is for who is rung to say' }),
  trace: trace.meta({ description: 'what each rule said of the call, in order' }),
});
