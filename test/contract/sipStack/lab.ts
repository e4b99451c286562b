import { expect } from '@jest/globals';
import type {
  Content,
  IncomingInvite,
  IncomingLeg,
  IncomingLegListener,
  IncomingRequest,
  LegEnd,
  MessageView,
  MidCallListener,
  OptionsAnswer,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  ResponseView,
  SipStack,
  StackCapability,
  StackHandler,
} from '../../../src/sip/stack';
import type { Packet, Fault } from '../../support/fakeNetwork';
import type { RawPeer } from '../../support/rawSip';

/** A stack under test, a far end that speaks literal SIP to it, and the time both live in. */
export interface SipStackLab {
  readonly stack: SipStack;
  /** At 127.0.1.2:5060; the stack is at 127.0.1.1:5060. */
  readonly peer: RawPeer;
  /** A further far end at this `address:port`. */
  newPeer(address: string): RawPeer;
  /** Lets everything happen that is due now. */
  settle(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** By so much the stack's time may differ from the test's: in real time sending and waiting take some. */
  readonly latenessMs: number;
  /** Its first repetition of a request comes so long after T1. */
  readonly repeatsLateByMs: number;
  /** Treats the next packets that match in this way. */
  treatNext(matches: (packet: Packet) => boolean, fault: Fault, times?: number): void;
  /** So long legs wait for answers that nobody gives, twice over; null: that is a server's affair, and not waited for. */
  readonly givesUpAfterMs: number | null;
  /** After so long nothing of a finished call may be left. */
  readonly forgetsAfterMs: number;
  /** Timers that run in the stack. */
  pendingTimers(): number;
  /** Errors of the stack's own. */
  readonly faults: readonly unknown[];
  close(): Promise<void>;
}

/** Everything a leg told its listener, and the leg's own methods, after some of which it has to be silent. */
export class HeardLeg<L extends IncomingLeg | OutgoingLeg>
  implements IncomingLegListener, OutgoingLegListener
{
  leg: L | null = null;
  /** Such as `provisional 180`, `answered 200`, `acknowledged`, `request INFO`, `ended bye`. */
  readonly events: string[] = [];
  readonly ends: LegEnd[] = [];
  readonly requests: IncomingRequest[] = [];
  readonly responses: ResponseView[] = [];
  readonly acks: MessageView[] = [];
  /** Set where the stack does not hear the target's 100: then one says nothing about the target. */
  passesOverTrying = false;
  private silentFrom: number | null = null;
  /** Listeners are never called from within a call into the stack. */
  private inCall = false;
  readonly violations: string[] = [];

  get(): L {
    if (this.leg === null) throw new Error('no leg yet');
    return this.leg;
  }

  get isOver(): boolean {
    return this.silentFrom !== null || this.ends.length > 0;
  }

  /** Runs a method of the leg, watching that it calls nobody back. */
  with(use: (leg: L) => void): void {
    this.inCall = true;
    use(this.get());
    this.inCall = false;
  }

  /** The same with one after which the listener hears nothing more. */
  silentlyWith(use: (leg: L) => void): void {
    this.with(use);
    this.silentFrom ??= this.events.length;
  }

  bye(content?: Content): void {
    this.silentlyWith((leg) => leg.bye(content));
  }

  provisional(response: ResponseView): void {
    if (this.passesOverTrying && response.status === 100) return;
    this.responses.push(response);
    this.note(`provisional ${response.status}`);
  }

  answered(response: ResponseView): void {
    this.responses.push(response);
    this.note(`answered ${response.status}`);
  }

  acknowledged(ack: MessageView): void {
    this.acks.push(ack);
    this.note('acknowledged');
  }

  request(request: IncomingRequest): void {
    this.requests.push(request);
    this.note(`request ${request.method}`);
  }

  ended(end: LegEnd): void {
    this.ends.push(end);
    this.note(`ended ${end.kind}`);
  }

  /** The request heard last. */
  lastRequest(): IncomingRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error('no request yet');
    return request;
  }

  private note(event: string): void {
    if (this.inCall) this.violations.push(`${event} from within a call into the stack`);
    if (this.silentFrom !== null) this.violations.push(`${event} after the leg was given up`);
    if (this.events.at(-1)?.startsWith('ended') === true) this.violations.push(`${event} after the end`);
    this.events.push(event);
  }
}

export type HeardCaller = HeardLeg<IncomingLeg>;
export type HeardTarget = HeardLeg<OutgoingLeg>;

/** Remembers what a request inside a dialog came to. */
export class HeardRequest implements MidCallListener {
  readonly events: string[] = [];
  response: ResponseView | null = null;

  provisional(response: ResponseView): void {
    this.events.push(`provisional ${response.status}`);
  }

  final(status: number, _reason: string, response: ResponseView | null): void {
    this.response = response;
    this.events.push(`final ${status}${response === null ? ' unheard' : ''}`);
  }
}

/** Call control for tests: keeps every call, and does with a new one what the test has said. */
export class RecordingHandler implements StackHandler {
  readonly callers: HeardCaller[] = [];
  readonly invites: IncomingInvite[] = [];
  onCall: (caller: HeardCaller, invite: IncomingInvite) => void = () => undefined;
  optionsAnswer: OptionsAnswer | null = { status: 200, reason: 'OK' };

  incomingCall(leg: IncomingLeg, invite: IncomingInvite): IncomingLegListener {
    const caller: HeardCaller = new HeardLeg();
    caller.leg = leg;
    this.callers.push(caller);
    this.invites.push(invite);
    this.onCall(caller, invite);
    return caller;
  }

  options(): OptionsAnswer | null {
    return this.optionsAnswer;
  }

  /** The call that came last. */
  caller(): HeardCaller {
    const caller = this.callers.at(-1);
    if (caller === undefined) throw new Error('no call came');
    return caller;
  }
}

const invitation: OutgoingInvite = {
  target: { host: '127.0.1.2', port: 5060, transport: 'udp' },
  requestUri: 'sip:+4930123@127.0.1.2:5060',
  from: '+15550100',
  display: null,
  to: '+4930123',
  asserted: null,
  privacy: false,
  maxForwards: 69,
  content: {},
};

/** A lab with its handler and the legs the test has started; made anew for each test. */
export class Bench {
  readonly handler = new RecordingHandler();
  readonly targets: HeardTarget[] = [];

  constructor(readonly lab: SipStackLab) {}

  get peer(): RawPeer {
    return this.lab.peer;
  }

  has(capability: StackCapability): boolean {
    return this.lab.stack.capabilities.has(capability);
  }

  /** What only a stack with this capability promises, in a case that concerns others too. */
  onlyWith(capability: StackCapability, expectations: () => void): void {
    if (this.has(capability)) expectations();
  }

  /** Of these events the ones that this stack tells. */
  told(events: readonly string[]): readonly string[] {
    return this.has('trying') ? events : events.filter((event) => event !== 'provisional 100');
  }

  /** Starts an outgoing leg, and lets its INVITE arrive. */
  async invite(parts: Partial<OutgoingInvite> = {}): Promise<HeardTarget> {
    const target: HeardTarget = new HeardLeg();
    target.passesOverTrying = !this.has('trying');
    this.targets.push(target);
    target.leg = this.lab.stack.invite({ ...invitation, ...parts }, target);
    await this.lab.settle();
    return target;
  }

  get legs(): readonly HeardLeg<IncomingLeg | OutgoingLeg>[] {
    return [...this.handler.callers, ...this.targets];
  }

  /** Ends what still stands: no listener may have heard too much, and nothing may be left in the stack. */
  async end(): Promise<void> {
    try {
      await this.#settleAccounts();
    } finally {
      await this.lab.close();
    }
  }

  async #settleAccounts(): Promise<void> {
    const { lab, legs } = this;
    // A leg that stood until now waits for answers nobody gives, twice over.
    const wasGivenUp = this.#giveUp();
    if (wasGivenUp) await lab.advance(lab.givesUpAfterMs ?? 0);
    // What it owes is not waited for then: the far end gives it.
    if (lab.givesUpAfterMs === null) this.#answerByes();
    await lab.advance(lab.forgetsAfterMs);
    expect(legs.flatMap(({ violations }) => violations)).toEqual([]);
    expect(legs.filter(({ ends }) => ends.length > 1)).toEqual([]);
    expect(lab.faults).toEqual([]);
    if (!wasGivenUp || lab.givesUpAfterMs !== null) {
      expect(lab.stack.statistics()).toMatchObject({ transactions: 0, dialogs: 0 });
      expect(lab.pendingTimers()).toBe(0);
    }
  }

  #answerByes(): void {
    const { peer } = this.lab;
    for (const message of peer.received) if (message.method === 'BYE') peer.respond(message, 200);
  }

  /** Gives up every leg that still stands. */
  #giveUp(): boolean {
    let any = false;
    for (const caller of this.handler.callers) {
      if (caller.isOver) continue;
      any = true;
      caller.silentlyWith((leg) => {
        leg.reject(480, 'Temporarily Unavailable', {});
        leg.bye();
      });
    }
    for (const target of this.targets) {
      if (target.isOver) continue;
      any = true;
      target.with((leg) => {
        leg.cancel();
        leg.bye();
      });
    }
    return any;
  }
}
