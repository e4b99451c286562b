import type { SourceAddress } from '../../src/model/callFacts';
import type {
  Body,
  Content,
  DialogName,
  EarlyExchange,
  IncomingInvite,
  IncomingLeg,
  IncomingLegListener,
  IncomingRequest,
  Leg,
  LegEnd,
  LegListener,
  MessageView,
  MidCallListener,
  MidCallMethod,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  OutgoingRequest,
  ResponseView,
  SipStack,
  StackHandler,
} from '../../src/sip/stack';

/** What the far end of a message put into it. */
export interface MessageContent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body | null;
}

export const sdp = (name: string): Body => ({
  headers: 'Content-Type: application/sdp\r\n',
  content: `v=0\r\ns=${name}\r\n`,
});

const passedAlways = new Set(['reason', 'geolocation', 'alert-info', 'user-to-user']);

export function message({ headers = {}, body = null }: MessageContent = {}): MessageView {
  const entries = Object.entries(headers);
  const valueOf = (name: string): string | undefined =>
    entries.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
  return {
    header: valueOf,
    headers: (name) => valueOf(name)?.split(/,\s*/) ?? [],
    body,
    passed: (trusted) =>
      entries
        .filter(([name]) => passedAlways.has(name.toLowerCase()) || (trusted && name.startsWith('X-')))
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join(''),
  };
}

export const response = (status: number, reason: string, content?: MessageContent): ResponseView => ({
  ...message(content),
  status,
  reason,
});

/** A request of the far end inside a dialog, and what it got for an answer. */
export class FakeRequest implements IncomingRequest {
  readonly method: MidCallMethod;
  readonly answers: { readonly status: number; readonly reason: string; readonly content: Content }[] = [];
  onCancel: (() => void) | null = null;
  readonly #view: MessageView;
  #acknowledged: ((ack: MessageView) => void) | null = null;

  constructor(method: MidCallMethod, content: MessageContent = {}) {
    this.method = method;
    this.#view = message(content);
  }

  get body(): Body | null {
    return this.#view.body;
  }

  header(name: string): string | undefined {
    return this.#view.header(name);
  }

  headers(name: string): readonly string[] {
    return this.#view.headers(name);
  }

  passed(trusted: boolean): string {
    return this.#view.passed(trusted);
  }

  respond(status: number, reason: string, content: Content, acknowledged?: (ack: MessageView) => void): void {
    if (this.finalStatus !== null) return;
    this.answers.push({ status, reason, content });
    this.#acknowledged = acknowledged ?? null;
  }

  /** Null while no final answer has come. */
  get finalStatus(): number | null {
    return this.answers.find(({ status }) => status >= 200)?.status ?? null;
  }

  /** The far end's ACK of a 2xx to its re-INVITE. */
  acknowledge(content: MessageContent = {}): void {
    this.#acknowledged?.(message(content));
  }
}

/** A request we sent inside a dialog; the test answers it. */
export class SentRequest implements OutgoingRequest {
  acknowledgement: Content | null = null;
  cancelled = false;
  answered = false;

  constructor(
    readonly method: MidCallMethod,
    readonly content: Content,
    readonly listener: MidCallListener,
  ) {}

  acknowledge(content: Content): void {
    if (this.acknowledgement !== null) throw new Error('acknowledged twice');
    this.acknowledgement = content;
  }

  cancel(): void {
    this.cancelled = true;
  }

  answer(status: number, reason: string, content?: MessageContent): void {
    this.answered = status >= 200;
    if (this.answered) this.listener.final(status, reason, response(status, reason, content));
    else this.listener.provisional?.(response(status, reason, content));
  }
}

/** A leg as its far end sees it. Holds to the seam's contract: `ended` at most once, nothing after our last word. */
abstract class FakeLeg<Listener extends LegListener> implements Leg {
  readonly sent: SentRequest[] = [];
  listener: Listener | null = null;
  earlyExchange: EarlyExchange = 'open';
  byeContent: Content | null = null;
  /** The far end and the stack have nothing more to say. */
  over = false;

  constructor(
    readonly stack: FakeStack,
    readonly callId: string,
  ) {}

  /** As its far end names it, in a header of its own. */
  get named(): string {
    return `${this.callId};to-tag=ours;from-tag=theirs`;
  }

  /** The same, in a URI. */
  get replaces(): string {
    return encodeURIComponent(this.named);
  }

  isNamed({ callId, localTag, remoteTag }: DialogName): boolean {
    return callId === this.callId && localTag === 'ours' && remoteTag === 'theirs';
  }

  request(method: MidCallMethod, content: Content, listener: MidCallListener): OutgoingRequest {
    const sent = new SentRequest(method, content, listener);
    this.sent.push(sent);
    return sent;
  }

  bye(content: Content = {}): void {
    if (this.over) return;
    this.byeContent = content;
    this.over = true;
  }

  /** The far end's request; nothing reaches a leg that is over. */
  ask(request: FakeRequest): FakeRequest {
    if (!this.over) this.listener?.request(request);
    return request;
  }

  end(end: LegEnd): void {
    if (this.over) return;
    this.over = true;
    this.listener?.ended(end);
  }

  hangUp(content?: MessageContent): void {
    this.end({ kind: 'bye', message: message(content) });
  }
}

/** An incoming call: the test is the caller. */
export class FakeCaller extends FakeLeg<IncomingLegListener> implements IncomingLeg {
  readonly provisionals: { readonly status: number; readonly reason: string; readonly content: Content }[] =
    [];
  final: { readonly status: number; readonly reason: string; readonly content: Content } | null = null;
  ignored = false;
  acknowledgedFinal = false;

  provisional(status: number, reason: string, content: Content): void {
    if (!this.over) this.provisionals.push({ status, reason, content });
  }

  answer(content: Content): void {
    if (this.over) return;
    if (this.final !== null) throw new Error('a second final response');
    this.final = { status: 200, reason: 'OK', content };
  }

  reject(status: number, reason: string, content: Content): void {
    if (this.over) return;
    if (this.final !== null) throw new Error('a second final response');
    this.final = { status, reason, content };
    this.over = true;
  }

  dismiss(status: number, reason: string, content: Content): void {
    this.reject(status, reason, content);
  }

  ignore(): void {
    this.ignored = true;
    this.over = true;
  }

  get isAnswered(): boolean {
    return this.final?.status === 200;
  }

  cancel(content?: MessageContent): void {
    if (this.over || this.final !== null) return;
    this.final = { status: 487, reason: 'Request Terminated', content: {} };
    this.end({ kind: 'cancelled', message: message(content) });
  }

  acknowledge(content?: MessageContent): void {
    if (this.over || !this.isAnswered || this.acknowledgedFinal) return;
    this.acknowledgedFinal = true;
    this.listener?.acknowledged(message(content));
  }

  /** No ACK came in 64*T1. */
  stayMute(): void {
    if (this.isAnswered && !this.acknowledgedFinal) this.end({ kind: 'no_ack' });
  }
}

/** An outgoing INVITE: the test is the callee. */
export class FakeTarget extends FakeLeg<OutgoingLegListener> implements OutgoingLeg {
  cancelContent: Content | null = null;
  acknowledgement: Content | null = null;
  accepted = false;
  /** Cancelled before it said a word: nobody can know whether anything rings there. */
  cancelledUnheard = false;
  #heard = false;

  constructor(
    stack: FakeStack,
    callId: string,
    readonly invite: OutgoingInvite,
  ) {
    super(stack, callId);
  }

  acknowledge(content: Content): void {
    if (this.acknowledgement !== null) throw new Error('acknowledged twice');
    this.acknowledgement = content;
  }

  cancel(content: Content = {}): void {
    if (this.over || this.accepted || this.isCancelled) return;
    this.cancelContent = content;
    this.cancelledUnheard = !this.#heard;
  }

  get isCancelled(): boolean {
    return this.cancelContent !== null;
  }

  ring(status = 180, reason = 'Ringing', content?: MessageContent): void {
    if (this.over || this.accepted) return;
    this.#heard = true;
    this.listener?.provisional(response(status, reason, content));
  }

  accept(content: MessageContent = { body: sdp('callee') }): void {
    if (this.over || this.accepted) return;
    if (this.isCancelled) {
      // The stack acknowledges and hangs up a 2xx that crossed our CANCEL.
      this.acknowledgement = {};
      this.byeContent = {};
      this.end({ kind: 'answered_late' });
      return;
    }
    this.accepted = true;
    this.listener?.answered(response(200, 'OK', content));
  }

  refuse(status: number, reason: string, content?: MessageContent): void {
    if (!this.accepted) this.end({ kind: 'failed', response: response(status, reason, content) });
  }

  /** The answer to our CANCEL. */
  confirmCancel(): void {
    if (this.isCancelled) this.refuse(487, 'Request Terminated');
  }
}

export interface CallOptions extends MessageContent {
  readonly source?: SourceAddress;
  readonly requestUri?: string;
  readonly maxForwards?: number;
}

/** A SIP stack without a network: the far ends are driven by the test. */
export class FakeStack implements Pick<SipStack, 'invite'> {
  readonly callers: FakeCaller[] = [];
  readonly targets: FakeTarget[] = [];
  #legs = 0;

  invite(invite: OutgoingInvite, listener: OutgoingLegListener): OutgoingLeg {
    const target = new FakeTarget(this, this.#nextCallId(), invite);
    target.listener = listener;
    this.targets.push(target);
    return target;
  }

  /** A new call reaches the handler. */
  call(handler: StackHandler, options: CallOptions = {}): FakeCaller {
    const caller = new FakeCaller(this, this.#nextCallId());
    const view: IncomingInvite = {
      ...message({
        headers: { From: '<sip:2125550101@pbx.example>;tag=1', ...options.headers },
        body: options.body === undefined ? sdp('caller') : options.body,
      }),
      source: options.source ?? { transport: 'udp', address: '127.0.0.1', port: 5070 },
      requestUri: options.requestUri ?? 'sip:+13125550111@trunk.example',
      maxForwards: options.maxForwards ?? 70,
    };
    this.callers.push(caller);
    caller.listener = handler.incomingCall(caller, view);
    return caller;
  }

  /** The target invited last. */
  get lastTarget(): FakeTarget {
    const target = this.targets.at(-1);
    if (target === undefined) throw new Error('nobody was invited');
    return target;
  }

  /** Legs that are neither rejected, hung up, cancelled nor ended. */
  get openLegs(): number {
    const targets = this.targets.filter((target) => !target.over && !target.isCancelled);
    return targets.length + this.callers.filter((caller) => !caller.over).length;
  }

  #nextCallId(): string {
    this.#legs += 1;
    return `leg-${this.#legs}`;
  }
}
