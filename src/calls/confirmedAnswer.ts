import { isIP } from 'node:net';
import { MediaRefusal } from '../media/mediaRefusal';
import type { MediaSession } from '../media/mediaSession';
import type {
  Content,
  DialogName,
  EarlyExchange,
  IncomingRequest,
  LegEnd,
  MidCallListener,
  MidCallMethod,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  OutgoingRequest,
  ResponseView,
  SipStack,
} from '../sip/stack';
import type { CallPorts } from './callPorts';
import { infoDigit } from './infoDigits';
import { reasonLine } from './reason';
import { Reoffer, type ReofferResult } from './reoffer';
import { ringingAlone } from './ringingAlone';
import { sdpBody, sdpOf } from './sdp';

export type ConfirmationPorts = Pick<CallPorts, 'media' | 'wheel' | 'random' | 'stack'>;

/** How often whoever answers is asked to press the digit, and how long each time when the prompt has ended. */
const prompts = 2;
const patienceMs = 5_000;
const confirmingDigit = '1';
const noAnswerFromUser = 19;
/** Where a host is a name, the way to it is taken for the usual one out. */
const anywhere = '192.0.2.1';

/** A stack whose INVITEs are answered only when whoever answers has pressed a digit. */
export const confirming = (ports: ConfirmationPorts): Pick<SipStack, 'invite'> => ({
  invite: (invite, listener) => {
    const leg = new ConfirmedAnswer(ports, invite, listener);
    leg.start();
    return leg;
  },
});

/**
 * A leg to somebody who has to confirm the answer (feature B6), so that a mailbox or a bystander does not get the call. To
 * its listener it is a leg as any other, which rings until the digit is pressed.
 *
 *     ringing      the INVITE is out, with an offer of the media endpoint's; the caller's waits
 *     confirming   answered; asked to press the digit
 *     joining      pressed; it is offered the caller's media in a re-INVITE, whose answer is the leg's answer
 *     through      as any other leg
 *     over         given up, refused, hung up, or not confirmed: to the listener the last two are silence
 */
export class ConfirmedAnswer implements OutgoingLeg {
  readonly #ports: ConfirmationPorts;
  readonly #invite: OutgoingInvite;
  readonly #listener: OutgoingLegListener;
  #state: 'ringing' | 'confirming' | 'joining' | 'through' | 'over' = 'ringing';
  #leg: OutgoingLeg | null = null;
  #session: MediaSession | null = null;
  #reoffer: Reoffer | null = null;
  /** The accepted re-INVITE, whose ACK stands for that of the answer. */
  #accepted: OutgoingRequest | null = null;
  #prompts = 0;
  #hasRung = false;

  constructor(ports: ConfirmationPorts, invite: OutgoingInvite, listener: OutgoingLegListener) {
    this.#ports = ports;
    this.#invite = invite;
    this.#listener = listener;
  }

  get callId(): string {
    return this.#leg?.callId ?? '';
  }

  /** Until the answer is confirmed the far end and the caller have no exchange of their own. */
  readonly earlyExchange: EarlyExchange = 'open';

  isNamed(dialog: DialogName): boolean {
    return this.#leg?.isNamed(dialog) ?? false;
  }

  start(): void {
    const { host } = this.#invite.target;
    const session = this.#ports.media.open(null, isIP(host) === 0 ? anywhere : host, {
      closed: () => {
        this.#session = null;
        this.#notConfirmed();
      },
    });
    if (session instanceof MediaRefusal) {
      this.#endSoon({ kind: 'transport_error' });
      return;
    }
    this.#session = session;
    const content = { ...this.#invite.content, body: sdpBody(session.localSdp) };
    this.#leg = this.#ports.stack.invite(
      { ...this.#invite, content },
      {
        provisional: (response) => {
          this.#rang(response);
        },
        answered: (response) => {
          this.#answered(response);
        },
        request: (request) => {
          this.#takes(request);
        },
        ended: (end) => {
          this.#ended(end);
        },
      },
    );
  }

  /** Whoever answered is being asked, for a bounded time. */
  get isConfirming(): boolean {
    return this.#state === 'confirming' || this.#state === 'joining';
  }

  // What its owner does with it.

  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    if (this.#leg !== null) return this.#leg.request(method, content, listener);
    queueMicrotask(() => {
      listener.final(481, 'Call/Transaction Does Not Exist', null);
    });
    return { acknowledge: () => undefined, cancel: () => undefined };
  }

  acknowledge(content: Content): void {
    const accepted = this.#accepted;
    this.#accepted = null;
    accepted?.acknowledge(content);
  }

  bye(content: Content = {}): void {
    this.#finish();
    this.#leg?.bye(content);
  }

  cancel(content: Content = {}): void {
    if (this.#state === 'ringing') {
      this.#leg?.cancel(content);
    } else if (this.isConfirming) {
      this.bye(content);
      this.#endSoon({ kind: 'answered_late' });
    }
  }

  // What its far end says.

  #rang(response: ResponseView): void {
    if (this.#state !== 'ringing') return;
    // What it plays before the answer is for our own offer.
    const rings = response.status > 100 && response.status !== 199;
    this.#hasRung ||= rings;
    this.#listener.provisional(rings ? ringingAlone(response) : response);
  }

  #answered(response: ResponseView): void {
    const [leg, session] = [this.#leg, this.#session];
    if (this.#state !== 'ringing') return;
    this.#state = 'confirming';
    leg?.acknowledge({});
    // To whom waits it has rung, if it answers at once, and goes on ringing.
    if (!this.#hasRung) this.#listener.provisional(ringingAlone(response));
    const answer = sdpOf(response.body);
    if (session === null || answer === null || session.accept(answer) !== null) this.#notConfirmed();
    else this.#ask(session);
  }

  #takes(request: IncomingRequest): void {
    if (this.#state === 'through' || this.#state === 'ringing') {
      this.#listener.request(request);
      return;
    }
    const digit = infoDigit(request);
    if (digit !== null || request.method === 'OPTIONS') request.respond(200, 'OK', {});
    else request.respond(491, 'Request Pending', {});
    if (digit !== null) this.#session?.digit(digit);
  }

  #ended(end: LegEnd): void {
    if (this.#state === 'over') return;
    const hungUp = this.isConfirming;
    this.#finish();
    this.#listener.ended(hungUp ? { kind: 'timeout' } : end);
  }

  #ask(session: MediaSession): void {
    this.#prompts += 1;
    session.play([{ prompt: 'press-one-to-accept' }], {}, () => undefined);
    session.collect(
      { maxDigits: 1, terminator: null, firstDigitMs: patienceMs, bargeIn: true },
      ({ digits, end }) => {
        if (this.#state !== 'confirming' || end === 'closed') return;
        if (digits === confirmingDigit) this.#join();
        else if (this.#prompts < prompts) this.#ask(session);
        else this.#notConfirmed();
      },
    );
  }

  #join(): void {
    const leg = this.#leg;
    if (leg === null) return;
    this.#state = 'joining';
    const offer = { body: this.#invite.content.body ?? null };
    this.#reoffer = new Reoffer(
      this.#ports,
      leg,
      true,
      offer,
      () => true,
      (result) => {
        this.#joined(result);
      },
    );
    this.#reoffer.send();
  }

  #joined(result: ReofferResult): void {
    this.#reoffer = null;
    if (result.kind === 'refused') {
      this.#notConfirmed();
      return;
    }
    this.#endSession();
    this.#state = 'through';
    this.#accepted = result.request;
    this.#listener.answered(result.response);
  }

  /** It counts as not answered, and hears that it is over. */
  #notConfirmed(): void {
    const before = this.#state;
    if (before === 'through' || before === 'over') return;
    this.#finish();
    if (before === 'ringing') this.#leg?.cancel({ headers: reasonLine(noAnswerFromUser) });
    else this.#leg?.bye({ headers: reasonLine(noAnswerFromUser) });
    this.#listener.ended({ kind: 'timeout' });
  }

  /** A leg's listener is never called from within a call into the leg. */
  #endSoon(end: LegEnd): void {
    this.#finish();
    queueMicrotask(() => {
      this.#listener.ended(end);
    });
  }

  #finish(): void {
    this.#state = 'over';
    this.#accepted = null;
    this.#reoffer?.stop();
    this.#reoffer = null;
    this.#endSession();
  }

  #endSession(): void {
    const session = this.#session;
    this.#session = null;
    session?.close();
  }
}
