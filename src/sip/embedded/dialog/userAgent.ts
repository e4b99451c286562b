import type { Clock, Random } from '../../../model/ports';
import type { SipTransport } from '../../../model/settings';
import type { TimerWheel } from '../../../model/timerWheel';
import type { IncomingInvite, OutgoingInvite, OutgoingLegListener, StackHandler, Target } from '../../stack';
import type { Flow, Transport } from '../transport/transport';
import type { ResolvedAddress, Resolver } from '../transport/resolver';
import { composeResponse } from '../../message/compose';
import type { SipMessage } from '../../message/sipMessage';
import type { MessageTap } from '../../trace/messageTap';
import { Tokens } from '../../message/tokens';
import { bareHost } from '../../message/via';
import type { InviteServerTransaction } from '../transaction/inviteServer';
import type { NonInviteServerTransaction } from '../transaction/nonInviteServer';
import { type Arrival, TransactionLayer, type TransactionUser } from '../transaction/transactionLayer';
import { acceptHeader, allowHeader, supportedHeader } from '../../capabilities';
import type { DialogLeg } from './dialogLeg';
import { UasLeg } from './incomingLeg';
import type { LegHost } from './legHost';
import { UacLeg } from './outgoingLeg';
import { refusalOf } from './requestChecks';
import { RequestView } from './requestView';
import type { SessionTerms } from './sessionTerms';

const defaultMaxForwards = 70;

interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers?: string;
}

const gone: Answer = { status: 481, reason: 'Call/Transaction Does Not Exist' };

export interface UserAgentOptions {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  readonly transports: ReadonlyMap<SipTransport, Transport>;
  readonly resolver: Resolver;
  readonly onFault: (error: unknown) => void;
  /** Null: nobody sees the messages. */
  readonly tap: MessageTap | null;
  /** Null: session timers are not used. */
  readonly sessionTerms: SessionTerms | null;
}

/** The user agent core (RFC 3261 section 8): brings requests to their dialog, makes legs, refuses what makes no sense. */
export class UserAgent implements TransactionUser, LegHost {
  readonly tokens = new Tokens();
  readonly layer: TransactionLayer;
  handler: StackHandler | null = null;
  /** By our tag, which is unlike on every leg. */
  private readonly legs = new Map<string, DialogLeg>();
  /** Callers whose INVITE has no final response yet; a CANCEL finds them by transaction. */
  private readonly callers = new Map<InviteServerTransaction, DialogLeg>();

  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  readonly sessionTerms: SessionTerms | null;
  private readonly transports: ReadonlyMap<SipTransport, Transport>;
  private readonly resolver: Resolver;
  private readonly onFault: (error: unknown) => void;

  constructor(options: UserAgentOptions) {
    const { wheel, clock, transports, tap } = options;
    this.wheel = wheel;
    this.clock = clock;
    this.random = options.random;
    this.sessionTerms = options.sessionTerms;
    this.transports = transports;
    this.resolver = options.resolver;
    this.onFault = options.onFault;
    this.layer = new TransactionLayer(wheel, clock, transports, this.tokens, this, tap);
  }

  get dialogs(): number {
    return this.legs.size;
  }

  /** Makes an outgoing leg; its INVITE is sent as soon as the target's address is known. */
  call(invite: OutgoingInvite, listener: OutgoingLegListener): UacLeg {
    const leg = new UacLeg(
      this,
      listener,
      invite,
      this.tokens.next() + this.tokens.next(),
      this.tokens.next(),
    );
    this.register(leg);
    const literal = this.literalFlow(invite.target);
    if (literal !== null) {
      leg.start(invite, literal);
      return leg;
    }
    this.resolve(invite.target).then(
      (flow) => {
        leg.start(invite, flow);
      },
      () => {
        leg.unreachable();
      },
    );
    return leg;
  }

  invite(arrival: Arrival, transaction: InviteServerTransaction): void {
    const { request } = arrival;
    const refusal = refusalOf(request, this.sessionTerms);
    if (refusal !== null) {
      this.answerInvite(arrival, transaction, refusal);
    } else if (request.toTag !== '') {
      const leg = this.legOf(request);
      if (leg === undefined) this.answerInvite(arrival, transaction, gone);
      else {
        this.callers.set(transaction, leg);
        leg.receive(arrival, transaction);
      }
    } else if (!this.layer.noteInitial(request, transaction.key)) {
      this.answerInvite(arrival, transaction, { status: 482, reason: 'Loop Detected' }); // RFC 3261 8.2.2.2
    } else if (request.maxForwards === 0) {
      this.answerInvite(arrival, transaction, { status: 483, reason: 'Too Many Hops' });
    } else {
      this.newCall(arrival, transaction);
    }
  }

  request(arrival: Arrival, transaction: NonInviteServerTransaction): void {
    const { request } = arrival;
    const refusal = refusalOf(request, this.sessionTerms);
    if (refusal !== null) this.answer(arrival, transaction, refusal);
    else if (request.toTag !== '') {
      const leg = this.legOf(request);
      if (leg === undefined) this.answer(arrival, transaction, gone);
      else leg.receive(arrival, transaction);
    } else if (request.method === 'OPTIONS') this.answerOptions(arrival, transaction);
    else this.answer(arrival, transaction, insideOnly.has(request.method) ? notAllowed : gone);
  }

  acknowledgement(ack: SipMessage): void {
    const leg = this.legOf(ack);
    if (leg === undefined) this.layer.disown();
    else leg.receiveAck(ack);
  }

  cancelled(transaction: InviteServerTransaction, cancel: SipMessage): void {
    this.callers.get(transaction)?.receiveCancel(transaction, cancel);
  }

  strayAnswer(response: SipMessage): void {
    const leg = this.legs.get(response.fromTag);
    if (leg instanceof UacLeg && leg.callId === response.callId) leg.strayAnswer(response);
    else if (leg?.callId === response.callId) leg.repeatedAnswer(response);
    else this.layer.disown();
  }

  callerLost(transaction: InviteServerTransaction): void {
    this.callers.get(transaction)?.callerLost(transaction);
  }

  inviteOver(transaction: InviteServerTransaction): void {
    this.callers.delete(transaction);
  }

  fault(error: unknown): void {
    this.onFault(error);
  }

  localHostPort(transport: SipTransport, remoteAddress: string): string {
    return this.transports.get(transport)?.localHostPort(remoteAddress) ?? 'invalid:0';
  }

  literalFlow(target: Target): Flow | null {
    if (!this.transports.has(target.transport)) return null;
    const literal = this.resolver.literal(target);
    return literal === null ? null : this.flowTo(target, literal);
  }

  async resolve(target: Target): Promise<Flow> {
    if (!this.transports.has(target.transport)) throw new Error(`not listening on ${target.transport}`);
    const resolved = await this.resolver.resolve(target);
    return this.flowTo(target, resolved);
  }

  register(leg: DialogLeg): void {
    this.legs.set(leg.localTag, leg);
  }

  unregister(leg: DialogLeg): void {
    this.legs.delete(leg.localTag);
  }

  later(run: () => void): void {
    setImmediate(() => {
      try {
        run();
      } catch (error) {
        this.onFault(error);
      }
    });
  }

  close(): void {
    this.layer.close();
    for (const leg of this.legs.values()) leg.drop();
    this.legs.clear();
    this.callers.clear();
  }

  private newCall(arrival: Arrival, transaction: InviteServerTransaction): void {
    const { handler } = this;
    if (handler === null) return;
    const leg = new UasLeg(this, arrival, transaction, this.tokens.next());
    this.register(leg);
    this.callers.set(transaction, leg);
    transaction.toTag = leg.localTag;
    leg.listenWith(handler.incomingCall(leg, new InviteView(arrival)));
    // At once, so that the caller repeats nothing (RFC 3261 section 8.2.6.1).
    if (leg.isPending) leg.trying();
  }

  /** Where TLS is spoken, whom the certificate has to name goes along. */
  private flowTo({ transport, host }: Target, { address, port }: ResolvedAddress): Flow {
    const flow = { transport, address, port, connection: 0 };
    if (transport === 'udp' || transport === 'tcp') return flow;
    const named = transport === 'ws' ? flow : { ...flow, host: bareHost(host) };
    return this.transports.get(transport)?.bind?.(named) ?? named;
  }

  /** RFC 3261 section 11.2: what an INVITE would get; truthful about draining. */
  private answerOptions(arrival: Arrival, transaction: NonInviteServerTransaction): void {
    const answer = this.handler?.options(arrival.from) ?? null;
    if (answer === null) {
      transaction.abandon();
      return;
    }
    const supported = this.sessionTerms === null ? supportedHeader() : supportedHeader('timer');
    const headers = (answer.headers ?? '') + allowHeader + acceptHeader + supported;
    this.answer(arrival, transaction, { ...answer, headers });
  }

  private answer(arrival: Arrival, transaction: NonInviteServerTransaction, answer: Answer): void {
    transaction.respond(answer.status, this.compose(arrival, answer));
  }

  private answerInvite(arrival: Arrival, transaction: InviteServerTransaction, answer: Answer): void {
    transaction.respond('failure', this.compose(arrival, answer));
  }

  private compose({ request, via, from }: Arrival, { status, reason, headers = '' }: Answer): string {
    if (this.legOf(request) === undefined) this.layer.disown();
    const toTag = this.tokens.next();
    return composeResponse(request, via, from, {
      status,
      reason,
      toTag,
      headers,
      body: null,
      recordRoute: false,
    });
  }

  /** The dialog a request names (RFC 3261 section 12.2.2): our tag, Call-ID, and the other side's tag once known. */
  private legOf(request: SipMessage): DialogLeg | undefined {
    const leg = this.legs.get(request.toTag);
    if (leg?.callId !== request.callId) return undefined;
    return leg.remoteTag === '' || leg.remoteTag === request.fromTag ? leg : undefined;
  }
}

/** Taken inside a dialog alone, though they might begin something of their own. */
const insideOnly: ReadonlySet<string> = new Set(['MESSAGE', 'REFER']);

const notAllowed: Answer = { status: 405, reason: 'Method Not Allowed', headers: allowHeader };

/** A new call's INVITE. */
class InviteView extends RequestView implements IncomingInvite {
  get source(): Flow {
    return this.arrival.from;
  }

  get requestUri(): string {
    return this.arrival.request.requestUri;
  }

  get maxForwards(): number {
    const { maxForwards } = this.arrival.request;
    return maxForwards < 0 ? defaultMaxForwards : maxForwards;
  }
}
