/** Of the two or three dialogs of a call each; at 100 calls a second those of the last 40 s. */
const most = 8_192;

/**
 * The Call-IDs of the dialogs of answered calls that have ended, the last ones: who asks for one of them has come too late,
 * which is another thing than asking for one that never was (RFC 3891 section 3).
 */
export class EndedDialogs {
  readonly #callIds = new Set<string>();

  add(callId: string): void {
    this.#callIds.add(callId);
    if (this.#callIds.size <= most) return;
    const [oldest] = this.#callIds;
    if (oldest !== undefined) this.#callIds.delete(oldest);
  }

  has(callId: string): boolean {
    return this.#callIds.has(callId);
  }
}
