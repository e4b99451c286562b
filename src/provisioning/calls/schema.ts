import { z } from 'zod';
import { listOf, namedThing, time } from '../http/answers';

const thing = namedThing.nullable();

const attempt = z.strictObject({
  destination: z.strictObject({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['trunk_group', 'carrier']),
  }),
  address: z.string().meta({ description: 'host:port;transport of the address tried' }),
  started_at: time,
  ringing_at: time.nullable(),
  answered_at: time.nullable(),
  ended_at: time.nullable(),
  sip_code: z.int().nullable().meta({ description: 'final status; null while the attempt lasts' }),
});

export const callItem = z
  .strictObject({
    id: z.string(),
    state: z.enum(['routing', 'ringing', 'answered', 'ending']),
    enterprise: thing,
    group: thing,
    user: thing,
    trunk_group: thing,
    direction: z.enum(['originating', 'terminating']),
    calling_number: z.string(),
    called_number: z.string(),
    dialled: z.string(),
    emergency: z.boolean(),
    started_at: time,
    ringing_at: time.nullable(),
    answered_at: time.nullable(),
    attempts: z.array(attempt),
    trace: z
      .array(z.looseObject({ rule: z.string(), result: z.string() }))
      .meta({ description: 'what each rule said of the call, in order' }),
  })
  .meta({ id: 'Call' });

export const callList = listOf(callItem);
