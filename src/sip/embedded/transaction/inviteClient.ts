import type { SipMessage } from '../../message/sipMessage';
import type { Flow } from '../transport/transport';
import { T2, transactionTimeout } from './timing';
import { nothing, type Rule, TransactionTimer, type TransactionHost } from './transaction';

/** `accepted` is kept by the leg, which acknowledges every 2xx itself (RFC 6026 section 7.2). */
export type InviteClientState = 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';
export type InviteClientInput =
  'provisional' | 'success' | 'failure' | 'step' | 'deadline' | 'transport_error' | 'connection_lost';

/** How often an INVITE that was given up is sent in all. */
const sentAfterGivingUp = 3;

/** Who sent the INVITE. */
export interface InviteClientUser {
  onProvisional(response: SipMessage): void;
  onSuccess(response: SipMessage): void;
  onFailure(response: SipMessage): void;
  onTimeout(): void;
  onTransportError(): void;
  /** The ACK of a final response of 300 or above (RFC 3261 section 17.1.1.3). */
  acknowledgement(response: SipMessage, branch: string): string;
}

type Tx = InviteClientTransaction;
type Row = Partial<Record<InviteClientInput, Rule<InviteClientState, Tx>>>;

/** RFC 3261 section 17.1.1 as corrected by RFC 6026 section 7.2; what is not here changes nothing. */
export const inviteClientTable: Readonly<Record<InviteClientState, Row>> = {
  calling: {
    provisional: ['proceeding', (tx) => tx.proceed()], // 17.1.1.2: no more retransmissions
    success: ['accepted', (tx) => tx.succeed()], // RFC 6026 7.2
    failure: ['completed', (tx) => tx.fail()], // 17.1.1.2: ACK, Timer D
    step: ['calling', (tx) => tx.resend()], // Timer A
    deadline: ['terminated', (tx) => tx.timeOut()], // Timer B
    transport_error: ['terminated', (tx) => tx.breakDown()], // 17.1.4
    connection_lost: ['terminated', (tx) => tx.breakDown()], // 18.4: what was sent is not known to have arrived
  },
  proceeding: {
    provisional: ['proceeding', (tx) => tx.deliverProvisional()],
    success: ['accepted', (tx) => tx.succeed()],
    failure: ['completed', (tx) => tx.fail()],
    deadline: ['terminated', (tx) => tx.timeOut()], // 9.1: 64*T1 after CANCEL
    connection_lost: ['terminated', (tx) => tx.breakDown()], // 18.2.2: the response was to come over it
  },
  completed: {
    failure: ['completed', (tx) => tx.acknowledgeAgain()], // 17.1.1.2
    deadline: ['terminated', (tx) => tx.forget()], // Timer D
  },
  accepted: {
    success: ['accepted', nothing],
  },
  terminated: {},
};

/** The client side of an INVITE. */
export class InviteClientTransaction extends TransactionTimer {
  readonly isProbe = false;
  private current: InviteClientState = 'calling';
  private response: SipMessage | null = null;
  private ack = '';
  private sent = 1;
  private givenUp = false;
  private waitIsLimited = false;

  constructor(
    host: TransactionHost,
    readonly branch: string,
    private request: string,
    readonly flow: Flow,
    private readonly user: InviteClientUser,
  ) {
    super(host);
  }

  get state(): InviteClientState {
    return this.current;
  }

  start(): void {
    this.host.send(this.request, this.flow);
    if (this.host.isReliable(this.flow)) this.setDeadline(transactionTimeout);
    else this.startSteps(transactionTimeout);
  }

  receive(response: SipMessage): void {
    this.response = response;
    this.feed(response.status < 200 ? 'provisional' : response.status < 300 ? 'success' : 'failure');
    this.response = null;
  }

  feed(input: InviteClientInput): void {
    const rule = inviteClientTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }

  /**
   * Nobody wants an answer any more, and nothing was heard yet, so that no CANCEL can be sent. The INVITE is repeated just
   * often enough that a lost datagram does not leave a phone ringing; a peer that was down and comes back must not ring
   * for a call that is long over.
   */
  giveUp(): void {
    this.givenUp = true;
  }

  /** A CANCEL or a BYE was sent: from the first time on, the final response is waited for 64*T1 (RFC 3261 section 9.1). */
  limitWait(): void {
    if (this.current !== 'proceeding' || this.waitIsLimited) return;
    this.waitIsLimited = true;
    this.setDeadline(transactionTimeout);
  }

  proceed(): void {
    this.request = '';
    this.stopTimers();
    this.deliverProvisional();
  }

  deliverProvisional(): void {
    if (this.response !== null) this.user.onProvisional(this.response);
  }

  succeed(): void {
    this.forget();
    if (this.response !== null) this.user.onSuccess(this.response);
  }

  fail(): void {
    if (this.response === null) return;
    this.request = '';
    this.ack = this.user.acknowledgement(this.response, this.branch);
    this.host.send(this.ack, this.flow);
    this.stopTimers();
    if (this.host.isReliable(this.flow)) this.forget();
    else this.setDeadline(transactionTimeout);
    this.user.onFailure(this.response);
  }

  acknowledgeAgain(): void {
    this.host.counters.receivedRetransmissions += 1;
    this.host.send(this.ack, this.flow);
  }

  resend(): void {
    if (this.givenUp && this.sent >= sentAfterGivingUp) {
      this.stopSteps();
      return;
    }
    this.sent += 1;
    this.host.counters.requestRetransmissions += 1;
    this.host.send(this.request, this.flow);
    this.nextStep(64 * T2);
  }

  timeOut(): void {
    this.forget();
    this.user.onTimeout();
  }

  breakDown(): void {
    this.forget();
    this.user.onTransportError();
  }

  forget(): void {
    this.stopTimers();
    this.host.forgetClient(this.branch);
  }

  protected override onStep(): void {
    this.feed('step');
  }

  protected override onDeadline(): void {
    this.feed('deadline');
  }
}
