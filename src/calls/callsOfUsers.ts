/** What one call counts for, as long as the call stands: lists are joined, not spread, which would leave them room to grow. */
export interface UserPart {
  /** Users who are on it. */
  readonly on: readonly string[];
  /** Users whose features sent it on, or ring at further numbers. */
  readonly sentOn: readonly string[];
}

const noPart: UserPart = { on: [], sentOn: [] };

/** A call that carries its own part. */
interface CountedCall {
  userPart: UserPart | null;
}

/**
 * Calls in progress by the users who have a part in them, on this node: who is on a call, as the caller or having answered,
 * and whose features sent calls on.
 */
export class CallsOfUsers {
  readonly #on = new Map<string, number>();
  readonly #sentOn = new Map<string, number>();

  /** Calls a user is on. */
  active(userId: string): number {
    return this.#on.get(userId) ?? 0;
  }

  /** Calls that a user's features sent on. */
  sentOnBy(userId: string): number {
    return this.#sentOn.get(userId) ?? 0;
  }

  /** The same, this call left out. */
  othersSentOn(call: CountedCall, userId: string): number {
    return this.sentOnBy(userId) - (call.userPart?.sentOn.includes(userId) === true ? 1 : 0);
  }

  joined(call: CountedCall, userId: string): void {
    const part = call.userPart ?? noPart;
    if (part.on.includes(userId)) return;
    call.userPart = { on: part.on.concat(userId), sentOn: part.sentOn };
    this.#on.set(userId, this.active(userId) + 1);
  }

  /** The user is on it no more, though it goes on. */
  parted(call: CountedCall, userId: string): void {
    const part = call.userPart;
    if (part?.on.includes(userId) !== true) return;
    call.userPart = { on: part.on.filter((id) => id !== userId), sentOn: part.sentOn };
    lessOne(this.#on, userId);
  }

  sentOn(call: CountedCall, userId: string): void {
    const part = call.userPart ?? noPart;
    if (part.sentOn.includes(userId)) return;
    call.userPart = { on: part.on, sentOn: part.sentOn.concat(userId) };
    this.#sentOn.set(userId, this.sentOnBy(userId) + 1);
  }

  /** The call is over. */
  left(call: CountedCall): void {
    const part = call.userPart;
    call.userPart = null;
    if (part === null) return;
    for (const userId of part.on) lessOne(this.#on, userId);
    for (const userId of part.sentOn) lessOne(this.#sentOn, userId);
  }

  /** Users counted for anything. */
  get size(): number {
    return this.#on.size + this.#sentOn.size;
  }
}

function lessOne(counts: Map<string, number>, userId: string): void {
  const left = (counts.get(userId) ?? 0) - 1;
  if (left > 0) counts.set(userId, left);
  else counts.delete(userId);
}
