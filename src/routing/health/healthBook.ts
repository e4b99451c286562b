import { gatewayAddress } from '../../model/gatewayAddress';
import type { Clock, Timers } from '../../model/ports';
import type { Carrier, ConfigurationChange, Gateway, HealthSettings, TrunkGroup } from '../../model/settings';
import {
  targetKey,
  type Availability,
  type HealthChange,
  type Target,
  type TargetHealth,
  type TargetHealthReport,
} from '../../model/targetHealth';
import { AddressHealth, type AddressHealthPorts } from './addressHealth';

/** Hears what becomes of the watched targets, and which addresses are to be probed. */
export interface HealthListener {
  watched(address: AddressHealth): void;
  unwatched(address: AddressHealth): void;
  /** It became available or unavailable. */
  turned(address: AddressHealth): void;
  /** Something about the target, named by its key, is not as it was. */
  touched(key: string): void;
  /** It is watched no more. */
  removed(key: string): void;
  changed(change: HealthChange): void;
}

interface WatchedTarget {
  target: Target;
  /** One an address, in the order of the configuration. */
  addresses: readonly AddressHealth[];
  state: Availability;
  since: number | null;
}

/**
 * The health of all trunk groups and carriers that are watched, and of their addresses. Addresses that are the same to
 * the letter, under the same settings, are one, whoever they belong to.
 */
export class HealthBook implements TargetHealth {
  readonly #clock: Clock;
  readonly #listener: HealthListener;
  readonly #ports: AddressHealthPorts;
  readonly #targets = new Map<string, WatchedTarget>();
  /** By address and settings. */
  readonly #addresses = new Map<string, AddressHealth>();
  /** Keys of the targets that have an address. */
  readonly #owners = new Map<AddressHealth, Set<string>>();
  /** What a call has in its hand; a gateway of an earlier configuration finds what it then had. */
  readonly #ofGateway = new WeakMap<Gateway, AddressHealth>();

  constructor(clock: Clock, timers: Timers, listener: HealthListener) {
    this.#clock = clock;
    this.#listener = listener;
    this.#ports = {
      clock,
      timers,
      changed: (address, cause) => {
        this.#addressChanged(address, cause);
      },
      probed: (address) => {
        for (const key of this.#owners.get(address) ?? []) listener.touched(key);
      },
    };
  }

  unavailableSince(gateway: Gateway): number | null {
    return this.#ofGateway.get(gateway)?.closedSince ?? null;
  }

  /** Null: the address is not watched. */
  of(gateway: Gateway): AddressHealth | null {
    return this.#ofGateway.get(gateway) ?? null;
  }

  /** Keys of the targets that are watched. */
  keys(): IterableIterator<string> {
    return this.#targets.keys();
  }

  /** Null: it is not watched. */
  report(key: string): TargetHealthReport | null {
    const watched = this.#targets.get(key);
    if (watched === undefined) return null;
    const { target, state, since, addresses } = watched;
    return { target, state, since, addresses: addresses.map((address) => address.report()) };
  }

  /** Takes over a step of the configuration. */
  apply({ complete, upsert, remove }: ConfigurationChange): void {
    const kept = new Set<string>();
    for (const { kind, value } of upsert) {
      if (kind !== 'trunk_group' && kind !== 'carrier') continue;
      kept.add(targetKey({ kind, id: value.id }));
      this.#put({ kind, id: value.id, name: value.name }, value);
    }
    for (const { kind, id } of remove) {
      if (kind === 'trunk_group' || kind === 'carrier') this.#remove(targetKey({ kind, id }));
    }
    if (!complete) return;
    for (const key of [...this.#targets.keys()]) if (!kept.has(key)) this.#remove(key);
  }

  #put(target: Target, entity: TrunkGroup | Carrier): void {
    const key = targetKey(target);
    const gateways = 'pbx' in entity ? entity.pbx : entity.gateways;
    const { health } = entity;
    if (gateways.length === 0 || (health.probes === null && health.inviteFailures === null)) {
      this.#remove(key);
      return;
    }
    const before = this.#targets.get(key);
    const addresses = gateways.map((gateway) => {
      const address = this.#watch(gateway, health, before?.addresses ?? []);
      this.#ofGateway.set(gateway, address);
      this.#own(address, key);
      return address;
    });
    const watched: WatchedTarget = { state: 'available', since: null, ...before, target, addresses };
    this.#targets.set(key, watched);
    for (const address of before?.addresses ?? [])
      if (!addresses.includes(address)) this.#disown(address, key);
    this.#listener.touched(key);
    this.#settle(key, watched, 'its addresses or settings were changed');
  }

  #remove(key: string): void {
    const watched = this.#targets.get(key);
    if (watched === undefined) return;
    this.#targets.delete(key);
    for (const address of watched.addresses) this.#disown(address, key);
    this.#listener.removed(key);
  }

  #watch(gateway: Gateway, settings: HealthSettings, before: readonly AddressHealth[]): AddressHealth {
    const key = addressKey(gateway, settings);
    let address = this.#addresses.get(key);
    if (address === undefined) {
      address = new AddressHealth(gateway, settings, this.#ports);
      const same = before.find((other) => gatewayAddress(other.gateway) === gatewayAddress(gateway));
      if (same !== undefined) address.continueFrom(same);
      this.#addresses.set(key, address);
      this.#listener.watched(address);
    }
    return address;
  }

  #own(address: AddressHealth, key: string): void {
    const owners = this.#owners.get(address);
    if (owners === undefined) this.#owners.set(address, new Set([key]));
    else owners.add(key);
  }

  #disown(address: AddressHealth, key: string): void {
    const owners = this.#owners.get(address);
    owners?.delete(key);
    if (owners === undefined || owners.size > 0) return;
    this.#owners.delete(address);
    this.#addresses.delete(addressKey(address.gateway, address.settings));
    address.close();
    this.#listener.unwatched(address);
  }

  #addressChanged(address: AddressHealth, cause: string): void {
    const at = this.#clock.wallTime();
    this.#listener.turned(address);
    for (const key of this.#owners.get(address) ?? []) {
      const watched = this.#targets.get(key);
      if (watched === undefined) continue;
      const { target } = watched;
      const state = address.availability;
      this.#listener.changed({ at, target, address: gatewayAddress(address.gateway), state, cause });
      this.#listener.touched(key);
      this.#settle(key, watched, cause);
    }
  }

  /** A target is available while one of its addresses is. */
  #settle(key: string, watched: WatchedTarget, cause: string): void {
    const isUp = watched.addresses.some(({ availability }) => availability === 'available');
    const state = isUp ? 'available' : 'unavailable';
    if (state === watched.state) return;
    watched.state = state;
    watched.since = this.#clock.wallTime();
    this.#listener.changed({ at: watched.since, target: watched.target, address: null, state, cause });
    this.#listener.touched(key);
  }
}

const addressKey = (gateway: Gateway, settings: HealthSettings): string =>
  `${gatewayAddress(gateway).toLowerCase()} ${JSON.stringify(settings)}`;
