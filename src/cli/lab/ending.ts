/** That a run is to end: once, for the reason that came first. */
export class Ending {
  #reason: string | null = null;
  #resolve: (() => void) | null = null;
  readonly #requested = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  /** Null: it goes on. */
  get reason(): string | null {
    return this.#reason;
  }

  /** A second request changes nothing. */
  request(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#resolve?.();
  }

  /** Resolves when the end is requested, or the time is over. */
  async within(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.#requested, over]);
    clearTimeout(timer);
  }
}
