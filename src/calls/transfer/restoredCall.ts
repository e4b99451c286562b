import { MediaJoin, type JoinedEnd } from './mediaJoin';
import { otherSide, type Side } from '../midCall';
import type { TransferPorts } from './blindTransfer';
import type { CallTransfer, TransferringCall } from './transferringCall';

/** One side of a call, as it is offered another's media; null: nobody is there. */
export function endOf(call: TransferringCall, side: Side): JoinedEnd | null {
  const [leg, identity] = [call.dialogOf(side), call.identityOf(side)];
  if (leg === null || identity === null) return null;
  return { leg, ownsCallId: identity.ownsCallId, mayOffer: () => !call.isOffering };
}

/**
 * A transfer that has failed when one side of the call had taken somebody else's media already: the two are given each
 * other's again, then the call is as it was.
 */
export class RestoredCall implements CallTransfer {
  readonly isJoining = true;
  readonly #ports: TransferPorts;
  readonly #call: TransferringCall;
  readonly #by: Side;
  #join: MediaJoin | null = null;

  /** @param by who has its media still, and is asked for an offer of it */
  constructor(ports: TransferPorts, call: TransferringCall, by: Side) {
    this.#ports = ports;
    this.#call = call;
    this.#by = by;
  }

  /** Whoever hangs up meanwhile ends the call. */
  isBy(): boolean {
    return false;
  }

  start(): void {
    const [one, other] = [endOf(this.#call, this.#by), endOf(this.#call, otherSide(this.#by))];
    if (one === null || other === null || this.#call.state !== 'referring') {
      this.#over();
      return;
    }
    this.#join = new MediaJoin(this.#ports, one, other, () => {
      this.#over();
    });
    this.#join.start();
  }

  stop(): void {
    this.#join?.stop();
    this.#join = null;
  }

  #over(): void {
    this.#join = null;
    this.#call.take('transfer_failed', null);
  }
}
