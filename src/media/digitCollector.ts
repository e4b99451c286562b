import type { Timer, Timers } from '../model/ports';

/** What is to be collected. */
export interface CollectRule {
  /** 1 to 64. */
  readonly maxDigits: number;
  /** The digit that ends the entry and is no part of it. */
  readonly terminator: '#' | null;
  /** How long the first digit may take, from the end of what is played. */
  readonly firstDigitMs: number;
  /** How long the next digit may take, from the release of the one before; default 3 s (design.md section 5). */
  readonly interDigitMs?: number;
  /** How long the whole may take, prompt included; at most and by default a minute. */
  readonly totalMs?: number;
  /** Whether a digit stops what is played. */
  readonly bargeIn: boolean;
}

/** Why a collection ended: `silence` for want of a first or a next digit, `timeout` after the time for the whole. */
export type CollectEnd = 'terminator' | 'length' | 'silence' | 'timeout' | 'closed';

export interface Collected {
  /** Without the terminator. A secret, often: it belongs in no log. */
  readonly digits: string;
  readonly end: CollectEnd;
}

const mostDigits = 64;
const longestTotalMs = 60_000;
const usualInterDigitMs = 3_000;

/** The states of an entry, by what it waits for. */
type State = 'prompt' | 'first' | 'next' | 'release' | 'over';

type Input = 'prompt_started' | 'prompt_ended' | 'pressed' | 'released' | 'timer';

/** What there is to do: `add` looks at the digit, `wait_*` starts the timer anew, `hold` stops it. */
type Action = 'add' | 'wait_first' | 'wait_next' | 'hold' | 'silence' | 'ignore';

const table: Readonly<Record<Exclude<State, 'over'>, Readonly<Partial<Record<Input, [State, Action]>>>>> = {
  prompt: {
    prompt_ended: ['first', 'wait_first'],
    // Only with barge-in: whoever plays says so by ending the prompt first.
    pressed: ['prompt', 'ignore'],
  },
  first: {
    prompt_started: ['prompt', 'hold'],
    pressed: ['release', 'add'],
    timer: ['over', 'silence'],
  },
  next: {
    pressed: ['release', 'add'],
    timer: ['over', 'silence'],
  },
  release: {
    // The release was never heard.
    pressed: ['release', 'add'],
    released: ['next', 'wait_next'],
  },
};

/** Collects the digits of one entry: a state machine, its timers aside. */
export class DigitCollector {
  readonly #rule: Required<CollectRule>;
  readonly #timers: Timers;
  readonly #done: (result: Collected) => void;
  readonly #total: Timer;
  #state: State;
  #timer: Timer | null = null;
  #digits = '';

  /** `isPlaying`: something is played that the first digit answers. */
  constructor(rule: CollectRule, timers: Timers, isPlaying: boolean, done: (result: Collected) => void) {
    this.#rule = {
      ...rule,
      maxDigits: Math.min(Math.max(1, rule.maxDigits), mostDigits),
      interDigitMs: rule.interDigitMs ?? usualInterDigitMs,
      totalMs: Math.min(rule.totalMs ?? longestTotalMs, longestTotalMs),
    };
    this.#timers = timers;
    this.#done = done;
    this.#total = timers.after(this.#rule.totalMs, () => {
      this.end('timeout');
    });
    this.#state = isPlaying ? 'prompt' : 'first';
    if (!isPlaying) this.#wait(rule.firstDigitMs);
  }

  get bargesIn(): boolean {
    return this.#rule.bargeIn;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Whether digits do not count yet. */
  get isPrompting(): boolean {
    return this.#state === 'prompt';
  }

  promptStarted(): void {
    this.#step('prompt_started');
  }

  promptEnded(): void {
    this.#step('prompt_ended');
  }

  pressed(digit: string): void {
    this.#step('pressed', digit);
  }

  released(): void {
    this.#step('released');
  }

  end(end: CollectEnd): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#timer?.cancel();
    this.#total.cancel();
    this.#done({ digits: this.#digits, end });
  }

  #step(input: Input, digit = ''): void {
    if (this.#state === 'over') return;
    const row = table[this.#state][input];
    if (row === undefined) return;
    const [next, action] = row;
    if (next !== 'over') this.#state = next;
    switch (action) {
      case 'add':
        this.#timer?.cancel();
        this.#add(digit);
        return;
      case 'wait_first':
        this.#wait(this.#rule.firstDigitMs);
        return;
      case 'wait_next':
        this.#wait(this.#rule.interDigitMs);
        return;
      case 'hold':
        this.#timer?.cancel();
        return;
      case 'silence':
        this.end('silence');
        return;
      case 'ignore':
    }
  }

  #add(digit: string): void {
    if (digit === this.#rule.terminator) {
      this.end('terminator');
      return;
    }
    this.#digits += digit;
    if (this.#digits.length >= this.#rule.maxDigits) this.end('length');
  }

  #wait(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#timers.after(ms, () => {
      this.#step('timer');
    });
  }
}
