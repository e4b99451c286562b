import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { findIdempotencyKey, keepIdempotencyKey } from '../../../db/repositories/idempotencyKeys';
import type { Edit } from '../changes/configurationWriter';
import { canonicalJson } from '../deployments/canonicalJson';
import { Problem } from './problem';

/** An answer that can be given again, word for word. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** How long an answer is kept. */
const keptMs = 24 * 60 * 60 * 1000;

/**
 * Does what a request asks once for its `Idempotency-Key`: who sends it again gets the same answer, also while the first
 * is still at work, since the key is kept in the transaction that makes the object. Without a key it is simply done.
 * @throws Problem 422 where the key came with another request before
 */
export async function once(
  edit: Edit,
  request: Request,
  body: object,
  make: () => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const key = readKey(request);
  if (key === null) return await make();
  // All keys are the provider's today; the namespace keeps those of other API keys apart.
  const id = sha256(`root ${key}`);
  const fingerprint = sha256(`${request.method} ${request.originalUrl}\n${canonicalJson(body)}`);
  const since = new Date(edit.now - keptMs).toISOString();
  const kept = await findIdempotencyKey(edit.db, id, since);
  if (kept !== undefined) {
    if (kept.request !== fingerprint) {
      throw new Problem(
        422,
        'idempotency_key_reused',
        'this Idempotency-Key came with another request before',
      );
    }
    const headers = JSON.parse(kept.headers) as Record<string, string>;
    return { status: kept.status, headers: { ...headers, 'Idempotent-Replayed': 'true' }, body: kept.body };
  }
  const answer = await make();
  await keepIdempotencyKey(
    edit.db,
    {
      id,
      request: fingerprint,
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body: answer.body,
      created_at: new Date(edit.now).toISOString(),
    },
    since,
  );
  return answer;
}

function readKey(request: Request): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key;
  throw new Problem(
    400,
    'invalid_header',
    'expected an Idempotency-Key of 1 to 255 printable characters without spaces',
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
