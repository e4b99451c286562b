import { createHmac, randomBytes } from 'node:crypto';

const poolBytes = 8192;

/**
 * Unguessable tokens for tags, branches and Call-IDs (RFC 3261 section 19.3). Random bytes are drawn in batches: a call
 * of `randomBytes` costs far more than the bytes do.
 */
export class Tokens {
  private pool = Buffer.alloc(0);
  private position = 0;
  private readonly secret = randomBytes(32);

  /** Twenty hexadecimal digits, 80 bits. */
  next(): string {
    if (this.position + 10 > this.pool.length) {
      this.pool = randomBytes(poolBytes);
      this.position = 0;
    }
    this.position += 10;
    return this.pool.toString('hex', this.position - 10, this.position);
  }

  /** The same tag each time for the same request, for answers given without keeping state (RFC 3261 section 8.2.7). */
  stateless(seed: string): string {
    return createHmac('sha256', this.secret).update(seed, 'latin1').digest('hex').slice(0, 20);
  }
}
