import type { TransferLink } from '../../model/callRecord';
import type { ReferSubscription } from './referSubscription';
import type { TransferringCall } from './transferringCall';

/**
 * How a transfer comes out, for those who are to know: who asked for it, by NOTIFYs where it wants them (RFC 4488), and the
 * call logs, each of which names the other call.
 */
export class TransferOutcome {
  readonly #subscription: ReferSubscription | null;
  readonly #by: Pick<TransferLink, 'by' | 'enterpriseId'>;

  constructor(subscription: ReferSubscription | null, by: Pick<TransferLink, 'by' | 'enterpriseId'>) {
    this.#subscription = subscription;
    this.#by = by;
  }

  begun(): void {
    this.#subscription?.tell(100, 'Trying');
  }

  progress(status: number, reason: string): void {
    this.#subscription?.tell(status, reason);
  }

  /** Who remains, once of `call`, talks to somebody else in `onward`. */
  succeeded(call: TransferringCall, onward: TransferringCall): void {
    this.#subscription?.end(200, 'OK');
    call.note({ rule: 'transfer', result: `transferred to call ${onward.id}` });
    call.transferredTo(this.linkTo(onward));
  }

  failed(status: number, reason: string): void {
    this.#subscription?.end(status, reason);
  }

  /** The call ends before it has come out: there is no later for saying so. */
  abandoned(): void {
    this.#subscription?.end(487, 'Request Terminated');
    this.#subscription?.flush();
  }

  linkTo({ id }: TransferringCall): TransferLink {
    return { callId: id, ...this.#by };
  }
}
