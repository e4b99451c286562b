import { MediaRefusal } from '../media/mediaRefusal';
import type { MediaSession } from '../media/mediaSession';
import type { Announcement } from '../model/announcement';
import type { Timer } from '../model/ports';
import type { Body, IncomingLeg } from '../sip/stack';
import type { CallOfCaller } from './callerSide';
import type { CallPorts } from './callPorts';
import { sdpBody, sdpOf } from './sdp';

/** More than any announcement takes. */
const longestMs = 20_000;

/**
 * Tells a caller why it is refused, before its final response: early media in a 183 (RFC 3960), never a 200. Where nothing
 * can be played, and when the announcement has ended, `heard` is called, once; not after `stop`.
 */
export class RefusalAnnouncement {
  readonly #ports: Pick<CallPorts, 'media' | 'wheel'>;
  readonly #call: CallOfCaller;
  readonly #leg: IncomingLeg;
  readonly #heard: () => void;
  #session: MediaSession | null = null;
  #limit: Timer | null = null;
  #isOver = false;

  constructor(
    ports: Pick<CallPorts, 'media' | 'wheel'>,
    call: CallOfCaller,
    leg: IncomingLeg,
    heard: () => void,
  ) {
    this.#ports = ports;
    this.#call = call;
    this.#leg = leg;
    this.#heard = heard;
  }

  begin(offer: Body, towards: string, prompt: Announcement): void {
    const opened = this.#ports.media.open(sdpOf(offer), towards, {
      closed: () => {
        this.#session = null;
        this.#end();
      },
    });
    if (opened instanceof MediaRefusal) {
      this.#end();
      return;
    }
    this.#session = opened;
    this.#leg.provisional(183, 'Session Progress', { body: sdpBody(opened.localSdp) });
    this.#limit = this.#ports.wheel.after(longestMs, () => {
      this.#end();
    });
    opened.play([{ prompt }], {}, () => {
      this.#end();
    });
  }

  stop(): void {
    this.#isOver = true;
    this.#limit?.cancel();
    const session = this.#session;
    this.#session = null;
    session?.close();
  }

  #end(): void {
    if (this.#isOver) return;
    this.stop();
    try {
      this.#heard();
    } catch (error) {
      this.#call.crashed(error);
    }
  }
}
