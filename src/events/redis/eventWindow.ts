/** Events on their way to Redis; beyond it they are dropped until all of those are there. */
const mostUnderWay = 256;

/** Lets so many events be on their way to Redis at a time, and no more: who takes them too slowly holds up nobody here. */
export class EventWindow {
  readonly #onGap: () => void;
  /** Another one each time it begins anew, so that what was sent before counts no more. */
  #life = 0;
  #underWay = 0;
  #dropped = false;

  /** `onGap`: events were dropped, and from here on they are sent again. */
  constructor(onGap: () => void) {
    this.#onGap = onGap;
  }

  /** Sends an event, or drops it. `send` rejects where it may not have come to Redis. */
  send(send: () => Promise<unknown>): void {
    if (this.#dropped || this.#underWay >= mostUnderWay) {
      this.#dropped = true;
      return;
    }
    this.#underWay += 1;
    const life = this.#life;
    send().then(
      () => {
        if (life === this.#life) this.#arrived();
      },
      () => {
        if (life !== this.#life) return;
        this.#dropped = true;
        this.#arrived();
      },
    );
  }

  /** Redis is lost: whoever comes back is taken to have dropped something. */
  beginAnew(): void {
    this.#life += 1;
    this.#underWay = 0;
    this.#dropped = false;
  }

  /** One event more has come to Redis, or never will. */
  #arrived(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0 || !this.#dropped) return;
    this.#dropped = false;
    this.#onGap();
  }
}
