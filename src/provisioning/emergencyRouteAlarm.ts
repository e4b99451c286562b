import type { AlarmKey } from '../events/workerProtocol';

/**
 * The alarm of an emergency call that found no route of its own; the push raises it beside the call's own
 * (`realtime/alarmBook.ts`). It is over when there is an emergency route.
 */
export class EmergencyRouteAlarm {
  readonly #clear: (key: AlarmKey) => void;
  #stands = false;

  constructor(clear: (key: AlarmKey) => void) {
    this.#clear = clear;
  }

  called({ noEmergencyRoute }: { readonly noEmergencyRoute: boolean }): void {
    this.#stands ||= noEmergencyRoute;
  }

  /** The configuration has changed. */
  look(hasEmergencyRoute: () => boolean): void {
    if (!this.#stands || !hasEmergencyRoute()) return;
    this.#stands = false;
    this.#clear({ code: 'no_emergency_route', key: 'carriers' });
  }
}
