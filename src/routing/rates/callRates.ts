import type { RateLimit, RefusedByRate } from '../../model/callRate';
import type { CallRate } from '../../model/settings';
import { targetKey, type Target } from '../../model/targetHealth';
import type { Clock } from '../../model/ports';
import { TokenBucket } from '../../model/tokenBucket';
import type { Configuration } from '../configuration';

type Peer = Pick<Target, 'kind' | 'id'>;

export interface RateRefusal {
  readonly limit: RateLimit;
  readonly perSecond: number;
  /** Whole seconds after which one call would be taken. */
  readonly retryAfterS: number;
}

interface Counted {
  bucket: TokenBucket;
  refused: number;
}

/**
 * The call rates of trunk groups and carriers (feature A11, decisions.md 31), each with a bucket from its first call on;
 * who is not configured has none. Emergency calls are not asked about. Each node counts for itself.
 */
export class CallRates {
  readonly #configuration: Configuration;
  readonly #clock: Clock;
  readonly #counted = new Map<string, Counted & { readonly peer: Peer; readonly limit: RateLimit }>();

  constructor(configuration: Configuration, clock: Clock) {
    this.#configuration = configuration;
    this.#clock = clock;
  }

  /** A call a peer sends; null: it may. */
  takeFromSender(peer: Peer): RateRefusal | null {
    const { trunkGroups, carriers } = this.#configuration;
    const entity = peer.kind === 'carrier' ? carriers.get(peer.id) : trunkGroups.get(peer.id);
    const sender = this.#take(peer, 'sender', entity?.senderCallRate ?? null);
    return sender ?? (peer.kind === 'carrier' ? null : this.takeThrough(peer));
  }

  /** A call towards a trunk group or carrier; null: it may go there. */
  takeThrough(target: Peer): RateRefusal | null {
    if (target.kind === 'carrier') return null;
    return this.#take(
      target,
      'trunk_group',
      this.#configuration.trunkGroups.get(target.id)?.callRate ?? null,
    );
  }

  /** Of peers that are still configured. */
  refused(): readonly RefusedByRate[] {
    this.#forgetGone();
    return [...this.#counted.values()].map(({ peer, limit, refused }) => ({
      ...{ kind: peer.kind, id: peer.id, name: this.#entity(peer)?.name ?? peer.id, limit, count: refused },
    }));
  }

  #take(peer: Peer, limit: RateLimit, rate: CallRate | null): RateRefusal | null {
    if (rate === null) return null;
    const now = this.#clock.now();
    const key = `${limit} ${targetKey(peer)}`;
    let counted = this.#counted.get(key);
    if (counted === undefined) {
      counted = {
        peer: { kind: peer.kind, id: peer.id },
        limit,
        bucket: new TokenBucket(rate, now),
        refused: 0,
      };
      this.#counted.set(key, counted);
      const { trunkGroups, carriers } = this.#configuration;
      if (this.#counted.size > 2 * trunkGroups.size + carriers.size) this.#forgetGone();
    } else if (!isSame(counted.bucket.rate, rate)) {
      counted.bucket = new TokenBucket(rate, now);
    }
    if (counted.bucket.take(now)) return null;
    counted.refused += 1;
    const retryAfterS = Math.max(1, Math.ceil(counted.bucket.waitMs(now) / 1_000));
    return { limit, perSecond: rate.perSecond, retryAfterS };
  }

  #entity({ kind, id }: Peer): { readonly name: string } | undefined {
    const { trunkGroups, carriers } = this.#configuration;
    return kind === 'carrier' ? carriers.get(id) : trunkGroups.get(id);
  }

  /** So that there are never more buckets than rates. */
  #forgetGone(): void {
    for (const [key, { peer }] of this.#counted) {
      if (this.#entity(peer) === undefined) this.#counted.delete(key);
    }
  }
}

const isSame = (one: CallRate, other: CallRate): boolean =>
  one.perSecond === other.perSecond && one.burst === other.burst;
