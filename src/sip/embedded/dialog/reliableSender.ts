import type { Content } from '../../stack';
import { carriesSdp } from '../../carriesSdp';
import type { SipMessage } from '../../message/sipMessage';
import { transactionTimeout } from '../transaction/timing';
import { nothing, type Rule, TransactionTimer } from '../transaction/transaction';
import { reliableProvisionals } from '../../capabilities';
import type { LegHost } from './legHost';
import { requires } from './reliableReceiver';

/** How a provisional response has to reach the caller. */
export type Reliability = 'unreliable' | 'reliable' | 'impossible';

/**
 * RFC 3262 section 3: reliably where the caller requires it. Where it merely supports it, what carries a session description
 * is sent so: lost, it would leave the caller without the media that plays, and only an answer that is known to have arrived
 * may be followed by a new offer before the call is answered (RFC 3311 section 5.1). That it rings may be lost as ever.
 *
 * An INVITE without an offer wants ours in the first reliable response (RFC 3261 section 13.2.1), and before the target's
 * answer there is none: a caller that requires reliability with it hears nothing until then.
 */
export function reliabilityOf(invite: SipMessage, status: number, content: Content): Reliability {
  if (status === 100) return 'unreliable';
  const required = requires(invite, reliableProvisionals);
  if (!required && !carriesSdp(content.body)) return 'unreliable';
  if (!carriesSdp(invite.body)) return required ? 'impossible' : 'unreliable';
  return required || supports(invite, reliableProvisionals) ? 'reliable' : 'unreliable';
}

const supports = (message: SipMessage, option: string): boolean =>
  message.headers('supported').some((value) => value.toLowerCase() === option);

export type ReliableSenderState = 'clear' | 'waiting' | 'over';
export type ReliableSenderInput = 'send' | 'prack' | 'step' | 'deadline' | 'final';

type Sender = ReliableSender;
type Row = Partial<Record<ReliableSenderInput, Rule<ReliableSenderState, Sender>>>;

/** RFC 3262 section 3; what is not here changes nothing. */
export const reliableSenderTable: Readonly<Record<ReliableSenderState, Row>> = {
  clear: {
    send: ['waiting', (sender) => sender.transmitNext()],
    final: ['over', nothing],
  },
  /** A response waits for its PRACK; the next ones wait for that. */
  waiting: {
    send: ['waiting', nothing],
    prack: ['clear', (sender) => sender.acknowledged()],
    step: ['waiting', (sender) => sender.repeat()], // after T1, then at twice the time
    deadline: ['over', (sender) => sender.giveUp()], // 64*T1: the INVITE is rejected
    final: ['over', (sender) => sender.stop()],
  },
  /** The INVITE has its final response; the PRACK of the last response is still known. */
  over: {
    prack: ['over', (sender) => sender.forget()], // it crossed the final response
  },
};

/** What the sender of reliable responses needs of the leg. */
export interface ReliableSenderOwner {
  /** Sends a provisional response to the INVITE. */
  transmit(text: string): void;
  compose(status: number, reason: string, content: Content): string;
  /** Nothing waits for a PRACK any more. */
  onClear(): void;
  /** No PRACK within 64*T1. */
  onUnacknowledged(): void;
}

interface Waiting {
  readonly status: number;
  readonly reason: string;
  readonly content: Content;
}

/** Sends provisional responses to one INVITE reliably, one after the other, over any transport (RFC 3262 section 3). */
export class ReliableSender extends TransactionTimer {
  private current: ReliableSenderState = 'clear';
  private readonly queue: Waiting[] = [];
  /** RSeq of the last response; the first number is a random one (RFC 3262 section 3). */
  private responseNumber: number;
  private text = '';
  /** The response that waits carries a session description. */
  private describes = false;
  /** A session description was acknowledged: the offer of the INVITE is answered. */
  hasAnswered = false;

  constructor(
    host: LegHost,
    /** CSeq of the INVITE. */
    private readonly sequence: number,
    private readonly owner: ReliableSenderOwner,
  ) {
    super(host.layer);
    this.responseNumber = parseInt(host.tokens.next().slice(0, 7), 16);
  }

  get state(): ReliableSenderState {
    return this.current;
  }

  /** RFC 3262 section 3: no 2xx before the session description that was sent is acknowledged. */
  get holdsAnswer(): boolean {
    return this.current === 'waiting' && this.describes;
  }

  /** A session description is on its way, or has arrived: later ones say nothing new (RFC 6337 section 3.1.1). */
  get describesAlready(): boolean {
    return this.hasAnswered || this.describes || this.queue.some(({ content }) => carriesSdp(content.body));
  }

  send(status: number, reason: string, content: Content): void {
    if (this.current === 'over') return;
    this.queue.push({ status, reason, content });
    this.feed('send');
  }

  /** Whether a PRACK's RAck is of the response that was sent last; then it counts as acknowledged by `take`. */
  matches(rack: string): boolean {
    const [, number, sequence] = /^(\d{1,10})\s+(\d{1,10})\s+INVITE$/.exec(rack) ?? [];
    return this.text !== '' && Number(number) === this.responseNumber && Number(sequence) === this.sequence;
  }

  take(): void {
    this.feed('prack');
  }

  /** The INVITE gets its final response. */
  finish(): void {
    this.queue.length = 0;
    this.feed('final');
  }

  transmitNext(): void {
    const next = this.queue.shift();
    if (next === undefined) return;
    this.responseNumber += 1;
    this.describes = carriesSdp(next.content.body);
    const headers =
      `Require: ${reliableProvisionals}\r\nRSeq: ${this.responseNumber}\r\n` + (next.content.headers ?? '');
    this.text = this.owner.compose(next.status, next.reason, { ...next.content, headers });
    this.owner.transmit(this.text);
    this.startSteps(transactionTimeout);
  }

  acknowledged(): void {
    this.stopTimers();
    this.forget();
    this.hasAnswered ||= this.describes;
    this.describes = false;
    if (this.queue.length > 0) this.feed('send');
    else this.owner.onClear();
  }

  repeat(): void {
    this.host.counters.responseRetransmissions += 1;
    this.owner.transmit(this.text);
    this.nextStep(transactionTimeout);
  }

  giveUp(): void {
    this.stopTimers();
    this.owner.onUnacknowledged();
  }

  stop(): void {
    this.stopTimers();
  }

  forget(): void {
    this.text = '';
  }

  protected override onStep(): void {
    this.feed('step');
  }

  protected override onDeadline(): void {
    this.feed('deadline');
  }

  private feed(input: ReliableSenderInput): void {
    const rule = reliableSenderTable[this.current][input];
    if (rule === undefined) return;
    this.current = rule[0];
    rule[1](this);
  }
}
