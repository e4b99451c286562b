import type { Random } from '../../model/ports';
import type { TimerWheel } from '../../model/timerWheel';
import type { Body, Leg, OutgoingRequest } from '../../sip/stack';
import { Reoffer, type ReofferResult } from '../reoffer';
import { carriesSdp, sdpOf } from '../sdp';

/** One of two answered legs. */
export interface JoinedEnd {
  readonly leg: Leg;
  /** We made its dialog's Call-ID. */
  readonly ownsCallId: boolean;
  /** Whether a re-INVITE of ours may go out there now. */
  readonly mayOffer: () => boolean;
}

/** Why two legs have not each other's media; the status that says so. */
export interface NotJoined {
  readonly status: number;
  readonly why: string;
}

/**
 * Gives two answered legs each other's media: one is asked for an offer in a re-INVITE without one, the other gets that in
 * a re-INVITE, and its answer goes back in the ACK of the first (RFC 3725 section 4.1). Whatever hold there was is over with
 * that. Where the other does not take it, the first is answered that nothing is taken, so that no offer stays open.
 */
export class MediaJoin {
  readonly #ports: { readonly wheel: TimerWheel; readonly random: Random };
  readonly #first: JoinedEnd;
  readonly #second: JoinedEnd;
  readonly #done: (failure: NotJoined | null) => void;
  #reoffer: Reoffer | null = null;
  /** The first's acceptance, whose ACK waits for the second's answer. */
  #accepted: { readonly request: OutgoingRequest; readonly offer: Body } | null = null;
  /** The second has been sent an offer that is the first's. */
  #isOffered = false;

  constructor(
    ports: { readonly wheel: TimerWheel; readonly random: Random },
    first: JoinedEnd,
    second: JoinedEnd,
    done: (failure: NotJoined | null) => void,
  ) {
    this.#ports = ports;
    this.#first = first;
    this.#second = second;
    this.#done = done;
  }

  /** Whether the second may have the first's media by now. */
  get isOffered(): boolean {
    return this.#isOffered;
  }

  start(): void {
    this.#send(this.#first, null, (result) => {
      this.#offered(result);
    });
  }

  /** Nothing more is said; what the legs still accept is acknowledged. */
  stop(): void {
    this.#reoffer?.stop();
    this.#reoffer = null;
    this.#decline();
  }

  #offered(result: ReofferResult): void {
    if (result.kind === 'refused') {
      this.#done({ status: result.status, why: `the re-INVITE was answered ${result.status}` });
      return;
    }
    const { body } = result.response;
    if (body === null || !carriesSdp(body)) {
      result.request.acknowledge({});
      this.#done({ status: 488, why: 'the re-INVITE was answered without an offer' });
      return;
    }
    this.#accepted = { request: result.request, offer: body };
    this.#isOffered = true;
    this.#send(this.#second, body, (answered) => {
      this.#answered(answered);
    });
  }

  #answered(result: ReofferResult): void {
    if (result.kind === 'refused') {
      this.#decline();
      this.#done({ status: result.status, why: `the other re-INVITE was answered ${result.status}` });
      return;
    }
    result.request.acknowledge({});
    const accepted = this.#accepted;
    this.#accepted = null;
    accepted?.request.acknowledge({ body: result.response.body });
    this.#done(null);
  }

  #decline(): void {
    const accepted = this.#accepted;
    this.#accepted = null;
    accepted?.request.acknowledge({ body: declining(accepted.offer) });
  }

  #send(
    { leg, ownsCallId, mayOffer }: JoinedEnd,
    body: Body | null,
    done: (result: ReofferResult) => void,
  ): void {
    const reoffer = new Reoffer(this.#ports, leg, ownsCallId, { body }, mayOffer, (result) => {
      this.#reoffer = null;
      done(result);
    });
    this.#reoffer = reoffer;
    reoffer.start();
  }
}

/** An answer that takes none of the streams of an offer (RFC 3264 section 6). */
function declining(offer: Body): Body {
  const text = sdpOf(offer) ?? '';
  return {
    headers: 'Content-Type: application/sdp\r\n',
    content: text.replace(/^(m=\S+) \d+(?:\/\d+)?/gm, '$1 0'),
  };
}
