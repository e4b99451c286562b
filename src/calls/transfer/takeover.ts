import type { CallRoute } from '../../decision/decision';
import type { FailureClass } from '../../model/outcome';
import { ownAnswer } from '../callerAnswer';
import type { CallPorts } from '../callPorts';
import { hasEnded, isSettling, isTalking } from '../callStates';
import { otherSide, type Side } from '../midCall';
import { admitOriginating } from '../originatingAdmission';
import { Reoffer, type ReofferResult } from '../reoffer';
import { carriesSdp } from '../sdp';
import type { Wait } from '../wait';
import { release } from './release';
import type { Replaces } from './replaces';
import { endOf } from './restoredCall';
import { TransferOutcome } from './transferOutcome';
import { isForbidden, transferRight, type TransferRight } from './transferRight';
import type { Newcomer, TransferHome, TransferringCall } from './transferringCall';

export type TakeoverPorts = Pick<
  CallPorts,
  'wheel' | 'random' | 'decideTransfer' | 'transferPolicy' | 'ledger' | 'capacity' | 'log'
>;

/** The dialog that is taken over, and in whose name that is. */
interface Replaced {
  readonly call: TransferringCall;
  readonly side: Side;
  readonly right: TransferRight;
}

/**
 * An INVITE that takes another dialog's place (RFC 3891): the half of an attended transfer that its transferor has arranged
 * without us, so that whom the transfer goes to calls in and names the dialog of who asked for it. Who remains in that call
 * is offered the newcomer's media in a re-INVITE, or asked for an offer where the newcomer makes none; its answer is the
 * newcomer's, in whose call the two talk from there on. The dialog whose place was taken gets BYE.
 *
 *     looking      the dialog is looked for, its call may have to settle, the ledger be asked
 *     offering     who remains has the re-INVITE; both calls are bound to this
 *     over         done, failed or stopped: where it failed the other call is as it was
 *
 * The newcomer stands on the lease of the dialog it replaces where both are at one trunk group, from when it is let in: two
 * legs for a moment, and one call all the time. At another trunk group it needs a lease of its own.
 */
export class Takeover {
  readonly #ports: TakeoverPorts;
  readonly #home: TransferHome;
  readonly #newcomer: Newcomer;
  readonly #replaces: Replaces;
  readonly #route: CallRoute;
  readonly #wait: Wait;
  #state: 'looking' | 'offering' | 'over' = 'looking';
  /** Null: not bound to it, or not any more. */
  #replaced: Replaced | null = null;
  #isAdmitted = false;
  #reoffer: Reoffer | null = null;

  constructor(
    ports: TakeoverPorts,
    home: TransferHome,
    newcomer: Newcomer,
    replaces: Replaces,
    route: CallRoute,
    wait: Wait,
  ) {
    this.#ports = ports;
    this.#home = home;
    this.#newcomer = newcomer;
    this.#replaces = replaces;
    this.#route = route;
    this.#wait = wait;
  }

  start(): void {
    this.#newcomer.goOnAs({
      isBy: () => false,
      isJoining: true,
      stop: () => {
        this.#newcomerOver();
      },
    });
    const found = this.#home.callOf(this.#replaces);
    if (found === null || !isSettling(found.call.state)) this.#proceed();
    else {
      found.call.whenSettled(() => {
        this.#proceed();
      });
    }
  }

  #proceed(): void {
    if (this.#state !== 'looking') return;
    const replaced = this.#find();
    if (replaced === null) return;
    const { call, side } = replaced;
    const lease = this.#route.originatingLease;
    if (lease !== null && !this.#isAdmitted) {
      this.#isAdmitted = true;
      if (call.identityOf(side)?.trunkGroupId !== lease.trunkGroup?.id) {
        this.#admit(lease);
        return;
      }
      this.#newcomer.standOn(call.leasesOf(side));
    }
    this.#begin(replaced);
  }

  /** The dialog, where its place may be taken; null: the newcomer has been refused. */
  #find(): Replaced | null {
    const found = this.#home.callOf(this.#replaces);
    if (found === null) {
      const isLate = this.#home.hasEnded(this.#replaces.callId);
      if (isLate) this.#refuse('dialog_ended', 'Replaces names a dialog that has ended');
      else this.#refuse('dialog_not_found', 'Replaces names no answered call here');
      return null;
    }
    const { call, side } = found;
    const identity = call.identityOf(side);
    const { peer, enterprise } = this.#route.parties;
    const isHolder =
      identity?.peerId === peer.id ||
      (identity?.enterpriseId != null && identity.enterpriseId === enterprise?.id);
    if (hasEnded(call.state)) {
      this.#refuse('dialog_ended', `call ${call.id} is over`);
    } else if (!isTalking(call.state) && !isSettling(call.state)) {
      // Of an early dialog: the caller's was not made by us, and a target's has nobody who is answered at its other side.
      this.#refuse('dialog_not_found', `call ${call.id} is not answered`);
    } else if (!isHolder) {
      this.#refuse('dial_restricted', `${peer.name} has no part in that side of call ${call.id}`);
    } else if (this.#replaces.earlyOnly) {
      this.#refuse('busy', `call ${call.id} is answered, and only an early dialog was to be replaced`);
    } else if (call.state !== 'established') {
      this.#refuse('transfer_pending', `call ${call.id} is being transferred`);
    } else {
      const right = transferRight(this.#ports, call, side, (reason) => {
        this.#refuse('transfer_declined', reason);
      });
      if (right === null) return null;
      const { callingNumber } = this.#route.parties;
      if (!isForbidden(this.#ports, right.request, callingNumber)) return { call, side, right };
      this.#refuse('dial_restricted', `the call may not be transferred to ${callingNumber}`);
    }
    return null;
  }

  #admit(lease: NonNullable<CallRoute['originatingLease']>): void {
    admitOriginating(this.#ports, this.#newcomer.id, lease, this.#wait, {
      note: (rule, result) => {
        this.#newcomer.note({ rule, result });
      },
      admitted: (held) => {
        this.#newcomer.standOn([held]);
        held.letGo();
        this.#proceed();
      },
      refused: (failure) => {
        this.#state = 'over';
        this.#newcomer.take('refused', ownAnswer(failure));
      },
    });
  }

  #begin(replaced: Replaced): void {
    const { call, side } = replaced;
    const remaining = endOf(call, otherSide(side));
    if (remaining === null) {
      this.#refuse('dialog_ended', `nobody is left in call ${call.id}`);
      return;
    }
    this.#state = 'offering';
    this.#replaced = replaced;
    call.join({
      isBy: (one) => one === side,
      isJoining: true,
      stop: () => {
        this.#replacedOver();
      },
    });
    const { leg, ownsCallId, mayOffer } = remaining;
    const offer = { body: this.#newcomer.offer };
    this.#reoffer = new Reoffer(this.#ports, leg, ownsCallId, offer, mayOffer, (result) => {
      this.#reoffered(replaced, result);
    });
    this.#reoffer.start();
  }

  #reoffered({ call, side, right }: Replaced, result: ReofferResult): void {
    this.#reoffer = null;
    if (result.kind === 'refused' || !carriesSdp(result.response.body)) {
      const isRefused = result.kind === 'refused';
      if (!isRefused) result.request.acknowledge({});
      this.#letGo(!isRefused);
      const what = isRefused ? `${result.status}` : 'without a session description';
      this.#refuse('media_not_joined', `who remains has answered the re-INVITE ${what}`);
      return;
    }
    const { response, request } = result;
    this.#state = 'over';
    this.#replaced = null;
    const outcome = new TransferOutcome(null, right.by);
    const { id } = call;
    const isThere = this.#newcomer.takeIn(
      (successor) => call.handOver(otherSide(side), successor),
      this.#route,
      (content) => {
        request.acknowledge(content);
      },
    );
    if (!isThere) {
      request.acknowledge({});
      this.#refuse('dialog_ended', `nobody is left in call ${id}`);
      return;
    }
    this.#newcomer.transferredFrom(outcome.linkTo(call));
    this.#newcomer.note({
      rule: 'transfer',
      result: `takes a place in call ${id}: who remained has come in`,
    });
    outcome.succeeded(call, this.#newcomer);
    this.#newcomer.take('target_answered', response);
    call.take('taken_over', null);
  }

  /** The newcomer has left, or was ended. */
  #newcomerOver(): void {
    if (this.#state === 'over') return;
    const wasSent = this.#reoffer !== null;
    this.#state = 'over';
    this.#reoffer?.stop();
    this.#reoffer = null;
    this.#letGo(wasSent);
  }

  /** The other call is over. */
  #replacedOver(): void {
    if (this.#state === 'over') return;
    this.#replaced = null;
    this.#reoffer?.stop();
    this.#reoffer = null;
    this.#refuse('dialog_ended', 'the other call has ended meanwhile');
  }

  #refuse(failure: FailureClass, why: string): void {
    this.#state = 'over';
    this.#newcomer.note({ rule: 'transfer', result: `INVITE with Replaces refused: ${why}` });
    this.#newcomer.take('refused', ownAnswer(failure));
  }

  #letGo(mayBeChanged: boolean): void {
    const replaced = this.#replaced;
    this.#replaced = null;
    if (replaced === null) return;
    const { call, side } = replaced;
    call.note({ rule: 'transfer', result: `call ${this.#newcomer.id} has not come in` });
    release(this.#ports, call, side, mayBeChanged);
  }
}
