import { TimerNode, type TimerWheel } from '../../../model/timerWheel';

/**
 * What is left of a server transaction whose work is done, for as long as its request may come again: `absorb` it, or
 * that of a call, whose CANCEL is answered with the call's tag; send the kept text again; or build the answer again from the
 * request with this status.
 */
export type Tombstone = 'absorb' | { readonly toTag: string } | { readonly text: string } | number;

/**
 * Ended server transactions by key. A transaction that lingers its 32 seconds as an object costs memory at high call
 * rates; a tombstone costs a map entry. They expire by the second, a whole second at once.
 */
export class Tombstones extends TimerNode {
  private readonly stones = new Map<string, Tombstone>();
  private readonly seconds: string[][] = [];
  private current = 0;

  constructor(
    private readonly wheel: TimerWheel,
    private readonly onExpired: (key: string) => void,
  ) {
    super();
    for (let second = 0; second < 64; second += 1) this.seconds.push([]);
  }

  get size(): number {
    return this.stones.size;
  }

  get(key: string): Tombstone | undefined {
    return this.stones.get(key);
  }

  put(key: string, stone: Tombstone, lifeMs: number): void {
    if (this.stones.size === 0) this.wheel.scheduleIn(this, 1_000);
    this.stones.set(key, stone);
    const second = Math.min(62, Math.ceil(lifeMs / 1_000) + 1);
    this.seconds[(this.current + second) & 63]?.push(key);
  }

  override onTimer(): void {
    this.current = (this.current + 1) & 63;
    const expired = this.seconds[this.current] ?? [];
    this.seconds[this.current] = [];
    for (const key of expired) {
      this.stones.delete(key);
      this.onExpired(key);
    }
    if (this.stones.size > 0) this.wheel.scheduleIn(this, 1_000);
  }

  clear(): void {
    this.wheel.cancel(this);
    this.stones.clear();
    for (const keys of this.seconds) keys.length = 0;
  }
}
