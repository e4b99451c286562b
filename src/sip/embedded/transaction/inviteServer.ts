import type { Flow } from '../transport/transport';
import { T2, transactionTimeout } from './timing';
import { nothing, type Rule, TransactionTimer, type TransactionHost } from './transaction';

/** `accepted` and `confirmed` leave a tombstone that absorbs the INVITE or ACK when it comes again. */
export type InviteServerState = 'proceeding' | 'completed' | 'accepted' | 'confirmed' | 'terminated';
export type InviteServerInput =
  'request' | 'provisional' | 'success' | 'failure' | 'ack' | 'step' | 'deadline';

type Tx = InviteServerTransaction;
type Row = Partial<Record<InviteServerInput, Rule<InviteServerState, Tx>>>;

/** RFC 3261 section 17.2.1 as corrected by RFC 6026 section 7.1; what is not here changes nothing. */
export const inviteServerTable: Readonly<Record<InviteServerState, Row>> = {
  proceeding: {
    request: ['proceeding', (tx) => tx.repeat()], // 17.2.1: the last provisional response again
    provisional: ['proceeding', (tx) => tx.transmit()], // 17.2.1
    success: ['accepted', (tx) => tx.accept()], // RFC 6026 7.1: Timer L; the 2xx is repeated by the leg
    failure: ['completed', (tx) => tx.complete()], // 17.2.1: Timers G and H
  },
  completed: {
    request: ['completed', (tx) => tx.repeat()], // 17.2.1
    step: ['completed', (tx) => tx.repeatFinal()], // Timer G
    ack: ['confirmed', (tx) => tx.confirm()], // Timer I
    deadline: ['terminated', (tx) => tx.forget()], // Timer H: no ACK ever came
  },
  accepted: {
    request: ['accepted', nothing], // RFC 6026 7.1: absorbed
  },
  confirmed: {
    ack: ['confirmed', nothing], // 17.2.1: absorbed
  },
  terminated: {},
};

/** The server side of an INVITE. */
export class InviteServerTransaction extends TransactionTimer {
  private current: InviteServerState = 'proceeding';
  private response = '';
  /** Of what answers it, and the CANCEL of it (RFC 3261 section 9.2), where it makes a dialog; '': it makes none. */
  toTag = '';

  constructor(
    host: TransactionHost,
    readonly key: string,
    /** Where responses go (RFC 3261 section 18.2.2). */
    readonly flow: Flow,
  ) {
    super(host);
  }

  get state(): InviteServerState {
    return this.current;
  }

  /** Sends a response and keeps it for repetition. */
  respond(kind: 'provisional' | 'success' | 'failure', text: string): void {
    if (this.current !== 'proceeding') return;
    this.response = text;
    this.feed(kind);
  }

  feed(input: InviteServerInput): void {
    const rule = inviteServerTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }

  /** Drops the transaction without a word. */
  abandon(): void {
    this.current = 'terminated';
    this.forget();
  }

  transmit(): void {
    this.host.send(this.response, this.flow);
  }

  repeat(): void {
    this.host.counters.receivedRetransmissions += 1;
    if (this.response !== '') this.transmit();
  }

  repeatFinal(): void {
    this.host.counters.responseRetransmissions += 1;
    this.transmit();
    this.nextStep(T2);
  }

  accept(): void {
    this.transmit();
    this.bury();
  }

  complete(): void {
    this.transmit();
    if (this.host.isReliable(this.flow)) this.setDeadline(transactionTimeout);
    else this.startSteps(transactionTimeout);
  }

  confirm(): void {
    this.bury();
  }

  forget(): void {
    this.stopTimers();
    this.host.forgetServer(this.key);
  }

  protected override onStep(): void {
    this.feed('step');
  }

  protected override onDeadline(): void {
    this.feed('deadline');
  }

  private bury(): void {
    this.stopTimers();
    this.response = '';
    this.host.buryServer(this.key, this.toTag === '' ? 'absorb' : { toTag: this.toTag }, transactionTimeout);
  }
}
