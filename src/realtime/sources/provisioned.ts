import type { EventBus, Subscription } from '../../events/eventBus';
import type { ServiceEvents } from '../../events/serviceEvents';

/**
 * Reads something that is provisioned, now and after every change; listened first, read then, so that no change comes
 * between. Returns what ends it.
 */
export function followProvisioning(
  bus: EventBus<ServiceEvents>,
  read: () => void,
  onFault: (error: unknown) => void,
): () => void {
  let subscription: Subscription | null = null;
  let closed = false;
  bus
    .subscribe('provisioned', { event: read, gap: read })
    .then((made) => {
      subscription = made;
      if (closed) made.close();
      else read();
    })
    .catch(onFault);
  return () => {
    closed = true;
    subscription?.close();
  };
}
