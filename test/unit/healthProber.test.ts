import { expect, test } from '@jest/globals';
import { Prober } from '../../src/calls/health/prober';
import type { ProbeSettings } from '../../src/model/settings';
import { TimerWheel } from '../../src/model/timerWheel';
import { AddressHealth } from '../../src/routing/health/addressHealth';
import type { Target } from '../../src/sip/stack';
import { ManualClock } from '../support/switchboard';
import { gateway } from './decisionFixtures';

const probes: ProbeSettings = {
  availableIntervalMs: 30_000,
  unavailableIntervalMs: 10_000,
  failureThreshold: 1,
  successThreshold: 1,
};

/** A prober whose probes the test answers. */
class Bench {
  readonly clock = new ManualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly sent: { readonly at: number; readonly port: number; readonly answer: (status: number) => void }[] =
    [];
  readonly faults: unknown[] = [];
  #seed = 1;
  /** What is answered at once; null: the test answers. */
  status: number | null = 200;
  readonly prober = new Prober({
    stack: { probe: (target) => this.#probe(target) },
    wheel: this.wheel,
    clock: this.clock,
    random: () => {
      this.#seed = (this.#seed * 48_271) % 2_147_483_647;
      return this.#seed / 2_147_483_647;
    },
    onFault: (error) => this.faults.push(error),
  });

  #probe({ port }: Target): Promise<number> {
    return new Promise((resolve) => {
      this.sent.push({ at: this.clock.now(), port, answer: resolve });
      if (this.status !== null) resolve(this.status);
    });
  }

  address(port: number, settings: Partial<ProbeSettings> = {}): AddressHealth {
    return new AddressHealth(
      gateway(port),
      { probes: { ...probes, ...settings }, inviteFailures: null },
      {
        clock: this.clock,
        timers: this.wheel,
        changed: (address) => {
          this.prober.turned(address);
        },
        probed: () => undefined,
      },
    );
  }

  async pass(ms: number, step = 50): Promise<void> {
    for (let passed = 0; passed < ms; passed += step) {
      this.clock.advance(step);
      this.wheel.advance(this.clock.now());
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
    }
  }
}

test('nothing is sent before the stack is there; then the first probe at once, the next at the interval', async () => {
  const bench = new Bench();
  bench.prober.watch(bench.address(5070));
  await bench.pass(60_000);
  expect(bench.sent).toHaveLength(0);
  bench.prober.start();
  await bench.pass(200);
  expect(bench.sent).toHaveLength(1);
  await bench.pass(120_000);
  const times = bench.sent.map(({ at }) => at);
  const gaps = times.slice(1).map((at, place) => at - (times[place] ?? 0));
  expect(gaps.length).toBeGreaterThanOrEqual(4);
  for (const gap of gaps) {
    expect(gap).toBeGreaterThanOrEqual(26_900);
    expect(gap).toBeLessThanOrEqual(30_100);
  }
});

test('while unavailable the other interval holds, from the turn on', async () => {
  const bench = new Bench();
  const address = bench.address(5070);
  bench.prober.start();
  bench.prober.watch(address);
  await bench.pass(1_000);
  // Put away by something else than a probe: the next probe does not wait for the long interval.
  bench.status = 503;
  address.probed(503, 1);
  await bench.pass(10_100);
  expect(bench.sent).toHaveLength(2);
  await bench.pass(40_000);
  expect(bench.sent.length).toBeGreaterThanOrEqual(6);
  bench.status = 200;
  await bench.pass(10_100);
  expect(address.availability).toBe('available');
  await bench.pass(31_000);
  const [before, last] = bench.sent.slice(-2).map(({ at }) => at);
  expect((last ?? 0) - (before ?? 0)).toBeGreaterThan(26_900);
});

test('an address has one probe under way at most, and an error of the stack is a failed probe', async () => {
  const bench = new Bench();
  bench.status = null;
  const address = bench.address(5070);
  bench.prober.start();
  bench.prober.watch(address);
  await bench.pass(120_000);
  expect(bench.sent).toHaveLength(1);
  expect(bench.prober.statistics()).toEqual({ sent: 1, underWay: 1, addresses: 1 });
  bench.sent[0]?.answer(408);
  await bench.pass(100);
  expect(address.availability).toBe('unavailable');
  // It took longer than the interval, so the next one is under way already.
  expect(bench.prober.statistics()).toEqual({ sent: 2, underWay: 1, addresses: 1 });
});

test('an address that goes while its probe is under way hears nothing, and is probed no more', async () => {
  const bench = new Bench();
  bench.status = null;
  const address = bench.address(5070);
  bench.prober.start();
  bench.prober.watch(address);
  await bench.pass(1_000);
  bench.prober.unwatch(address);
  bench.sent[0]?.answer(503);
  await bench.pass(60_000);
  expect(address.availability).toBe('available');
  expect(bench.sent).toHaveLength(1);
  expect(bench.wheel.pending).toBe(0);
});

test('10,000 addresses: at most about 100 first probes a second, evenly from then on, few at a time', async () => {
  const bench = new Bench();
  bench.prober.start();
  const count = 10_000;
  for (let index = 0; index < count; index += 1) {
    bench.prober.watch(bench.address(1_000 + index, { availableIntervalMs: 120_000 }));
  }
  await bench.pass(400_000, 100);
  const seconds = new Map<number, number>();
  for (const { at } of bench.sent) {
    const second = Math.floor(at / 1_000);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  expect(new Set(bench.sent.map(({ port }) => port)).size).toBe(count);
  expect(Math.max(...seconds.values())).toBeLessThan(180);
  bench.prober.close();
  expect(bench.wheel.pending).toBe(0);
});

test('with all of them silent, no more than 2,000 wait at a time, and all get their turn', async () => {
  const bench = new Bench();
  bench.status = null;
  bench.prober.start();
  const addresses = Array.from({ length: 5_000 }, (_, index) => bench.address(1_000 + index));
  for (const address of addresses) bench.prober.watch(address);
  let answered = 0;
  let most = 0;
  for (let second = 0; second < 120; second += 1) {
    await bench.pass(1_000, 100);
    most = Math.max(most, bench.prober.statistics().underWay);
    while ((bench.sent[answered]?.at ?? Infinity) <= bench.clock.now() - 4_000) {
      bench.sent[answered]?.answer(408);
      answered += 1;
    }
  }
  expect(most).toBe(2_000);
  expect(addresses.every(({ availability }) => availability === 'unavailable')).toBe(true);
  expect(bench.faults).toEqual([]);
  bench.prober.close();
});
