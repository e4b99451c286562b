/** For how long a leg is remembered after its call is over: until its last messages have been heard. */
const rememberedMs = 60_000;

/**
 * Which call a leg belongs to, by its Call-ID. A leg is told of when it joins its call and once more when the call is
 * over; it is forgotten a while after that. Those that are over lie in two halves, of which the older goes as a whole.
 */
export class CallOfLeg {
  private readonly active = new Map<string, string>();
  private ended = new Map<string, string>();
  private endedBefore = new Map<string, string>();
  private turnedAt = 0;

  constructor(private readonly most: number) {}

  get size(): number {
    return this.active.size + this.ended.size + this.endedBefore.size;
  }

  /** @param now milliseconds, of any clock */
  note(legCallId: string, callId: string, isOver: boolean, now: number): void {
    if (isOver) {
      this.active.delete(legCallId);
      this.turn(now);
      this.ended.set(legCallId, callId);
      return;
    }
    this.active.set(legCallId, callId);
    if (this.active.size <= this.most) return;
    const [oldest] = this.active.keys();
    if (oldest !== undefined) this.active.delete(oldest);
  }

  get(legCallId: string): string | undefined {
    return this.active.get(legCallId) ?? this.ended.get(legCallId) ?? this.endedBefore.get(legCallId);
  }

  private turn(now: number): void {
    if (now - this.turnedAt < rememberedMs && this.ended.size < this.most) return;
    this.turnedAt = now;
    this.endedBefore = this.ended;
    this.ended = new Map();
  }
}
