import type { Clock } from '../model/ports';
import type { TollCalls, TollScope, TollUse } from '../model/tollLimits';

/** What one call counts for. */
export type TollPart = readonly TollScope[];

/** A call that carries its own part. */
interface CountedCall {
  tollPart: TollPart | null;
}

const minuteMs = 60_000;
const minutes = 60;

/** Calls by the minute they began in; a minute of an earlier hour is overwritten by its successor. */
class Account {
  concurrent = 0;
  readonly #begun = new Uint32Array(minutes);
  /** The minute, since the clock began, up to which the counts are true. */
  #minute: number;

  constructor(now: number) {
    this.#minute = Math.floor(now / minuteMs);
  }

  begin(now: number): void {
    this.#turnTo(now);
    const at = this.#minute % minutes;
    this.#begun[at] = (this.#begun[at] ?? 0) + 1;
    this.concurrent += 1;
  }

  lastHour(now: number): number {
    this.#turnTo(now);
    let sum = 0;
    for (const count of this.#begun) sum += count;
    return sum;
  }

  #turnTo(now: number): void {
    const minute = Math.floor(now / minuteMs);
    const passed = Math.min(minutes, minute - this.#minute);
    for (let step = 1; step <= passed; step += 1) this.#begun[(this.#minute + step) % minutes] = 0;
    if (passed > 0) this.#minute = minute;
  }
}

/**
 * International and premium calls by the users and enterprises in whose name they go out (decisions.md 32), on this node:
 * those in progress, and those begun within the last hour. A call counts once for each of them, from when it is decided
 * that it goes out until it is over.
 */
export class TollBook {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #accounts = new Map<string, { readonly scope: TollScope; readonly account: Account }>();
  /** Told of whom a call was counted for. */
  counted: (scope: TollScope, enterpriseId: string) => void = () => undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** @param except a call that is left out, where it counts already */
  calls(scope: TollScope, except: CountedCall | null = null): TollCalls {
    const account = this.#accounts.get(keyOf(scope))?.account;
    if (account === undefined) return none;
    const own = except?.tollPart?.some((part) => isSame(part, scope)) === true ? 1 : 0;
    return {
      concurrent: account.concurrent - own,
      lastHour: Math.max(0, account.lastHour(this.#clock.now()) - own),
    };
  }

  began(call: CountedCall, { userId, enterpriseId }: TollUse): void {
    const scopes: TollScope[] = [{ kind: 'enterprise', id: enterpriseId }];
    if (userId !== null) scopes.push({ kind: 'user', id: userId });
    for (const scope of scopes) {
      if (call.tollPart?.some((part) => isSame(part, scope)) === true) continue;
      call.tollPart = [...(call.tollPart ?? []), scope];
      const key = keyOf(scope);
      const now = this.#clock.now();
      const entry = this.#accounts.get(key) ?? { scope, account: new Account(now) };
      this.#accounts.set(key, entry);
      entry.account.begin(now);
      this.counted(scope, enterpriseId);
    }
  }

  /** Whom it goes out to goes on to another call: what it counts for is that one's, which has to be told by `joined`. */
  handedOver(call: CountedCall): TollPart | null {
    const part = call.tollPart;
    call.tollPart = null;
    return part;
  }

  /** Counts for them from here on, as another call did. */
  joined(call: CountedCall, part: TollPart): void {
    for (const scope of part) {
      if (call.tollPart?.some((own) => isSame(own, scope)) !== true) {
        call.tollPart = [...(call.tollPart ?? []), scope];
        continue;
      }
      const account = this.#accounts.get(keyOf(scope))?.account;
      if (account !== undefined) account.concurrent -= 1;
    }
  }

  /** The call is over. */
  left(call: CountedCall): void {
    const part = call.tollPart;
    call.tollPart = null;
    for (const scope of part ?? []) {
      const account = this.#accounts.get(keyOf(scope))?.account;
      if (account !== undefined) account.concurrent -= 1;
    }
  }

  /** Forgets who has no call and had none for an hour; to be called now and then. */
  sweep(): void {
    const now = this.#clock.now();
    for (const [key, { account }] of this.#accounts) {
      if (account.concurrent === 0 && account.lastHour(now) === 0) this.#accounts.delete(key);
    }
  }

  /** Users and enterprises with calls in progress. */
  get active(): number {
    return [...this.#accounts.values()].filter(({ account }) => account.concurrent > 0).length;
  }
}

const none: TollCalls = { concurrent: 0, lastHour: 0 };

const keyOf = ({ kind, id }: TollScope): string => `${kind} ${id}`;
const isSame = (one: TollScope, other: TollScope): boolean => one.kind === other.kind && one.id === other.id;
