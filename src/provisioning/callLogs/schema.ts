import { z } from 'zod';
import { listOf, namedThing, time } from '../http/answers';

const thing = namedThing.nullable();

const participant = z.strictObject({
  role: z.enum(['caller', 'called', 'forwarder']),
  user: thing,
  trunk_group: thing,
});

const peer = z.strictObject({ id: z.string(), name: z.string(), kind: z.enum(['trunk_group', 'carrier']) });

const attempt = z.strictObject({
  destination: z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['trunk_group', 'carrier', 'enterprise']),
  }),
  address: z
    .string()
    .nullable()
    .meta({ description: 'host:port;transport of the address tried; null: another enterprise’s' }),
  started_at: time,
  ringing_at: time.nullable(),
  answered_at: time.nullable(),
  ended_at: time.nullable(),
  sip_code: z.int().nullable().meta({ description: 'final status; null: none was heard' }),
});

const transfer = z
  .strictObject({
    call_id: z.string(),
    by: thing.meta({ description: 'the user of this enterprise who asked for it; null: another one’s' }),
  })
  .nullable();

export const callLogItem = z
  .strictObject({
    id: z.string(),
    call_id: z.string().meta({ description: 'shared by the records of all enterprises in the call' }),
    enterprise: thing,
    group: thing,
    user: thing,
    trunk_group: thing,
    direction: z.enum(['originating', 'terminating']),
    participants: z.array(participant),
    peer: peer.nullable().meta({ description: 'where the call came from; null: another enterprise' }),
    calling_number: z.string(),
    called_number: z.string(),
    dialled: z.string(),
    account_code: z.string().nullable().meta({ description: 'what the caller keyed in; null: none' }),
    authorization_code: z.string().nullable().meta({
      description: 'what the code is called, without a description its last digits; null: none was keyed in',
    }),
    emergency: z.boolean(),
    started_at: time,
    ringing_at: time.nullable(),
    answered_at: time.nullable(),
    ended_at: time,
    duration_ms: z.int().meta({ description: 'from answer to end; 0: it was not answered' }),
    outcome: z.enum([
      ...(['answered', 'busy', 'no_answer', 'rejected', 'cancelled'] as const),
      ...(['failed', 'over_capacity', 'blocked'] as const),
    ]),
    failure: z.string().nullable().meta({ description: 'a stable word for what went wrong' }),
    sip_code: z.int().meta({ description: 'what the caller was answered' }),
    q850_cause: z.int(),
    ended_by: z.enum(['caller', 'callee', 'service']),
    attempts: z.array(attempt),
    trace: z
      .array(z.strictObject({ rule: z.string(), result: z.string() }))
      .meta({ description: 'what each rule said of the call, in order' }),
    transferred_from: transfer.meta({
      description: 'the call that who is in this one was in before; null: nobody was transferred here',
    }),
    transferred_to: transfer.meta({
      description: 'the call in which who was in this one goes on; null: nobody was transferred away',
    }),
  })
  .meta({ id: 'CallLog' });

export const callLogPage = listOf(callLogItem);
