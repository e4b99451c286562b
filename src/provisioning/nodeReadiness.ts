import type { SignallingPulse } from '../events/signallingPulse';
import type { Readiness } from './apiContext';

/** A signalling thread that has been silent for so long has no time for anything. */
const longestSilenceMs = 1_500;

/** Whether this node takes new calls: what the signalling thread has said, and how its pulse goes. */
export class NodeReadiness {
  readonly #pulse: SignallingPulse;
  #told: 'starting' | 'ready' | 'draining' = 'starting';

  constructor(pulse: SignallingPulse) {
    this.#pulse = pulse;
  }

  setDraining(isDraining: boolean): void {
    this.#told = isDraining ? 'draining' : 'ready';
  }

  current(): Readiness {
    return this.#told === 'ready' && this.#isOverloaded ? 'overloaded' : this.#told;
  }

  get #isOverloaded(): boolean {
    return this.#pulse.overloaded || this.#pulse.silentMs(Date.now()) >= longestSilenceMs;
  }
}
