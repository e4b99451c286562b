import type { TransferRequest } from '../../decision/transfer';
import type { Body, Content, MessageView } from '../../sip/stack';
import type { CallPorts } from '../callPorts';
import { otherSide, type Side } from '../midCall';
import { Reoffer, type ReofferResult } from '../reoffer';
import { carriesSdp } from '../sdp';
import { ReferredLeg, type ReferredOwner } from './referredLeg';
import type { ReferRequest } from './referRequest';
import { RestoredCall } from './restoredCall';
import type { TransferOutcome } from './transferOutcome';
import type { CallTransfer, TransferHome, TransferringCall } from './transferringCall';

export type TransferPorts = Pick<CallPorts, 'wheel' | 'random' | 'decideTransfer'>;

/**
 * A blind transfer (RFC 5589 section 6): the service calls whom it goes to, in the name of who asked for it, and without an
 * offer. Whom it goes to answers with one, which who remains is offered in a re-INVITE; its answer is the other's ACK, and
 * the two talk, in the call that was made for it (RFC 3725 section 4.1).
 *
 *     calling     whom it goes to is looked for and rung; the call goes on as it was
 *     joining     it has answered; who remains is offered its media
 *     over        done, failed or stopped
 *
 * Who asked for it hears of each step, and of success only when the two have each other's media. Until then it may hang up:
 * the transfer goes on without it. Where it fails the call is as it was (restoredCall.ts).
 */
export class BlindTransfer implements CallTransfer, ReferredOwner {
  readonly #ports: TransferPorts;
  readonly #home: TransferHome;
  readonly #call: TransferringCall;
  readonly #by: Side;
  readonly #refer: ReferRequest;
  readonly #request: TransferRequest;
  readonly #outcome: TransferOutcome;
  readonly #leg: ReferredLeg;
  #state: 'calling' | 'joining' | 'over' = 'calling';
  /** The call made for it; null: not yet. */
  #referred: TransferringCall | null = null;
  #reoffer: Reoffer | null = null;

  constructor(
    ports: TransferPorts,
    home: TransferHome,
    call: TransferringCall,
    by: Side,
    refer: ReferRequest,
    request: TransferRequest,
    outcome: TransferOutcome,
  ) {
    this.#ports = ports;
    this.#home = home;
    this.#call = call;
    this.#by = by;
    this.#refer = refer;
    this.#request = request;
    this.#outcome = outcome;
    this.#leg = new ReferredLeg(this, call.dialogOf(by)?.callId ?? '');
  }

  isBy(side: Side): boolean {
    return side === this.#by;
  }

  get isJoining(): boolean {
    return this.#state === 'joining';
  }

  start(): void {
    this.#outcome.begun();
    const referred = this.#home.refer({
      kind: 'referral',
      leg: this.#leg,
      uri: this.#refer.uri,
      from: this.#outcome.linkTo(this.#call),
      decide: (facts, missing) => this.#ports.decideTransfer(this.#request, facts, missing),
    });
    this.#referred = referred;
  }

  stop(): void {
    if (this.#state === 'over') return;
    this.#finish();
    this.#outcome.abandoned();
    this.#referred?.take('caller_gone', { kind: 'bye', message: nothingSaid });
  }

  // What becomes of the call that is made for it.

  referredRings(status: number, reason: string): void {
    if (this.#state === 'calling') this.#outcome.progress(status, reason);
  }

  referredRejected(status: number, reason: string): void {
    if (this.#state === 'calling') this.#fail(status, reason);
  }

  referredAnswered(offer: Body | null): void {
    if (this.#state !== 'calling') return;
    this.#state = 'joining';
    const remaining = otherSide(this.#by);
    const [leg, identity] = [this.#call.dialogOf(remaining), this.#call.identityOf(remaining)];
    if (leg === null || identity === null || !carriesSdp(offer)) {
      this.#refused(488, 'whom the transfer goes to has answered without an offer');
      return;
    }
    const mayOffer = (): boolean => !this.#call.isOffering;
    this.#reoffer = new Reoffer(
      this.#ports,
      leg,
      identity.ownsCallId,
      { body: offer },
      mayOffer,
      (result) => {
        this.#reoffer = null;
        this.#reoffered(result);
      },
    );
    this.#reoffer.start();
  }

  referredEnded(_content: Content): void {
    if (this.#state !== 'joining') return;
    this.#reoffer?.stop();
    this.#reoffer = null;
    this.#restore();
  }

  #reoffered(result: ReofferResult): void {
    const referred = this.#referred;
    if (result.kind === 'refused') {
      this.#refused(result.status, `the re-INVITE of who remains was answered ${result.status}`);
      return;
    }
    result.request.acknowledge({});
    if (referred === null) return;
    this.#finish();
    this.#outcome.succeeded(this.#call, referred);
    referred.take('caller_acknowledged', result.response);
    referred.seat('caller', (successor) => this.#call.handOver(otherSide(this.#by), successor), {});
    this.#call.take('handed_over', null);
  }

  /** Who remains does not take the other's media: that one is hung up on, and the call is as it was. */
  #refused(status: number, why: string): void {
    this.#leg.leave();
    this.#call.note({ rule: 'transfer', result: why });
    this.#referred?.take('joining_failed', why);
    this.#fail(status, 'Not Joined');
  }

  /** Who remains may have taken media that is gone by now. */
  #restore(): void {
    this.#finish();
    this.#outcome.failed(480, 'Temporarily Unavailable');
    this.#call.note({ rule: 'transfer', result: 'failed: whom it goes to has left before they were joined' });
    const restored = new RestoredCall(this.#ports, this.#call, this.#by);
    this.#call.goOnAs(restored);
    restored.start();
  }

  #fail(status: number, reason: string): void {
    this.#finish();
    this.#outcome.failed(status, reason);
    this.#call.note({ rule: 'transfer', result: `failed: ${status} ${reason}` });
    this.#call.take('transfer_failed', null);
  }

  #finish(): void {
    this.#state = 'over';
    this.#leg.leave();
    this.#reoffer?.stop();
    this.#reoffer = null;
  }
}

const nothingSaid: MessageView = {
  body: null,
  header: () => undefined,
  headers: () => [],
  passed: () => '',
};
