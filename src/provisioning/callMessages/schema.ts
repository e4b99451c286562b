import { z } from 'zod';
import { listOf, time } from '../http/answers';

const callMessage = z
  .strictObject({
    at: time,
    direction: z.enum(['received', 'sent']),
    transport: z.enum(['udp', 'tcp', 'tls', 'ws', 'wss']),
    local: z.string().meta({ description: 'host:port of the service' }),
    remote: z.string().meta({ description: 'host:port of the far end' }),
    leg: z
      .int()
      .meta({ description: 'which leg of the call, from 1: the caller’s; each has its own Call-ID' }),
    method: z.string().meta({ description: 'of the request, or of the one that is answered' }),
    status: z.int().nullable().meta({ description: 'of a response; null: a request' }),
    summary: z.string().meta({ description: 'the first line' }),
    text: z.string().meta({ description: 'the whole message, without credentials, keys and keyed digits' }),
  })
  .meta({ id: 'CallMessage' });

export const callMessageList = listOf(callMessage).extend({
  truncated: z.boolean().meta({ description: 'there are more than are listed' }),
});
