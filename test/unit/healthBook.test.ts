import { expect, test } from '@jest/globals';
import type { Carrier, ConfigurationUpsert, HealthSettings, TrunkGroup } from '../../src/model/settings';
import { targetKey, type HealthChange } from '../../src/model/targetHealth';
import { TimerWheel } from '../../src/model/timerWheel';
import type { AddressHealth } from '../../src/routing/health/addressHealth';
import { HealthBook } from '../../src/routing/health/healthBook';
import { ManualClock } from '../support/switchboard';
import { carrier, gateway, trunkGroup, unwatched } from './decisionFixtures';

const probed: HealthSettings = {
  probes: {
    availableIntervalMs: 30_000,
    unavailableIntervalMs: 10_000,
    failureThreshold: 1,
    successThreshold: 1,
  },
  inviteFailures: null,
};

class Shelf {
  readonly clock = new ManualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly watched = new Set<AddressHealth>();
  readonly changes: HealthChange[] = [];
  readonly removed: string[] = [];
  readonly book = new HealthBook(this.clock, this.wheel, {
    watched: (address) => this.watched.add(address),
    unwatched: (address) => this.watched.delete(address),
    turned: () => undefined,
    touched: () => undefined,
    removed: (key) => this.removed.push(key),
    changed: (change) => this.changes.push(change),
  });
  #generation = 0;

  apply(
    entities: readonly (TrunkGroup | Carrier)[],
    { complete = false, remove = [] as Carrier[] } = {},
  ): void {
    const upsert = entities.map((value): ConfigurationUpsert =>
      'pbx' in value ? { kind: 'trunk_group', value } : { kind: 'carrier', value },
    );
    this.#generation += 1;
    this.book.apply({
      ...{ generation: this.#generation, complete, upsert, invalidate: [] },
      remove: remove.map(({ id }) => ({ kind: 'carrier', id })),
    });
  }

  /** Of a gateway in the configuration. */
  at(entity: TrunkGroup | Carrier, place = 0): AddressHealth {
    const one = ('pbx' in entity ? entity.pbx : entity.gateways)[place];
    const address = one === undefined ? null : this.book.of(one);
    if (address === null) throw new Error('it is not watched');
    return address;
  }

  said(): string[] {
    return this.changes
      .splice(0)
      .map(({ target, address, state }) => `${target.name} ${address ?? 'as a whole'} ${state}`);
  }
}

const two = (changes: Partial<TrunkGroup> = {}): TrunkGroup =>
  trunkGroup('1', 'acme', { pbx: [gateway(5070), gateway(5071)], health: probed, ...changes });

test('a trunk group is available while one of its addresses is', () => {
  const shelf = new Shelf();
  const group = two();
  shelf.apply([group], { complete: true });
  shelf.at(group, 0).probed(408, 1);
  expect(shelf.said()).toEqual(['1GRPTRUNK01 127.0.0.1:5070;udp unavailable']);
  expect(group.pbx.map((each) => shelf.book.unavailableSince(each) === null)).toEqual([false, true]);
  shelf.at(group, 1).probed(503, 1);
  expect(shelf.said()).toEqual([
    '1GRPTRUNK01 127.0.0.1:5071;udp unavailable',
    '1GRPTRUNK01 as a whole unavailable',
  ]);
  expect(shelf.book.report('trunk_group 1GRPTRUNK01')).toMatchObject({
    state: 'unavailable',
    since: shelf.clock.wallTime(),
    addresses: [{ state: 'unavailable' }, { state: 'unavailable' }],
  });
  shelf.at(group, 0).probed(200, 1);
  expect(shelf.said()).toEqual([
    '1GRPTRUNK01 127.0.0.1:5070;udp available',
    '1GRPTRUNK01 as a whole available',
  ]);
});

test('an address that several have under the same settings is one; under other settings it is another', () => {
  const shelf = new Shelf();
  const east = trunkGroup('1', 'acme', { health: probed });
  const west = trunkGroup('2', 'acme', { health: probed });
  const picky = trunkGroup('3', 'acme', {
    health: { ...probed, inviteFailures: { threshold: 1, windowMs: 30_000 } },
  });
  const metro = carrier('metro', { gateways: [gateway(5070)], health: probed });
  const tcp = carrier('tcp', { gateways: [gateway(5070, { transport: 'tcp' })], health: probed });
  shelf.apply([east, west, picky, metro, tcp], { complete: true });
  expect(shelf.watched.size).toBe(3);
  expect(shelf.at(east)).toBe(shelf.at(west));
  expect(shelf.at(east)).toBe(shelf.at(metro));
  shelf.at(east).probed(408, 1);
  expect(shelf.said()).toEqual([
    '1GRPTRUNK01 127.0.0.1:5070;udp unavailable',
    '1GRPTRUNK01 as a whole unavailable',
    '2GRPTRUNK01 127.0.0.1:5070;udp unavailable',
    '2GRPTRUNK01 as a whole unavailable',
    'metro 127.0.0.1:5070;udp unavailable',
    'metro as a whole unavailable',
  ]);
  // It stays watched until its last owner is gone.
  shelf.apply([
    { ...east, health: unwatched },
    { ...west, pbx: [] },
  ]);
  expect(shelf.watched.size).toBe(3);
  shelf.apply([], { remove: [metro] });
  expect(shelf.watched.size).toBe(2);
  expect(shelf.removed).toEqual(['trunk_group 1GRPTRUNK01', 'trunk_group 2GRPTRUNK01', 'carrier metro']);
});

test('a change of the configuration keeps what is known of addresses that stay', () => {
  const shelf = new Shelf();
  const group = two();
  shelf.apply([group], { complete: true });
  const first = shelf.at(group, 0);
  first.probed(408, 1);
  shelf.at(group, 1).probed(408, 1);
  shelf.changes.length = 0;
  const copy = structuredClone(group);
  shelf.apply([copy], { complete: true });
  expect(shelf.at(copy, 0)).toBe(first);
  expect(shelf.said()).toEqual([]);
  // A call decided before still finds the address it has in its hand.
  expect(shelf.book.of(group.pbx[0] ?? gateway(1))).toBe(first);

  const longer = two({ pbx: [...structuredClone(group.pbx), gateway(5072)] });
  shelf.apply([longer]);
  expect(shelf.said()).toEqual(['1GRPTRUNK01 as a whole available']);
  const shorter = two({ pbx: [gateway(5071)] });
  shelf.apply([shorter]);
  expect(shelf.said()).toEqual(['1GRPTRUNK01 as a whole unavailable']);
  expect(shelf.watched.size).toBe(1);
});

test('under other settings an address that is down stays down until it is known to be back', () => {
  const shelf = new Shelf();
  const group = trunkGroup('1', 'acme', { health: probed });
  shelf.apply([group], { complete: true });
  shelf.at(group).probed(408, 1);
  const since = shelf.at(group).closedSince;
  const byCalls = {
    ...structuredClone(group),
    health: { probes: null, inviteFailures: { threshold: 3, windowMs: 60_000 } },
  };
  shelf.clock.advance(500);
  shelf.apply([byCalls]);
  expect(shelf.at(byCalls).closedSince).toBe(since);
  // It has no probes any more, so the next call may try it after a while.
  shelf.clock.advance(60_100);
  shelf.wheel.advance(shelf.clock.now());
  expect(shelf.at(byCalls).closedSince).toBeNull();
  const free = { ...structuredClone(group), health: unwatched };
  shelf.apply([free]);
  expect(shelf.book.unavailableSince(free.pbx[0] ?? gateway(1))).toBeNull();
  expect([...shelf.book.keys()]).toEqual([]);
  expect(shelf.watched.size + shelf.wheel.pending).toBe(0);
});

test('the whole configuration ends the watch of what is not in it', () => {
  const shelf = new Shelf();
  const group = two();
  const metro = carrier('metro', { health: probed });
  shelf.apply([group, metro], { complete: true });
  shelf.apply([group], { complete: true });
  expect([...shelf.book.keys()]).toEqual([targetKey({ kind: 'trunk_group', id: group.id })]);
  expect(shelf.removed).toEqual(['carrier metro']);
});
