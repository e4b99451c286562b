import { Redis } from 'ioredis';

/** Counts what Redis holds anew, lease by lease, and says where its own counts differ; empty: nowhere. */
export async function ledgerAudit(url: string, prefix: string): Promise<string[]> {
  const redis = new Redis(url);
  try {
    const keys = (await redis.keys(`${prefix}*`)).map((key) => key.slice(prefix.length));
    const counted = new Map<string, number>();
    const count = (what: string): void => void counted.set(what, (counted.get(what) ?? 0) + 1);
    for (const key of keys.filter((each) => each.startsWith('own:'))) {
      for (const record of Object.values(await redis.hgetall(prefix + key))) {
        const [enterprise, trunk, field, number, callId] = JSON.parse(record) as string[];
        if (enterprise !== '') count(`e:${enterprise}`);
        if (trunk !== '') count(`t:${trunk} ${field}`);
        if (number !== '') count(`n:${number} ${callId}`);
      }
    }
    const stored = new Map<string, number>();
    for (const key of keys) {
      if (key.startsWith('e:')) stored.set(key, Number(await redis.get(prefix + key)));
      if (key.startsWith('loans:')) {
        for (const lender of await redis.lrange(prefix + key, 0, -1)) count(`t:${lender} l`);
      }
      if (!key.startsWith('t:') && !key.startsWith('n:')) continue;
      for (const [field, value] of Object.entries(await redis.hgetall(prefix + key)))
        if (field !== 'r') stored.set(`${key} ${field}`, Number(value));
    }
    return [...new Set([...counted.keys(), ...stored.keys()])]
      .filter((what) => (counted.get(what) ?? 0) !== (stored.get(what) ?? 0))
      .map((what) => `${what}: ${stored.get(what) ?? 0} stored, ${counted.get(what) ?? 0} counted`);
  } finally {
    redis.disconnect();
  }
}
