const tellEveryMs = 10_000;

/** Tells on standard error how far a long work has come. */
export class Progress {
  #what = '';
  #total = 0;
  #done = 0;
  #begun = 0;
  #told = 0;

  constructor(private readonly title: string) {}

  begin(what: string, total: number): void {
    this.#what = what;
    this.#total = total;
    this.#done = 0;
    this.#begun = performance.now();
    this.#told = this.#begun;
    this.#tell('');
  }

  advance(count: number): void {
    this.#done += count;
    const now = performance.now();
    if (now - this.#told < tellEveryMs) return;
    this.#told = now;
    const perSecond = Math.round((this.#done / (now - this.#begun)) * 1000);
    this.#tell(` (${this.#done.toLocaleString('en')} done, ${perSecond.toLocaleString('en')} a second)`);
  }

  #tell(rest: string): void {
    console.error(`  ${this.title}: ${this.#total.toLocaleString('en')} ${this.#what}${rest}`);
  }
}
