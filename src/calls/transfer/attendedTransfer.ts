import type { TransferRequest } from '../../decision/transfer';
import { isSettling, isTalking } from '../callStates';
import { normalClearing } from '../farewell';
import { otherSide, type Side } from '../midCall';
import { reasonLine } from '../reason';
import type { TransferPorts } from './blindTransfer';
import { MediaJoin, type NotJoined } from './mediaJoin';
import { release } from './release';
import type { Replaces } from './replaces';
import { endOf } from './restoredCall';
import type { TransferOutcome } from './transferOutcome';
import { isForbidden } from './transferRight';
import type { CallTransfer, TransferHome, TransferringCall } from './transferringCall';

/** A call, and the side of it that has asked for the transfer. */
interface Consultation {
  readonly call: TransferringCall;
  readonly by: Side;
}

/**
 * An attended transfer (RFC 5589 section 7): who asks for it has two answered calls here, and names the second by its
 * dialog in Replaces (RFC 3891). Who remains in the first is asked for an offer, which the other side of the second gets;
 * when both have each other's media who remains takes the place of who asked for it in the second call, and the first is
 * over. Both calls are bound to the transfer meanwhile, and go on as they were where it fails.
 */
export class AttendedTransfer implements CallTransfer {
  readonly #ports: TransferPorts;
  readonly #home: TransferHome;
  readonly #call: TransferringCall;
  readonly #by: Side;
  readonly #replaces: Replaces;
  readonly #request: TransferRequest;
  readonly #outcome: TransferOutcome;
  /** Null: not found yet, or let go. */
  #other: Consultation | null = null;
  #join: MediaJoin | null = null;
  /** The call has ended, or gone on without it. */
  #isOver = false;

  constructor(
    ports: TransferPorts,
    home: TransferHome,
    call: TransferringCall,
    by: Side,
    replaces: Replaces,
    request: TransferRequest,
    outcome: TransferOutcome,
  ) {
    this.#ports = ports;
    this.#home = home;
    this.#call = call;
    this.#by = by;
    this.#replaces = replaces;
    this.#request = request;
    this.#outcome = outcome;
  }

  isBy(side: Side): boolean {
    return side === this.#by;
  }

  get isJoining(): boolean {
    return this.#join !== null;
  }

  start(): void {
    this.#outcome.begun();
    const found = this.#home.callOf(this.#replaces);
    if (found === null || !isSettling(found.call.state)) this.#begin();
    else {
      found.call.whenSettled(() => {
        if (!this.#isOver) this.#begin();
      });
    }
  }

  #begin(): void {
    const found = this.#home.callOf(this.#replaces);
    const refusal = found === null ? noSuchDialog : this.#refusalOf(found.call, found.side);
    if (found === null || refusal !== null) {
      this.#fail(refusal ?? noSuchDialog);
      return;
    }
    const { call, side } = found;
    const [first, second] = [endOf(this.#call, otherSide(this.#by)), endOf(call, otherSide(side))];
    if (first === null || second === null) {
      this.#fail(noSuchDialog);
      return;
    }
    this.#other = { call, by: side };
    call.join({
      isJoining: true,
      isBy: (one) => one === side,
      stop: () => {
        this.#otherOver();
      },
    });
    this.#join = new MediaJoin(this.#ports, first, second, (failure) => {
      if (failure === null) this.#joined();
      else this.#fail(failure);
    });
    this.#join.start();
  }

  stop(): void {
    this.#isOver = true;
    this.#outcome.abandoned();
    this.#letGo();
  }

  /** Why the second call cannot be joined; null: it can. */
  #refusalOf(call: TransferringCall, side: Side): NotJoined | null {
    // An early dialog is not taken over: whom it rings has not answered who asks for the transfer yet.
    if (call.id === this.#call.id || !isTalking(call.state)) return noSuchDialog;
    if (call.state !== 'established') return { status: 491, why: 'the other call is being transferred' };
    if (this.#replaces.earlyOnly)
      return { status: 486, why: 'the other call is answered (RFC 3891 section 3)' };
    const { parties } = call;
    const isOurs = call.identityOf(side)?.transferor != null;
    if (parties === null || !isOurs || parties.emergency)
      return { status: 603, why: 'not open to transfers' };
    const number = side === 'caller' ? parties.calledNumber : parties.callingNumber;
    return isForbidden(this.#ports, this.#request, number)
      ? { status: 403, why: `${number} may not be transferred to` }
      : null;
  }

  #joined(): void {
    const other = this.#other;
    this.#join = null;
    this.#other = null;
    if (other === null) return;
    const { call, by } = other;
    call.seat(by, (successor) => this.#call.handOver(otherSide(this.#by), successor), {
      headers: reasonLine(normalClearing),
    });
    call.transferredFrom(this.#outcome.linkTo(this.#call));
    call.note({ rule: 'transfer', result: `who was in call ${this.#call.id} has come in` });
    this.#outcome.succeeded(this.#call, call);
    this.#call.take('handed_over', null);
    call.take('replaced', null);
  }

  /** The second call is over. */
  #otherOver(): void {
    if (this.#other === null) return;
    this.#other = null;
    this.#fail({ status: 480, why: 'the other call is over' });
  }

  #fail({ status, why }: NotJoined): void {
    const mayBeChanged = this.#join?.isOffered === true;
    this.#outcome.failed(status, 'Not Joined');
    this.#call.note({ rule: 'transfer', result: `failed: ${why}` });
    this.#letGo();
    release(this.#ports, this.#call, this.#by, mayBeChanged);
  }

  #letGo(): void {
    const [join, other] = [this.#join, this.#other];
    this.#join = null;
    this.#other = null;
    join?.stop();
    if (other !== null) release(this.#ports, other.call, other.by, join?.isOffered === true);
  }
}

const noSuchDialog: NotJoined = { status: 481, why: 'Replaces names no answered call here' };
