import type { Clock, Random } from '../../model/ports';
import type { SignallingMetrics } from '../../model/signallingMetrics';
import { TimerNode, type TimerWheel } from '../../model/timerWheel';
import type { AddressHealth } from '../../routing/health/addressHealth';
import type { SipStack } from '../../sip/stack';

/** Silence: time for four sendings over UDP (RFC 3261 section 17.1.2.2), and less than the shortest interval. */
const answerLimitMs = 4_000;
/** First probes are spread so that there are at most so many a second. */
const firstProbesASecond = 100;
/** Probes that wait for their answer at a time; further ones are put off a little. */
const mostUnderWay = 2_000;
const putOffMs = 1_000;
/** An interval is cut by up to so much, so that what began together does not stay together. */
const jitter = 0.1;

export interface ProberPorts {
  readonly stack: Pick<SipStack, 'probe'>;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (error: unknown) => void;
}

/**
 * Sends OPTIONS to the addresses that are watched with probes (feature A5): each at its own times, from an address's
 * first probe on at the interval of the state it is in. An address has at most one probe under way.
 */
export class Prober {
  readonly #ports: ProberPorts;
  readonly #probes = new Map<AddressHealth, Probe>();
  /** Not probed yet: their first probes are spread together. */
  #fresh: Probe[] = [];
  readonly #spread: Spread;
  #started = false;
  #sent = 0;
  #underWay = 0;

  constructor(ports: ProberPorts) {
    this.#ports = ports;
    this.#spread = new Spread(() => {
      this.#spreadFresh();
    });
  }

  /** The stack can send from here on. */
  start(): void {
    this.#started = true;
    this.#spreadFresh();
  }

  watch(address: AddressHealth): void {
    if (address.settings.probes === null) return;
    const probe = new Probe(address, (due) => {
      this.#run(due);
    });
    this.#probes.set(address, probe);
    this.#fresh.push(probe);
    if (this.#started) this.#ports.wheel.scheduleIn(this.#spread, 0);
  }

  unwatch(address: AddressHealth): void {
    const probe = this.#probes.get(address);
    if (probe === undefined) return;
    this.#probes.delete(address);
    this.#ports.wheel.cancel(probe);
  }

  /** Its state is another one, and so is the interval. */
  turned(address: AddressHealth): void {
    const probe = this.#probes.get(address);
    if (probe === undefined || !this.#ports.wheel.isScheduled(probe)) return;
    this.#ports.wheel.scheduleIn(probe, this.#interval(address));
  }

  statistics(): SignallingMetrics['probes'] {
    return { sent: this.#sent, underWay: this.#underWay, addresses: this.#probes.size };
  }

  /** Sends no more; what is still answered is heard by nobody. */
  close(): void {
    this.#started = false;
    this.#ports.wheel.cancel(this.#spread);
    for (const address of [...this.#probes.keys()]) this.unwatch(address);
  }

  #spreadFresh(): void {
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const probe of fresh) {
      const { probes } = probe.address.settings;
      if (probes === null || this.#probes.get(probe.address) !== probe) continue;
      const span = Math.min((fresh.length * 1_000) / firstProbesASecond, probes.availableIntervalMs);
      this.#ports.wheel.scheduleIn(probe, span * this.#ports.random());
    }
  }

  #interval({ settings, availability }: AddressHealth): number {
    const { probes } = settings;
    if (probes === null) return 0;
    const interval = availability === 'available' ? probes.availableIntervalMs : probes.unavailableIntervalMs;
    return interval * (1 - jitter * this.#ports.random());
  }

  #run(probe: Probe): void {
    const { stack, clock, wheel, random, onFault } = this.#ports;
    if (this.#underWay >= mostUnderWay) {
      wheel.scheduleIn(probe, putOffMs * (0.5 + random()));
      return;
    }
    this.#sent += 1;
    this.#underWay += 1;
    const sentAt = clock.now();
    stack
      .probe(probe.address.gateway, answerLimitMs)
      .catch((error: unknown) => {
        onFault(error);
        return 503;
      })
      .then((status) => {
        this.#underWay -= 1;
        if (this.#probes.get(probe.address) !== probe) return;
        probe.address.probed(status, clock.now() - sentAt);
        const elapsed = clock.now() - sentAt;
        wheel.scheduleIn(probe, Math.max(0, this.#interval(probe.address) - elapsed));
      })
      .catch(onFault);
  }
}

/** The next probe of one address. */
class Probe extends TimerNode {
  readonly address: AddressHealth;
  readonly #due: (probe: Probe) => void;

  constructor(address: AddressHealth, due: (probe: Probe) => void) {
    super();
    this.address = address;
    this.#due = due;
  }

  override onTimer(): void {
    this.#due(this);
  }
}

/** Gathers the addresses that become known in one turn. */
class Spread extends TimerNode {
  readonly #due: () => void;

  constructor(due: () => void) {
    super();
    this.#due = due;
  }

  override onTimer(): void {
    this.#due();
  }
}
