import type { Clock } from '../model/ports';
import type { CallLogger } from './callPorts';

/** Lines that come as often as calls do: a few a second are written, the next says how many were not. */
export class RateLimitedLog {
  readonly #log: Pick<CallLogger, 'warn' | 'error'>;
  readonly #clock: Clock;
  readonly #linesASecond: number;
  #second = -1;
  #lines = 0;
  #suppressed = 0;

  constructor(log: Pick<CallLogger, 'warn' | 'error'>, clock: Clock, linesASecond: number) {
    this.#log = log;
    this.#clock = clock;
    this.#linesASecond = linesASecond;
  }

  warn(fields: object, message: string): void {
    this.#write('warn', fields, message);
  }

  error(fields: object, message: string): void {
    this.#write('error', fields, message);
  }

  #write(level: 'warn' | 'error', fields: object, message: string): void {
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
    this.#log[level](this.#suppressed === 0 ? fields : { ...fields, suppressed: this.#suppressed }, message);
    this.#suppressed = 0;
  }
}
