import { setTimeout as sleep } from 'node:timers/promises';
import { TimerWheel } from '../../src/model/timerWheel';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { UdpTransport } from '../../src/sip/embedded/transport/udpTransport';
import type {
  Body,
  IncomingInvite,
  IncomingLeg,
  IncomingRequest,
  Leg,
  LegEnd,
  OutgoingLeg,
  ResponseView,
} from '../../src/sip/stack';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { eventually } from './eventually';
import { audioPort, RtpPeer } from './rtpPeer';
import { bodyOf } from './sdpTexts';

const host = '127.0.0.1';
const clock = { now: () => performance.now(), wallTime: () => Date.now() };

/** How a call ended for the phone: the status of a failure, `bye`, or what the stack says. */
export interface PhoneEnd {
  readonly how: string;
  /** Of the BYE or the final response. */
  readonly reasons: readonly string[];
}

export interface MediaPhoneOptions {
  /** Lines of its session description from `m=` on. */
  readonly media?: (port: number) => readonly string[];
  /** As called party: rings so long before it answers; null: it never does. */
  readonly answersAfterMs?: number | null;
  /** As called party: refuses with this status. */
  readonly refusesWith?: number;
}

/** A phone or a carrier with media of its own: SIP over this project's stack, RTP by a peer of the tests. */
export class MediaPhone {
  readonly calls: PhoneCall[] = [];
  readonly #stack: EmbeddedStack;
  readonly #driver: WheelDriver;
  readonly #peers: RtpPeer[] = [];
  options: MediaPhoneOptions = {};

  private constructor(
    readonly port: number,
    stack: EmbeddedStack,
    driver: WheelDriver,
  ) {
    this.#stack = stack;
    this.#driver = driver;
  }

  static async open(port: number): Promise<MediaPhone> {
    const wheel = new TimerWheel(clock);
    const onFault = (error: unknown): void => {
      throw error;
    };
    const driver = new WheelDriver(wheel, clock, onFault);
    const transports = [new UdpTransport(host, port, null)];
    const stack = new EmbeddedStack({ transports, wheel, clock, random: Math.random, onFault });
    const phone = new MediaPhone(port, stack, driver);
    await stack.start({
      incomingCall: (leg, invite) => phone.#incoming(leg, invite),
      options: () => ({ status: 200, reason: 'OK' }),
    });
    return phone;
  }

  /** Calls a number through the service at this port; `offer`: with a session description. */
  async call(servicePort: number, calling: string, called: string, offer = true): Promise<PhoneCall> {
    const call = new PhoneCall(await this.#peer(), this.options);
    call.isOfferless = !offer;
    this.calls.push(call);
    call.leg = this.#stack.invite(
      {
        target: { host, port: servicePort, transport: 'udp' },
        requestUri: `sip:${called}@${host}:${servicePort}`,
        from: calling,
        display: null,
        to: called,
        asserted: null,
        privacy: false,
        maxForwards: 70,
        content: { body: offer ? call.sdp : null },
      },
      call,
    );
    return call;
  }

  async close(): Promise<void> {
    for (const call of this.calls) call.hangUp();
    await sleep(50);
    await this.#stack.close();
    this.#driver.close();
    for (const peer of this.#peers) peer.close();
  }

  /** The call that came in last. */
  get received(): PhoneCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('no call came');
    return call;
  }

  async #peer(): Promise<RtpPeer> {
    const peer = await RtpPeer.open();
    this.#peers.push(peer);
    return peer;
  }

  #incoming(leg: IncomingLeg, invite: IncomingInvite): PhoneCall {
    const call = new PhoneCall(null, this.options);
    call.leg = leg;
    call.offers.push(invite.body?.content ?? '');
    this.calls.push(call);
    const { answersAfterMs = 0, refusesWith } = this.options;
    void this.#peer().then(async (peer) => {
      call.use(peer);
      if (refusesWith !== undefined) {
        leg.reject(refusesWith, 'Refused', {});
        return;
      }
      leg.provisional(180, 'Ringing', {});
      if (answersAfterMs === null) return;
      await sleep(answersAfterMs);
      leg.answer({ body: call.sdp });
      call.isAnswered = true;
    });
    return call;
  }
}

/** One side of a call of such a phone. Offers are accepted, and kept. */
export class PhoneCall {
  leg: Leg | null = null;
  /** Session descriptions of the other side, the first first. */
  readonly offers: string[] = [];
  readonly provisionals: { readonly status: number; readonly sdp: string | null }[] = [];
  /** Re-INVITEs that came. */
  reoffers = 0;
  /** What later answers say instead of the first description; null: the same. */
  movesTo: RtpPeer | null = null;
  isAnswered = false;
  /** Its INVITE makes no offer: its description goes with the ACK. */
  isOfferless = false;
  end: PhoneEnd | null = null;
  #peer: RtpPeer | null;
  readonly #options: MediaPhoneOptions;
  #timestamp = 0;

  constructor(peer: RtpPeer | null, options: MediaPhoneOptions) {
    this.#peer = peer;
    this.#options = options;
  }

  use(peer: RtpPeer): void {
    this.#peer = peer;
  }

  get peer(): RtpPeer {
    if (this.#peer === null) throw new Error('the call has no media yet');
    return this.#peer;
  }

  get sdp(): Body {
    const peer = this.movesTo ?? this.peer;
    return bodyOf(peer.sdp(this.#options.media?.(peer.port)));
  }

  /** Where the other side wants its media now. */
  get mediaPort(): number {
    return audioPort(this.offers.at(-1) ?? '');
  }

  /** Presses keys as telephone-events, as fast as a quick finger. */
  async press(digits: string): Promise<void> {
    for (const digit of digits) {
      this.#timestamp += 1600;
      this.peer.pressKey(this.mediaPort, digit, this.#timestamp);
      await sleep(60);
    }
  }

  /** The same by SIP INFO. */
  async inform(digits: string): Promise<void> {
    for (const digit of digits) {
      await new Promise<void>((resolve) => {
        const body = {
          headers: 'Content-Type: application/dtmf-relay\r\n',
          content: `Signal=${digit}\r\nDuration=160\r\n`,
        };
        this.leg?.request('INFO', { body }, { final: () => resolve() });
      });
    }
  }

  /** Resolves when media has come that was sent after now. */
  async hears(): Promise<void> {
    const before = this.peer.heard.length;
    await eventually(() => {
      if (this.peer.heard.length < before + 5) throw new Error('nothing is to be heard');
    });
  }

  /** Resolves with how the call ended. */
  async ends(): Promise<PhoneEnd> {
    await eventually(() => {
      if (this.end === null) throw new Error('the call has not ended');
    }, 20_000);
    return this.end ?? { how: 'not yet', reasons: [] };
  }

  hangUp(): void {
    if (this.end !== null || this.leg === null) return;
    if (this.isAnswered) this.leg.bye();
    else if ('cancel' in this.leg) (this.leg as OutgoingLeg).cancel();
    else (this.leg as IncomingLeg).reject(480, 'Temporarily Unavailable', {});
    this.end = { how: 'hung up', reasons: [] };
  }

  provisional(response: ResponseView): void {
    const sdp = response.body?.content ?? null;
    this.provisionals.push({ status: response.status, sdp });
    if (sdp !== null) this.offers.push(sdp);
  }

  answered(response: ResponseView): void {
    this.offers.push(response.body?.content ?? '');
    this.isAnswered = true;
    (this.leg as OutgoingLeg).acknowledge(this.isOfferless ? { body: this.sdp } : {});
  }

  acknowledged(): void {
    this.isAnswered = true;
  }

  request(request: IncomingRequest): void {
    if (request.method !== 'INVITE') {
      request.respond(200, 'OK', {});
      return;
    }
    this.reoffers += 1;
    this.offers.push(request.body?.content ?? '');
    request.respond(200, 'OK', { body: this.sdp });
  }

  ended(end: LegEnd): void {
    const message = end.kind === 'failed' ? end.response : 'message' in end ? end.message : null;
    this.end ??= {
      how: end.kind === 'failed' ? String(end.response.status) : end.kind,
      reasons: message?.headers('Reason') ?? [],
    };
  }
}
