import { sql } from 'kysely';
import type { Router } from 'express';
import type { ApiContext } from '../apiContext';
import { Problem } from './problem';
import { resource } from './resource';

/** A database that says nothing for so long is out of reach. */
const answerLimitMs = 2_000;

/** Liveness and readiness, for whoever watches the process; open to all. */
export function healthRoutes(router: Router, { lookups, readiness, databaseLog }: ApiContext): void {
  resource(router, '/healthz', { get: () => Promise.resolve({ status: 'ok' }) });
  resource(router, '/readyz', {
    get: async () => {
      const state = readiness();
      if (state !== 'ready') {
        throw new Problem(state === 'overloaded' ? 429 : 503, state, `the node is ${state}`);
      }
      try {
        await withinLimit(sql`select 1 from enterprises limit 1`.execute(lookups));
      } catch {
        throw new Problem(503, 'database_unavailable', 'the database does not answer');
      }
      databaseLog.worked();
      return { status: 'ready' };
    },
  });
}

async function withinLimit(answer: Promise<unknown>): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    limit = setTimeout(reject, answerLimitMs, new Error('no answer'));
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(limit);
  }
}
