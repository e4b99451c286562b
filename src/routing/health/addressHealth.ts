import type { Clock, Timer, Timers } from '../../model/ports';
import type { Gateway, HealthSettings } from '../../model/settings';
import { gatewayAddress } from '../../model/gatewayAddress';
import { isTargetDown, type AddressHealthReport, type Availability } from '../../model/targetHealth';
import { addressTable, type AddressActions, type AddressInput, type AddressState } from './addressStates';

export interface AddressHealthPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  /** It became available or unavailable; `cause` is for a person to read. */
  readonly changed: (address: AddressHealth, cause: string) => void;
  /** A probe has ended, whatever it said. */
  readonly probed: (address: AddressHealth) => void;
}

/** How long an address that is sent no probes rests before a call may try it again, where no window is set. */
const restMs = 60_000;

/**
 * One address and what is known of its health, by the table of addressStates.ts. Everybody who has the same address under
 * the same settings shares one, so that it is probed once and every call's experience counts.
 */
export class AddressHealth implements AddressActions {
  readonly gateway: Gateway;
  readonly settings: HealthSettings;
  readonly #ports: AddressHealthPorts;
  #state: AddressState = 'available';
  #since: number | null = null;
  #probeFailures = 0;
  #successes = 0;
  /** Monotonic times of failed INVITEs, the oldest first; never more than the threshold. */
  #inviteFailures: number[] = [];
  #rest: Timer | null = null;
  #lastResponse: number | null = null;
  #lastProbeAt: number | null = null;
  #latencyMs: number | null = null;
  /** What the failure or success just counted came to. */
  #cause = '';

  constructor(gateway: Gateway, settings: HealthSettings, ports: AddressHealthPorts) {
    this.gateway = gateway;
    this.settings = settings;
    this.#ports = ports;
  }

  get state(): AddressState {
    return this.#state;
  }

  get availability(): Availability {
    return this.#state === 'available' ? 'available' : 'unavailable';
  }

  /** Wall time from which on calls are to pass it over; null: they may try it. */
  get closedSince(): number | null {
    return this.#state === 'unavailable' || this.#state === 'under_trial' ? (this.#since ?? 0) : null;
  }

  report(): AddressHealthReport {
    return {
      address: gatewayAddress(this.gateway),
      state: this.availability,
      since: this.#since,
      lastResponse: this.#lastResponse,
      lastProbeAt: this.#lastProbeAt,
      latencyMs: this.#latencyMs,
    };
  }

  /** Stands in for one that was watched under other settings: what was down stays down until it is known to be back. */
  continueFrom(before: AddressHealth): void {
    this.#lastResponse = before.#lastResponse;
    this.#lastProbeAt = before.#lastProbeAt;
    this.#latencyMs = before.#latencyMs;
    this.#since = before.#since;
    if (before.#state === 'available') return;
    this.#state = 'unavailable';
    this.#restIfUnprobed();
  }

  /** Nobody has the address any more. */
  close(): void {
    this.#rest?.cancel();
    this.#rest = null;
  }

  /** @param status its final status, 408 for silence, 503 for a transport error */
  probed(status: number, latencyMs: number): void {
    const passed = !isTargetDown(status);
    this.#lastResponse = status;
    this.#lastProbeAt = this.#ports.clock.wallTime();
    this.#latencyMs = passed ? latencyMs : null;
    this.#feed(passed ? 'probe_passed' : 'probe_failed', `the last with ${status}`);
    this.#ports.probed(this);
  }

  inviteSent(): void {
    this.#feed('invite_sent', '');
  }

  invitePassed(): void {
    this.#feed('invite_passed', '');
  }

  /** @param status as for `probed` */
  inviteFailed(status: number): void {
    this.#feed('invite_failed', `the last with ${status}`);
  }

  inviteUndecided(): void {
    this.#feed('invite_undecided', '');
  }

  countProbeFailure(): void {
    const { probes } = this.settings;
    this.#probeFailures += 1;
    if (probes === null || this.#probeFailures < probes.failureThreshold) return;
    this.#feed('too_many_failures', `${times('probe', this.#probeFailures)} failed, ${this.#cause}`);
  }

  countInviteFailure(): void {
    const { inviteFailures } = this.settings;
    if (inviteFailures === null) return;
    const { threshold, windowMs } = inviteFailures;
    const now = this.#ports.clock.now();
    this.#inviteFailures = this.#inviteFailures.filter((at) => at > now - windowMs);
    this.#inviteFailures.push(now);
    if (this.#inviteFailures.length < threshold) return;
    const within = threshold === 1 ? '' : ` within ${Math.round(windowMs / 1000)} s`;
    this.#feed('too_many_failures', `${times('INVITE', threshold)} failed${within}, ${this.#cause}`);
  }

  forgetProbeFailures(): void {
    this.#probeFailures = 0;
  }

  forgetFailures(): void {
    this.#probeFailures = 0;
    if (this.#inviteFailures.length > 0) this.#inviteFailures = [];
  }

  countSuccess(): void {
    this.#successes += 1;
    if (this.#successes < (this.settings.probes?.successThreshold ?? 1)) return;
    const often = this.#successes === 1 ? 'again' : `${this.#successes} times in a row`;
    this.#feed('enough_successes', `it answered ${often}`);
  }

  forgetSuccesses(): void {
    this.#successes = 0;
  }

  putAway(): void {
    this.#turned();
    this.#restIfUnprobed();
  }

  restAgain(): void {
    this.#restIfUnprobed();
  }

  takeBack(): void {
    this.#rest?.cancel();
    this.#rest = null;
    this.#turned();
  }

  #feed(input: AddressInput, cause: string): void {
    const rule = addressTable[this.#state][input];
    if (rule === undefined) return;
    this.#state = rule[0];
    this.#cause = cause;
    rule[1](this);
  }

  #turned(): void {
    this.#since = this.#ports.clock.wallTime();
    this.forgetFailures();
    this.#successes = 0;
    this.#ports.changed(this, this.#cause === '' ? 'a call that tried it went through' : this.#cause);
  }

  #restIfUnprobed(): void {
    if (this.settings.probes !== null) return;
    this.#rest?.cancel();
    this.#rest = this.#ports.timers.after(this.settings.inviteFailures?.windowMs ?? restMs, () => {
      this.#rest = null;
      this.#feed('rested', '');
    });
  }
}

const times = (what: string, count: number): string =>
  count === 1 ? `${/^[AEIO]/i.test(what) ? 'an' : 'a'} ${what}` : `${count} ${what}s`;
