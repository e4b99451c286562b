import { z } from 'zod';
import { listOf, time } from '../http/answers';

export const nodeItem = z
  .strictObject({
    id: z.string().meta({ description: 'of this run of the node; another after a restart' }),
    name: z.string().meta({ description: 'of the machine it runs on' }),
    address: z.string().nullable().meta({ description: 'of its API; null: it does not listen yet' }),
    process_id: z.int(),
    started_at: time,
    last_seen_at: time.meta({ description: 'its last sign of life in the database' }),
    state: z
      .enum(['starting', 'ready', 'overloaded', 'draining', 'silent'])
      .meta({ description: 'draining: it takes no new calls and ends; silent: it did not answer' }),
    version: z.string().nullable().meta({ description: 'null: it did not answer' }),
    calls: z.int().nullable().meta({ description: 'in progress on it; null: it did not answer' }),
    asked: z.boolean().meta({ description: 'it is the one that answers this' }),
  })
  .meta({ id: 'Node' });

export const nodeList = listOf(nodeItem);
