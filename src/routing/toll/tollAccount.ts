import type { TollCalls } from '../../model/tollLimits';

const minuteMs = 60_000;
const minutes = 60;

/** An account as another node is told of it: ages are whole minutes, the one that runs is 0. */
export interface TollRow {
  readonly concurrent: number;
  readonly begun: readonly (readonly [age: number, calls: number])[];
}

/**
 * Calls in progress of one user or enterprise, and those begun by the minute they began in; a minute of an earlier hour is
 * overwritten by its successor. `now` is always of one monotonic clock, in milliseconds.
 */
export class TollAccount {
  #concurrent = 0;
  readonly #begun = new Uint32Array(minutes);
  /** The minute, since the clock began, up to which the counts are true. */
  #minute: number;

  constructor(now: number) {
    this.#minute = minuteOf(now);
  }

  /** What was told at that time of the clock. */
  static of({ concurrent, begun }: TollRow, toldAt: number): TollAccount {
    const account = new TollAccount(toldAt);
    account.#concurrent = concurrent;
    for (const [age, calls] of begun) {
      if (age >= 0 && age < minutes) account.#begun[account.#placeOf(age)] = calls;
    }
    return account;
  }

  get concurrent(): number {
    return this.#concurrent;
  }

  began(now: number): void {
    this.#turnTo(now);
    const place = this.#placeOf(0);
    this.#begun[place] = (this.#begun[place] ?? 0) + 1;
    this.#concurrent += 1;
  }

  ended(): void {
    this.#concurrent -= 1;
  }

  calls(now: number): TollCalls {
    this.#turnTo(now);
    let lastHour = 0;
    for (const calls of this.#begun) lastHour += calls;
    return { concurrent: this.#concurrent, lastHour };
  }

  isOver(now: number): boolean {
    return this.#concurrent === 0 && this.calls(now).lastHour === 0;
  }

  row(now: number): TollRow {
    this.#turnTo(now);
    const begun: [number, number][] = [];
    for (let age = 0; age < minutes; age += 1) {
      const calls = this.#begun[this.#placeOf(age)] ?? 0;
      if (calls > 0) begun.push([age, calls]);
    }
    return { concurrent: this.#concurrent, begun };
  }

  #placeOf(age: number): number {
    // The clock may have begun less than an hour ago.
    return (((this.#minute - age) % minutes) + minutes) % minutes;
  }

  #turnTo(now: number): void {
    const minute = minuteOf(now);
    const passed = Math.min(minutes, minute - this.#minute);
    for (let step = 1; step <= passed; step += 1) this.#begun[this.#placeOf(-step)] = 0;
    if (passed > 0) this.#minute = minute;
  }
}

const minuteOf = (now: number): number => Math.floor(now / minuteMs);
