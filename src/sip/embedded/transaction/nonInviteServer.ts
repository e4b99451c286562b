import type { Flow } from '../transport/transport';
import { transactionTimeout } from './timing';
import { nothing, type Rule, type TransactionHost } from './transaction';

/** `completed` leaves a tombstone that knows the answer for Timer J. */
export type NonInviteServerState = 'trying' | 'proceeding' | 'completed';
export type NonInviteServerInput = 'request' | 'provisional' | 'final';

type Tx = NonInviteServerTransaction;
type Row = Partial<Record<NonInviteServerInput, Rule<NonInviteServerState, Tx>>>;

/** RFC 3261 section 17.2.2; what is not here changes nothing. */
export const nonInviteServerTable: Readonly<Record<NonInviteServerState, Row>> = {
  trying: {
    request: ['trying', (tx) => tx.noteRepeat()], // 17.2.2: discarded
    provisional: ['proceeding', (tx) => tx.transmit()],
    final: ['completed', (tx) => tx.complete()], // Timer J
  },
  proceeding: {
    request: ['proceeding', (tx) => tx.repeat()], // 17.2.2: the last provisional response again
    provisional: ['proceeding', (tx) => tx.transmit()],
    final: ['completed', (tx) => tx.complete()],
  },
  completed: {
    final: ['completed', nothing], // 17.2.2: later final responses are discarded
  },
};

/** The server side of any request but INVITE and ACK. */
export class NonInviteServerTransaction {
  private current: NonInviteServerState = 'trying';
  private response = '';
  private status = 0;

  constructor(
    private readonly host: TransactionHost,
    readonly key: string,
    readonly flow: Flow,
    /** A 200 or 481 holds nothing but what the request says, so that its tombstone needs the status alone. */
    private readonly rebuildable: boolean,
  ) {}

  get state(): NonInviteServerState {
    return this.current;
  }

  respond(status: number, text: string): void {
    if (this.current === 'completed') return;
    this.response = text;
    this.status = status;
    this.feed(status < 200 ? 'provisional' : 'final');
  }

  feed(input: NonInviteServerInput): void {
    const rule = nonInviteServerTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }

  /** Drops the transaction without a word. */
  abandon(): void {
    this.current = 'completed';
    this.host.forgetServer(this.key);
  }

  transmit(): void {
    this.host.send(this.response, this.flow);
  }

  noteRepeat(): void {
    this.host.counters.receivedRetransmissions += 1;
  }

  repeat(): void {
    this.noteRepeat();
    this.transmit();
  }

  complete(): void {
    this.transmit();
    if (this.host.isReliable(this.flow)) {
      this.host.forgetServer(this.key);
      return;
    }
    const plain = this.status === 200 || this.status === 481;
    const stone = this.rebuildable && plain ? this.status : { text: this.response };
    this.host.buryServer(this.key, stone, transactionTimeout);
  }
}
