import { describe, expect, test } from '@jest/globals';
import { TrafficDriver } from '../../src/cli/lab/ends/trafficDriver';
import { seededRandom } from '../../src/cli/lab/traffic/seededRandom';
import type { PlannedCall } from '../../src/cli/lab/traffic/plannedCall';
import { trafficPlan, type TrafficOptions } from '../../src/cli/lab/traffic/trafficPlan';
import { TimerWheel } from '../../src/model/timerWheel';

const options: TrafficOptions = { seed: 1, rate: 10, seconds: 400, talkSeconds: 4, burstSeconds: 0 };

const plan = (changes: Partial<TrafficOptions> = {}): PlannedCall[] => [
  ...trafficPlan({ ...options, ...changes }),
];

const share = (calls: readonly PlannedCall[], accept: (call: PlannedCall) => boolean): number =>
  calls.filter(accept).length / calls.length;

describe('seeded randomness', () => {
  test('is the same for the same seed in every version: the known first numbers', () => {
    const random = seededRandom(1);
    expect([random(), random(), random()].map((value) => Math.floor(value * 2 ** 32))).toEqual([
      2693262067, 11749833, 2265367787,
    ]);
  });

  test('fills the interval from 0 to 1 evenly', () => {
    const random = seededRandom(99);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 20_000; draw += 1) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});

describe('traffic plan', () => {
  test('repeats itself for the same seed and differs for another', () => {
    expect(plan({ seconds: 20 })).toEqual(plan({ seconds: 20 }));
    expect(plan({ seconds: 20 })).not.toEqual(plan({ seconds: 20, seed: 2 }));
  });

  test('a longer run begins with the shorter one', () => {
    const short = plan({ seconds: 20, burstSeconds: 8 });
    expect(plan({ seconds: 40, burstSeconds: 8 }).slice(0, short.length)).toEqual(short);
  });

  test('calls are counted from 0, come in the order of their times and before the end', () => {
    const calls = plan({ seconds: 60, burstSeconds: 5 });
    expect(calls.map((call) => call.index)).toEqual(calls.map((_call, index) => index));
    for (const [index, call] of calls.entries()) {
      expect(call.atMs).toBeGreaterThanOrEqual(calls[index - 1]?.atMs ?? 0);
      expect(call.atMs).toBeLessThanOrEqual(60_000);
    }
  });

  test('keeps to the rate on average', () => {
    for (const rate of [0.5, 10, 100]) {
      const expected = rate * options.seconds;
      const spread = 4 * Math.sqrt(expected);
      expect(Math.abs(plan({ rate }).length - expected)).toBeLessThan(spread);
    }
  });

  test('has calls of every kind and behaviour, none of them nearly all', () => {
    const calls = plan();
    for (const kind of [
      'inbound',
      'outbound',
      'on_net_extension',
      'on_net_number',
      'emergency',
      'wrong_number',
      'unknown_caller',
    ]) {
      const found = share(calls, (call) => call.kind === kind);
      expect(found).toBeGreaterThan(0.01);
      expect(found).toBeLessThan(0.5);
    }
    for (const behaviour of ['busy', 'declines', 'not_at_desk', 'given_up', 'out_of_order']) {
      expect(share(calls, (call) => call.behaviour === behaviour)).toBeGreaterThan(0.03);
    }
    expect(share(calls, (call) => call.behaviour === 'answers')).toBeGreaterThan(0.5);
  });

  test('emergency calls are dialled from a PBX and always answered', () => {
    const calls = plan().filter((call) => call.kind === 'emergency');
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      expect(call).toMatchObject({ dialled: '911', behaviour: 'answers', withheld: false });
      expect(call.from).not.toBe('carrier');
    }
  });

  test('who gives up does so before the phone that nobody picks up stops', () => {
    for (const call of plan().filter(({ behaviour }) => behaviour === 'given_up')) {
      expect(call.patienceMs).toBeLessThanOrEqual(3_000);
    }
    for (const call of plan().filter(({ behaviour }) => behaviour !== 'given_up')) {
      expect(call.patienceMs).toBeGreaterThan(call.ringMs);
    }
  });

  test('conversations last as long as named on average, between half and one and a half of it', () => {
    const talks = plan({ talkSeconds: 6 }).map((call) => call.talkMs);
    expect(Math.min(...talks)).toBeGreaterThanOrEqual(3_000);
    expect(Math.max(...talks)).toBeLessThanOrEqual(9_000);
    const mean = talks.reduce((sum, talk) => sum + talk, 0) / talks.length;
    expect(Math.abs(mean - 6_000)).toBeLessThan(200);
  });

  test('bursts come in turn, in both directions, within half a second, with more calls than the limits', () => {
    const bursts = plan({ seconds: 40, burstSeconds: 10 }).filter((call) => call.kind.startsWith('burst'));
    const times = (from: number) => bursts.filter(({ atMs }) => atMs >= from && atMs < from + 500);
    expect([5_000, 15_000, 25_000, 35_000].map((from) => times(from).map((call) => call.kind))).toEqual([
      new Array(14).fill('burst_inbound'),
      new Array(9).fill('burst_outbound'),
      new Array(14).fill('burst_inbound'),
      new Array(9).fill('burst_outbound'),
    ]);
    expect(bursts).toHaveLength(46);
    expect(plan().some((call) => call.kind.startsWith('burst'))).toBe(false);
  });

  test('without an end it goes on for as long as it is read', () => {
    const calls = trafficPlan({ ...options, seconds: Infinity });
    let last: PlannedCall | undefined;
    for (let read = 0; read < 10_000; read += 1) last = calls.next().value ?? undefined;
    expect(last?.index).toBe(9_999);
  });
});

describe('making the calls of a plan', () => {
  /** Turns a wheel of 10 ms for so long; tells when each call was made. */
  const make = (calls: readonly PlannedCall[], forMs: number, stopAtMs = Infinity): readonly number[] => {
    let now = 1_000;
    const clock = { now: () => now, wallTime: () => 0 };
    const wheel = new TimerWheel(clock);
    const made: number[] = [];
    const driver = new TrafficDriver(calls.values(), wheel, clock, () => made.push(now - 1_000));
    driver.start();
    for (; now < 1_000 + forMs; now += 10) {
      if (now - 1_000 >= stopAtMs) driver.stop();
      wheel.advance(now);
    }
    return made;
  };

  test('each is made at its time or a tick later, also where many come in one tick', () => {
    const calls = plan({ rate: 200, seconds: 20, burstSeconds: 5 });
    const made = make(calls, 20_100);
    expect(made).toHaveLength(calls.length);
    for (const [index, atMs] of made.entries()) {
      const late = atMs - (calls[index]?.atMs ?? 0);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(20);
    }
  });

  test('none is made once it is stopped', () => {
    const made = make(plan({ rate: 50, seconds: 20 }), 20_000, 5_000);
    expect(made.length).toBeGreaterThan(150);
    expect(Math.max(...made)).toBeLessThan(5_000);
  });
});
