import type { Clock } from '../model/ports';
import type { CallLogger } from './callPorts';

/** Warnings that a stranger can cause at any rate: a few lines a second are written, the next says how many were not. */
export class RateLimitedLog {
  readonly #log: CallLogger;
  readonly #clock: Clock;
  readonly #linesASecond: number;
  #second = -1;
  #lines = 0;
  #suppressed = 0;

  constructor(log: CallLogger, clock: Clock, linesASecond: number) {
    this.#log = log;
    this.#clock = clock;
    this.#linesASecond = linesASecond;
  }

  warn(fields: object, message: string): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#lines = 0;
    }
    if (this.#lines >= this.#linesASecond) {
      this.#suppressed += 1;
      return;
    }
    this.#lines += 1;
    this.#log.warn(this.#suppressed === 0 ? fields : { ...fields, suppressed: this.#suppressed }, message);
    this.#suppressed = 0;
  }
}
