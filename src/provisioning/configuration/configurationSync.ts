import type { CommittedChange } from '../../events/nodeEvents';
import type { ConfigurationPublisher } from './configurationPublisher';

/** Changes missing at once, beyond which it is not asked which. */
const mostMissing = 10_000;

/**
 * Keeps this node's configuration in step with the database, whichever node changes it. Changes are numbered by the
 * database, so what was missed shows: then everything is read anew and the directory cache emptied.
 */
export class ConfigurationSync {
  /** All changes up to this one are in force here. */
  #turn = 0;
  /** Later ones that are on their way or in force, with what is done about them: commits are heard of in any order. */
  readonly #ahead = new Map<number, Promise<void>>();
  readonly #inForce = new Set<number>();
  /** Since when something is missing, by the clock; null: nothing is. */
  #missingSince: number | null = null;

  constructor(
    private readonly publisher: Pick<ConfigurationPublisher, 'publishAll' | 'publishChange' | 'catchUp'>,
    private readonly readTurn: () => Promise<number>,
    /** Tells the other nodes. */
    private readonly tell: (change: CommittedChange) => void,
    /** Milliseconds. */
    private readonly now: () => number,
  ) {}

  /** The first configuration, whole. */
  async start(): Promise<void> {
    const turn = await this.readTurn();
    await this.publisher.publishAll();
    this.#reached(turn);
  }

  /** This node has committed a change; resolves when it is on its way to its signalling thread and to the other nodes. */
  async committed(change: CommittedChange): Promise<void> {
    this.tell(change);
    await this.heard(change);
  }

  /** Another node has. */
  heard(change: CommittedChange): Promise<void> {
    const { turn } = change;
    if (turn <= this.#turn) return Promise.resolve();
    let taking = this.#ahead.get(turn);
    if (taking === undefined) {
      taking = this.#take(change);
      this.#ahead.set(turn, taking);
    }
    return taking;
  }

  async #take(change: CommittedChange): Promise<void> {
    const { turn } = change;
    try {
      await this.publisher.publishChange(change);
      if (turn > this.#turn) this.#inForce.add(turn);
      this.#advance();
    } catch (error) {
      // Missing from now on, and found to be by the next check.
      this.#ahead.delete(turn);
      throw error;
    }
  }

  /**
   * Compares with the database, and reads everything anew when a change has been missing for `patienceMs`: for so long it
   * may be on its way.
   */
  async check(patienceMs: number): Promise<void> {
    const before = this.#turn;
    const turn = await this.readTurn();
    // A database restored from an earlier day counts anew.
    const isOlder = turn < before;
    if (!isOlder && !this.#isMissing(turn)) {
      this.#missingSince = null;
      return;
    }
    this.#missingSince ??= this.now();
    if (!isOlder && this.now() - this.#missingSince < patienceMs) return;
    // What is read includes at least the changes up to here.
    await this.publisher.catchUp();
    if (isOlder) {
      this.#ahead.clear();
      this.#inForce.clear();
      this.#turn = turn;
    }
    this.#reached(turn);
    this.#missingSince = null;
  }

  #isMissing(turn: number): boolean {
    if (turn - this.#turn > mostMissing) return true;
    for (let number = this.#turn + 1; number <= turn; number += 1) if (!this.#ahead.has(number)) return true;
    return false;
  }

  #reached(turn: number): void {
    this.#turn = Math.max(this.#turn, turn);
    for (const number of this.#ahead.keys()) if (number <= this.#turn) this.#forget(number);
    this.#advance();
  }

  #advance(): void {
    while (this.#inForce.has(this.#turn + 1)) {
      this.#turn += 1;
      this.#forget(this.#turn);
    }
  }

  #forget(turn: number): void {
    this.#ahead.delete(turn);
    this.#inForce.delete(turn);
  }
}
