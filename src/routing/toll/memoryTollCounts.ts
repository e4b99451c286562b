import type { Clock } from '../../model/ports';
import type { TollCalls, TollScope } from '../../model/tollLimits';
import { TollAccount } from './tollAccount';
import { tollKey, type TollCounts } from './tollCounts';

const none: TollCalls = { concurrent: 0, lastHour: 0 };

/** The calls of this node, counted in its memory. */
export class MemoryTollCounts implements TollCounts {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #accounts = new Map<string, TollAccount>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  began(scope: TollScope): void {
    const now = this.#clock.now();
    const key = tollKey(scope);
    const account = this.#accounts.get(key) ?? new TollAccount(now);
    this.#accounts.set(key, account);
    account.began(now);
  }

  ended(scope: TollScope): void {
    this.#accounts.get(tollKey(scope))?.ended();
  }

  calls(scope: TollScope): TollCalls {
    return this.#accounts.get(tollKey(scope))?.calls(this.#clock.now()) ?? none;
  }

  sweep(): void {
    const now = this.#clock.now();
    for (const [key, account] of this.#accounts) if (account.isOver(now)) this.#accounts.delete(key);
  }

  get active(): number {
    return [...this.#accounts.values()].filter(({ concurrent }) => concurrent > 0).length;
  }

  /** By key, what somebody who counts along is told; who is not there counts for nothing. */
  account(key: string): TollAccount | null {
    return this.#accounts.get(key) ?? null;
  }

  keys(): Iterable<string> {
    return this.#accounts.keys();
  }
}
