import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { SignallingPulse } from './events/signallingPulse';
import { LoopLag, lagIntervalMs } from './model/loopLag';
import { OverloadDetector } from './model/overload';
import type { Clock } from './model/ports';
import type { SignallingMetrics } from './model/signallingMetrics';
import type { StackStatistics } from './model/stackStatistics';

export interface SignallingLoadPorts {
  readonly clock: Clock;
  readonly statistics: () => Pick<StackStatistics, 'received' | 'receivedRetransmissions'>;
  readonly pulse: SignallingPulse;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** Watches the signalling thread's own event loop: ten times a second it is asked whether it is late, and beats its pulse. */
export class SignallingLoad {
  readonly #ports: SignallingLoadPorts;
  readonly #lag = new LoopLag();
  readonly #detector = new OverloadDetector();
  readonly #begin = performance.eventLoopUtilization();
  #last: { at: number; received: number; repeated: number; utilization: EventLoopUtilization } | null = null;
  #interval: NodeJS.Timeout | null = null;

  constructor(ports: SignallingLoadPorts) {
    this.#ports = ports;
  }

  /** Whether new calls are to be refused. */
  get overloaded(): boolean {
    return this.#detector.overloaded;
  }

  start(): void {
    this.#interval ??= setInterval(() => {
      this.#turn();
    }, lagIntervalMs).unref();
  }

  stop(): void {
    if (this.#interval !== null) clearInterval(this.#interval);
    this.#interval = null;
  }

  metrics(): Pick<SignallingMetrics, 'lag' | 'utilization' | 'overloaded'> {
    return {
      lag: this.#lag.snapshot(),
      utilization: performance.eventLoopUtilization(this.#begin).utilization,
      overloaded: this.overloaded,
    };
  }

  #turn(): void {
    const { clock, pulse, statistics, log } = this.#ports;
    const at = clock.now();
    const lagMs = this.#lag.turn(at);
    const { received, receivedRetransmissions: repeated } = statistics();
    const utilization = performance.eventLoopUtilization();
    const last = this.#last;
    this.#last = { at, received, repeated, utilization };
    if (last !== null) {
      const before = this.overloaded;
      const sample = {
        elapsedMs: at - last.at,
        lagMs,
        utilization: performance.eventLoopUtilization(utilization, last.utilization).utilization,
        received: received - last.received,
        repeated: repeated - last.repeated,
      };
      const overloaded = this.#detector.sample(sample);
      if (overloaded && !before) log.warn(sample, 'overloaded: new calls but emergency calls are refused');
      if (!overloaded && before) log.info(sample, 'no longer overloaded: new calls are taken');
    }
    pulse.beat(clock.wallTime(), this.overloaded);
  }
}
