import type { Clock } from './ports';

/** What is written to; a pino logger is one. */
export interface OutageLines {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** While it lasts, so often a line says so. */
const lineEveryMs = 5_000;
/** Without a failure for so long it is over; before, some work and others fail. */
const quietMs = 1_000;

/**
 * Says of something that is out of reach that it is, without a line for everybody who asked for it: one when it begins, one
 * every few seconds with how often it failed since the last, and one when it is back.
 */
export class OutageLog {
  readonly #lines: OutageLines;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #back: string;
  #lineAt = -Infinity;
  #failedAt = -Infinity;
  /** Failures of which no line has told. */
  #untold = 0;
  /** Of the outage that lines have told of; null: there is none. */
  #outage: { readonly since: number; failed: number } | null = null;

  /** `back`: the message when it is over. */
  constructor(lines: OutageLines, clock: Pick<Clock, 'now'>, back: string) {
    this.#lines = lines;
    this.#clock = clock;
    this.#back = back;
  }

  /** It has failed for somebody. `fields`: of whom; its `err` is told by the message, since the stack says no more. */
  error(fields: object, message: string): void {
    const now = this.#clock.now();
    this.#failedAt = now;
    this.#untold += 1;
    if (this.#outage !== null) this.#outage.failed += 1;
    if (now - this.#lineAt < lineEveryMs) return;
    this.#outage ??= { since: now, failed: this.#untold };
    this.#lineAt = now;
    const { err, ...about } = fields as { readonly err?: unknown };
    this.#lines.error({ ...about, error: textOf(err), failed: this.#untold }, message);
    this.#untold = 0;
  }

  /** It has worked for somebody. */
  worked(): void {
    if (this.#outage === null) return;
    const now = this.#clock.now();
    if (now - this.#failedAt < quietMs) return;
    const { since, failed } = this.#outage;
    this.#outage = null;
    this.#untold = 0;
    this.#lines.info({ failed, duration_ms: Math.round(this.#failedAt - since) }, this.#back);
  }
}

/** Several addresses that were tried in vain are an error without a message of its own. */
const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
};
