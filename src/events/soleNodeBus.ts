import type { Subscription } from './eventBus';
import type { NodeBus } from './nodeBus';
import { ThreadEventBus } from './threadEventBus';

/** The bus of a node that has no others. */
export class SoleNodeBus<Events extends object> extends ThreadEventBus<Events> implements NodeBus<Events> {
  constructor(
    readonly node: string,
    onFault: (error: unknown) => void,
  ) {
    super(onFault);
  }

  others(): readonly string[] {
    return [];
  }

  followNodes(): Subscription {
    return { close: () => undefined };
  }
}
