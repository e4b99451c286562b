import { MediaRefusal } from '../media/mediaRefusal';
import type { MediaSession } from '../media/mediaSession';
import type { Program } from '../media/program';
import type { Timer } from '../model/ports';
import type { Body, Content, IncomingLeg, IncomingRequest, MessageView, ResponseView } from '../sip/stack';
import type { AnsweredTarget, CallerSide, CallOfCaller } from './callerSide';
import type { CallPorts } from './callPorts';
import { infoDigit } from './infoDigits';
import { Joining } from './joining';
import { makesOffer } from './midCall';
import { carriesSdp, sdpBody, sdpOf } from './sdp';
import type { ReceivedInvite } from './targetInvite';

/** How long a caller may be told something before the call goes on: more than any prompt takes. */
const longestProgramMs = 20_000;

type AttendedPorts = Pick<CallPorts, 'media' | 'wheel' | 'random'>;

/**
 * A caller whom we have answered ourselves, with a session of the media endpoint, before anybody was rung.
 *
 *     talking      it hears prompts and tones of ours; what it offers anew is answered by the session
 *     joining      a target has answered: the caller is offered its media in a re-INVITE, as soon as no INVITE of the
 *                  caller's waits for its ACK (RFC 3261 section 14.1); where the caller's answer is news to the target, the
 *                  target is offered that, once
 *     joined       both have each other's media, the session is closed
 *     over         hung up, by whomever
 *
 * A session that ends unasked leaves the caller in silence; who asks it something is told by `media_lost`.
 */
export class AttendedCaller implements CallerSide {
  readonly leg: IncomingLeg;
  readonly hasEarlyMedia = false;
  readonly #ports: AttendedPorts;
  readonly #call: CallOfCaller;
  /** Whose tones the caller hears; ISO 3166, two letters. */
  readonly #country: string;
  /** Address its signalling comes from. */
  readonly #towards: string;
  #session: MediaSession | null = null;
  #state: 'talking' | 'joining' | 'joined' | 'over' = 'talking';
  /** How the caller last described its media: what targets are offered. Null: it has not yet. */
  #offer: Body | null;
  /** What targets were offered so far: more than one where the caller offered anew in between. */
  readonly #offered = new Set<string>();
  /** No 200 of ours to an INVITE of the caller's waits for its ACK. */
  #isSettled = false;
  /** The INVITE made no offer: ours is answered by its ACK. */
  readonly #offerless: boolean;
  #target: AnsweredTarget | null = null;
  /** What the caller is offered when a target has answered. */
  #joining: Content = {};
  /** The last session description a target sent before its answer, which need not repeat it. */
  #early: Body | null = null;
  #handover: Joining | null = null;
  #ringsBack = false;
  #program: Timer | null = null;

  constructor(
    ports: AttendedPorts,
    leg: IncomingLeg,
    call: CallOfCaller,
    offer: Body | null,
    source: { readonly towards: string; readonly country: string },
  ) {
    this.#ports = ports;
    this.leg = leg;
    this.#call = call;
    this.#country = source.country;
    this.#towards = source.towards;
    this.#offer = carriesSdp(offer) ? offer : null;
    this.#offerless = this.#offer === null;
  }

  /** What the caller is asked over; null: it hears nothing any more. */
  get session(): MediaSession | null {
    return this.#session;
  }

  /** Answers the caller; null: it has our 200. A refusal leaves it unanswered. */
  answer(): MediaRefusal | null {
    const opened = this.#ports.media.open(sdpOf(this.#offer), this.#towards, {
      closed: () => {
        this.#session = null;
        this.#guarded(() => {
          this.#call.take('media_lost', null);
        });
      },
    });
    if (opened instanceof MediaRefusal) return opened;
    this.#session = opened;
    this.leg.answer({ body: sdpBody(opened.localSdp) });
    return null;
  }

  /** The INVITE as targets get it, with what the caller offered last. */
  following(invite: ReceivedInvite): ReceivedInvite {
    const offer = (): Body | null => {
      const text = sdpOf(this.#offer);
      if (text !== null) this.#offered.add(text);
      return this.#offer;
    };
    return {
      maxForwards: invite.maxForwards,
      headers: invite.headers,
      trustedHeaders: invite.trustedHeaders,
      redirections: invite.redirections,
      get body() {
        return offer();
      },
    };
  }

  /** Plays to the end, then says so; at once where nothing can be heard any more. */
  tell(program: Program, done: () => void): void {
    let isTold = false;
    const told = (): void => {
      if (isTold || this.#state === 'over') return;
      isTold = true;
      this.#program?.cancel();
      this.#guarded(done);
    };
    if (this.#session === null) {
      told();
      return;
    }
    this.#program = this.#ports.wheel.after(longestProgramMs, told);
    this.#session.play(program, {}, told);
  }

  /** Whatever the target lets be heard: the caller hears our ringback. */
  rings({ body }: ResponseView): void {
    if (carriesSdp(body)) this.#early = body;
    if (this.#ringsBack || this.#state !== 'talking') return;
    this.#ringsBack = true;
    this.#session?.play(
      [{ tone: 'ringback', country: this.#country }],
      { repeat: 'forever' },
      () => undefined,
    );
  }

  answered(content: Content, target: AnsweredTarget): void {
    this.#state = 'joining';
    this.#session?.stop();
    target.acknowledge({});
    this.#target = target;
    this.#joining = carriesSdp(content.body) ? content : { ...content, body: this.#early };
    this.#join();
  }

  acknowledged({ body }: MessageView): void {
    // Without an answer to our offer nothing can be heard.
    if (this.#offerless && !this.#accept(body)) this.#call.take('media_lost', null);
    this.#settled();
  }

  takes(request: IncomingRequest): boolean {
    if (this.#state === 'joined' || this.#state === 'over' || request.method === 'REFER') return false;
    if (makesOffer(request)) this.#offeredAnew(request);
    else this.#takeOther(request);
    return true;
  }

  hangUp(content: Content): void {
    this.close();
    this.leg.bye(content);
  }

  close(): void {
    this.#state = 'over';
    this.#endSession();
    this.#handover?.stop();
    this.#handover = null;
    this.#target = null;
  }

  // Media between caller and target.

  /** Offers the caller the target's media, as soon as it may be. */
  #join(): void {
    const target = this.#target;
    if (this.#state !== 'joining' || target === null || !this.#isSettled || this.#handover !== null) return;
    if (!carriesSdp(this.#joining.body)) {
      this.#call.take('joining_failed', 'the target sent no session description');
      return;
    }
    const settled = (): boolean => this.#isSettled;
    this.#handover = new Joining(this.#ports, this.leg, target, settled, (why) => {
      this.#handover = null;
      if (why === null) this.#joined();
      else this.#call.take('joining_failed', why);
    });
    this.#handover.start(this.#joining, this.#offered);
  }

  #joined(): void {
    this.#state = 'joined';
    this.#endSession();
    this.#target = null;
    this.#call.take('joined', null);
  }

  // What the caller offers meanwhile.

  #offeredAnew(request: IncomingRequest): void {
    const session = this.#session;
    // One exchange at a time (RFC 3261 section 14.2, RFC 3311 section 5.2).
    if (!this.#isSettled || this.#handover !== null) {
      request.respond(491, 'Request Pending', {});
      return;
    }
    if (session === null) {
      request.respond(500, 'Server Internal Error', { headers: 'Retry-After: 2\r\n' });
      return;
    }
    const offer = sdpOf(request.body);
    const updated = offer === null ? { answer: session.localSdp } : session.update(offer);
    if (updated instanceof MediaRefusal) {
      if (updated.fault === 'offer') request.respond(488, 'Not Acceptable Here', {});
      else request.respond(500, 'Server Internal Error', { headers: 'Retry-After: 2\r\n' });
      return;
    }
    if (offer !== null) this.#offer = request.body;
    const content = { body: sdpBody(updated.answer) };
    if (request.method !== 'INVITE') {
      request.respond(200, 'OK', content);
      return;
    }
    this.#isSettled = false;
    request.respond(200, 'OK', content, (ack) => {
      if (offer === null) this.#accept(ack.body);
      this.#settled();
    });
  }

  /** Whether the caller's answer to an offer of ours can be taken. */
  #accept(body: Body | null): boolean {
    const answer = sdpOf(body);
    const isTaken = answer !== null && this.#session !== null && this.#session.accept(answer) === null;
    if (isTaken) this.#offer = body;
    return isTaken;
  }

  #settled(): void {
    this.#isSettled = true;
    this.#join();
  }

  #takeOther(request: IncomingRequest): void {
    if (request.method === 'INFO') {
      const digit = infoDigit(request);
      if (digit === null && request.body !== null) {
        request.respond(415, 'Unsupported Media Type', {
          headers: 'Accept: application/dtmf-relay, application/dtmf\r\n',
        });
        return;
      }
      request.respond(200, 'OK', {});
      if (digit !== null) this.#session?.digit(digit);
    } else if (request.method === 'OPTIONS' || request.method === 'UPDATE') {
      request.respond(200, 'OK', {});
    } else {
      // Nobody is there yet whom it could be for.
      request.respond(480, 'Temporarily Unavailable', {});
    }
  }

  #endSession(): void {
    this.#program?.cancel();
    this.#program = null;
    const session = this.#session;
    this.#session = null;
    session?.close();
  }

  /** What comes from the media endpoint has nobody above it to hear of an error. */
  #guarded(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#call.crashed(error);
    }
  }
}
