import type { SipMessage } from '../../message/sipMessage';
import { isProbe } from '../../message/probe';
import type { Flow } from '../transport/transport';
import { T2, transactionTimeout } from './timing';
import { type Rule, TransactionTimer, type TransactionHost } from './transaction';

/** `completed` (Timer K) needs no keeping: a final response that comes again matches nothing and is dropped. */
export type NonInviteClientState = 'trying' | 'proceeding' | 'terminated';
export type NonInviteClientInput =
  'provisional' | 'final' | 'step' | 'deadline' | 'transport_error' | 'connection_lost';

/** Hears the final response; 408 without a message for silence, 503 for a transport error (RFC 3261 8.1.3.1). */
export type FinalListener = (status: number, response: SipMessage | null) => void;

type Tx = NonInviteClientTransaction;
type Row = Partial<Record<NonInviteClientInput, Rule<NonInviteClientState, Tx>>>;

/** RFC 3261 section 17.1.2; what is not here changes nothing. */
export const nonInviteClientTable: Readonly<Record<NonInviteClientState, Row>> = {
  trying: {
    provisional: ['proceeding', (tx) => tx.slowDown()], // Timer E goes on at T2
    final: ['terminated', (tx) => tx.deliver()],
    step: ['trying', (tx) => tx.resend()], // Timer E
    deadline: ['terminated', (tx) => tx.end(408)], // Timer F
    transport_error: ['terminated', (tx) => tx.end(503)], // 17.1.4
    connection_lost: ['terminated', (tx) => tx.end(503)], // 18.2.2: the response was to come over it
  },
  proceeding: {
    final: ['terminated', (tx) => tx.deliver()],
    step: ['proceeding', (tx) => tx.resend()], // Timer E at T2
    deadline: ['terminated', (tx) => tx.end(408)], // Timer F
    transport_error: ['terminated', (tx) => tx.end(503)],
    connection_lost: ['terminated', (tx) => tx.end(503)],
  },
  terminated: {},
};

/** The client side of any request but INVITE and ACK. */
export class NonInviteClientTransaction extends TransactionTimer {
  private current: NonInviteClientState = 'trying';
  private response: SipMessage | null = null;

  constructor(
    host: TransactionHost,
    /** Branch, and the method where it shares its INVITE's branch (CANCEL). */
    readonly key: string,
    private readonly request: string,
    readonly flow: Flow,
    private readonly listener: FinalListener | null,
  ) {
    super(host);
  }

  /** OPTIONS outside a dialog. */
  get isProbe(): boolean {
    return isProbe(this.request);
  }

  get state(): NonInviteClientState {
    return this.current;
  }

  start(): void {
    this.host.send(this.request, this.flow);
    if (this.host.isReliable(this.flow)) this.setDeadline(transactionTimeout);
    else this.startSteps(transactionTimeout);
  }

  receive(response: SipMessage): void {
    this.response = response;
    this.feed(response.status < 200 ? 'provisional' : 'final');
    this.response = null;
  }

  feed(input: NonInviteClientInput): void {
    const rule = nonInviteClientTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }

  slowDown(): void {
    if (!this.host.isReliable(this.flow)) this.stepEvery(T2);
  }

  resend(): void {
    this.host.counters.requestRetransmissions += 1;
    this.host.send(this.request, this.flow);
    this.nextStep(T2);
  }

  deliver(): void {
    const response = this.response;
    this.end(response?.status ?? 408, response);
  }

  end(status: number, response: SipMessage | null = null): void {
    this.stopTimers();
    this.host.forgetClient(this.key);
    this.listener?.(status, response);
  }

  protected override onStep(): void {
    this.feed('step');
  }

  protected override onDeadline(): void {
    this.feed('deadline');
  }
}
