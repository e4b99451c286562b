import type { TollCalls, TollScope, TollUse } from '../model/tollLimits';
import type { TollCounts } from '../routing/toll/tollCounts';

/** What one call counts for. */
export type TollPart = readonly TollScope[];

/** A call that carries its own part. */
interface CountedCall {
  tollPart: TollPart | null;
}

/**
 * International and premium calls by the users and enterprises in whose name they go out (decisions.md 32): those in
 * progress, and those begun within the last hour. A call counts once for each of them, from when it is decided that it goes
 * out until it is over.
 */
export class TollBook {
  readonly #counts: TollCounts;
  /** Told of whom a call was counted for. */
  counted: (scope: TollScope, enterpriseId: string) => void = () => undefined;

  constructor(counts: TollCounts) {
    this.#counts = counts;
  }

  /** @param except a call that is left out, where it counts already */
  calls(scope: TollScope, except: CountedCall | null = null): TollCalls {
    const calls = this.#counts.calls(scope);
    if (except?.tollPart?.some((part) => isSame(part, scope)) !== true) return calls;
    return { concurrent: calls.concurrent - 1, lastHour: Math.max(0, calls.lastHour - 1) };
  }

  began(call: CountedCall, { userId, enterpriseId }: TollUse): void {
    const scopes: TollScope[] = [{ kind: 'enterprise', id: enterpriseId }];
    if (userId !== null) scopes.push({ kind: 'user', id: userId });
    for (const scope of scopes) {
      if (call.tollPart?.some((part) => isSame(part, scope)) === true) continue;
      call.tollPart = [...(call.tollPart ?? []), scope];
      this.#counts.began(scope);
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
      // One call counts once.
      if (call.tollPart?.some((own) => isSame(own, scope)) === true) this.#counts.ended(scope);
      else call.tollPart = [...(call.tollPart ?? []), scope];
    }
  }

  /** The call is over. */
  left(call: CountedCall): void {
    const part = call.tollPart;
    call.tollPart = null;
    for (const scope of part ?? []) this.#counts.ended(scope);
  }
}

const isSame = (one: TollScope, other: TollScope): boolean => one.kind === other.kind && one.id === other.id;
