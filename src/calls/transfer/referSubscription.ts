import type { Leg, MidCallListener } from '../../sip/stack';

/** How long a transfer may take for whoever watches it, as our NOTIFYs say; it always ends before. */
const expiresS = 600;

interface Progress {
  readonly status: number;
  readonly reason: string;
  readonly isFinal: boolean;
}

/**
 * The subscription that a REFER makes (RFC 3515 section 2.4.4): NOTIFYs inside the dialog that say how far the transfer is,
 * one at a time, so that none passes another; what is news no more when its turn comes is left out. It ends with the final
 * one, or where the far end does not take a NOTIFY.
 */
export class ReferSubscription implements MidCallListener {
  readonly #leg: Leg;
  /** CSeq of the REFER. */
  readonly #id: number;
  #waiting: Progress | null = null;
  #isBusy = false;
  #isOver = false;

  constructor(leg: Leg, id: number) {
    this.#leg = leg;
    this.#id = id;
  }

  /** How far it is. */
  tell(status: number, reason: string): void {
    if (!this.#isOver && this.#waiting?.isFinal !== true) this.#say({ status, reason, isFinal: false });
  }

  /** How it came out; nothing is said after that. */
  end(status: number, reason: string): void {
    if (!this.#isOver && this.#waiting?.isFinal !== true) this.#say({ status, reason, isFinal: true });
  }

  final(status: number): void {
    this.#isBusy = false;
    // RFC 6665 section 4.2.2: whoever refuses a NOTIFY wants no more.
    if (status >= 300) this.#isOver = true;
    const next = this.#waiting;
    this.#waiting = null;
    if (next !== null && !this.#isOver) this.#say(next);
  }

  /** The dialog is about to end: what is still to be said is said now or never. */
  flush(): void {
    const next = this.#waiting;
    this.#waiting = null;
    this.#isBusy = false;
    if (next !== null && !this.#isOver) this.#say(next);
    this.#isOver = true;
  }

  #say(progress: Progress): void {
    if (this.#isBusy) {
      this.#waiting = progress;
      return;
    }
    const { status, reason, isFinal } = progress;
    this.#isBusy = true;
    if (isFinal) this.#isOver = true;
    const state = isFinal ? 'terminated;reason=noresource' : `active;expires=${expiresS}`;
    this.#leg.request(
      'NOTIFY',
      {
        headers: `Event: refer;id=${this.#id}\r\nSubscription-State: ${state}\r\n`,
        body: {
          headers: 'Content-Type: message/sipfrag;version=2.0\r\n',
          content: `SIP/2.0 ${status} ${reason}\r\n`,
        },
      },
      this,
    );
  }
}
