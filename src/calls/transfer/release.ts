import type { Side } from '../midCall';
import type { TransferPorts } from './blindTransfer';
import { RestoredCall } from './restoredCall';
import type { TransferringCall } from './transferringCall';

/**
 * A call whose transfer has come to nothing goes on as it was; where who remains may have other media by now, it gets the
 * right one back first.
 * @param by who asked for the transfer, or was to be replaced
 */
export function release(ports: TransferPorts, call: TransferringCall, by: Side, mayBeChanged: boolean): void {
  if (!mayBeChanged) {
    call.take('transfer_failed', null);
    return;
  }
  const restored = new RestoredCall(ports, call, by);
  call.goOnAs(restored);
  restored.start();
}
