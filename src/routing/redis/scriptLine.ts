import type { Clock } from '../../model/ports';
import type { ScriptConnection } from './scriptConnection';

interface Asked {
  readonly at: number;
  readonly failed: () => void;
}

/** What is asked over one connection, until it is lost. */
export class ScriptLine {
  readonly #connection: ScriptConnection;
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  readonly #onBroken: (error: unknown) => void;
  /** The oldest first. */
  readonly #asked = new Set<Asked>();

  constructor(
    connection: ScriptConnection,
    clock: Clock,
    on: { readonly idle: () => void; readonly broken: (error: unknown) => void },
  ) {
    this.#connection = connection;
    this.#clock = clock;
    this.#onIdle = on.idle;
    this.#onBroken = on.broken;
  }

  get isIdle(): boolean {
    return this.#asked.size === 0;
  }

  /** How long the oldest question has waited, in milliseconds. */
  waitedMs(): number {
    for (const { at } of this.#asked) return this.#clock.now() - at;
    return 0;
  }

  /** Exactly one of the two is called: in the turn in which the answer comes, in the order of the questions; or `failed`. */
  ask(
    args: readonly (string | number)[],
    answered: (answer: unknown) => void,
    failed: () => void = () => undefined,
  ): void {
    const asked: Asked = { at: this.#clock.now(), failed };
    this.#asked.add(asked);
    this.#connection.run(args).then(
      (answer) => {
        if (!this.#asked.delete(asked)) return;
        answered(answer);
        if (this.isIdle) this.#onIdle();
      },
      (error: unknown) => {
        if (!this.#asked.delete(asked)) return;
        this.#onBroken(error);
        failed();
      },
    );
  }

  /** What is not answered by now has failed. */
  abandon(): void {
    const asked = [...this.#asked];
    this.#asked.clear();
    for (const { failed } of asked) failed();
    this.#onIdle();
  }
}
