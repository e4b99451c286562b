import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { TimerNode, TimerWheel } from '../../src/model/timerWheel';
import { WheelDriver } from '../../src/sip/wheelDriver';

class Named extends TimerNode {
  constructor(
    readonly name: number,
    readonly fire: (name: number) => void,
  ) {
    super();
  }

  override onTimer(): void {
    this.fire(this.name);
  }
}

function wheelAt(start: number, rings?: number) {
  const clock = { time: start, now: () => clock.time, wallTime: () => clock.time };
  return { clock, wheel: new TimerWheel(clock, 10, rings) };
}

describe('a timer wheel', () => {
  test('does what a sorted list would do', () => {
    const delay = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 5000 }));
    const command = fc.oneof(
      fc.record({ what: fc.constant('schedule' as const), name: fc.nat(9), delay }),
      fc.record({ what: fc.constant('cancel' as const), name: fc.nat(9) }),
      fc.record({ what: fc.constant('advance' as const), by: fc.integer({ min: 0, max: 700 }) }),
    );
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(command, { maxLength: 60, size: 'max' }), (start, commands) => {
        const { clock, wheel } = wheelAt(start, 16);
        const fired: number[] = [];
        const nodes = Array.from({ length: 10 }, (_, name) => new Named(name, (one) => fired.push(one)));
        const running = new Map<number, { tick: number; order: number }>();
        let order = 0;
        let last = Math.floor(start / 10);
        for (const command of commands) {
          if (command.what === 'advance') {
            clock.time += command.by;
            const now = Math.floor(clock.time / 10);
            last = Math.max(last, now);
            const due = [...running].filter(([, { tick }]) => tick <= now);
            due.sort(([, a], [, b]) => a.tick - b.tick || a.order - b.order);
            for (const [name] of due) running.delete(name);
            fired.length = 0;
            wheel.advance(clock.time);
            expect(fired).toEqual(due.map(([name]) => name));
          } else {
            const node = nodes[command.name];
            if (node === undefined) continue;
            if (command.what === 'cancel') {
              wheel.cancel(node);
              running.delete(command.name);
            } else {
              wheel.scheduleIn(node, command.delay);
              order += 1;
              const tick = Math.max(Math.ceil((clock.time + command.delay) / 10), last + 1);
              running.set(command.name, { tick, order });
            }
            expect(wheel.isScheduled(node)).toBe(running.has(command.name));
          }
          expect(wheel.pending).toBe(running.size);
        }
      }),
    );
  });

  test('never fires early, whatever the clock says in fractions', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e5, noNaN: true }),
        (start, delay) => {
          const { clock, wheel } = wheelAt(start);
          let at = -1;
          wheel.after(delay, () => (at = clock.time));
          for (const step of [0.5, 0.9, 0.999]) {
            clock.time = start + delay * step;
            wheel.advance(clock.time);
            if (clock.time < start + delay) expect(at).toBe(-1);
          }
          clock.time = start + delay + 20.001;
          wheel.advance(clock.time);
          expect(at).toBe(clock.time);
        },
      ),
    );
  });

  test('takes delays of hours, and wakes from idleness without firing early', () => {
    const { clock, wheel } = wheelAt(0);
    let fired = 0;
    wheel.after(3 * 3600_000, () => (fired += 1));
    for (; clock.time < 3 * 3600_000; clock.time += 60_000) wheel.advance(clock.time);
    expect(fired).toBe(0);
    wheel.advance(clock.time);
    expect(fired).toBe(1);
    clock.time += 3600_000;
    wheel.after(100, () => (fired += 1));
    wheel.advance(clock.time);
    expect(fired).toBe(1);
    clock.time += 100;
    wheel.advance(clock.time);
    expect([fired, wheel.pending]).toEqual([2, 0]);
  });

  test('a callback may cancel a neighbour, move itself, start others, and even throw', () => {
    const { clock, wheel } = wheelAt(0);
    const said: string[] = [];
    const victim = new Named(1, () => said.push('victim'));
    wheel.after(50, () => {
      said.push('first');
      wheel.cancel(victim);
      wheel.after(10, () => said.push('started'));
      wheel.advance(1_000_000);
    });
    wheel.scheduleIn(victim, 50);
    wheel.after(50, () => {
      throw new Error('broken');
    });
    const again: Named = new Named(2, () => {
      said.push('again');
      if (said.filter((one) => one === 'again').length < 3) wheel.scheduleIn(again, 0);
    });
    wheel.scheduleIn(again, 50);
    clock.time = 100;
    expect(() => wheel.advance(clock.time)).toThrow('broken');
    // Those that were due behind the one that threw, and the mover's next time.
    wheel.advance(clock.time);
    expect(said.filter((one) => one === 'again')).toHaveLength(2);
    clock.time = 200;
    wheel.advance(clock.time);
    expect(said.slice(0, 2)).toEqual(['first', 'again']);
    expect(said.filter((one) => one === 'again')).toHaveLength(3);
    expect(said).toContain('started');
    expect(said).not.toContain('victim');
    expect(wheel.pending).toBe(0);
  });
});

test('the driver turns while something is pending and rests when nothing is', async () => {
  const clock = { now: () => performance.now(), wallTime: () => Date.now() };
  const wheel = new TimerWheel(clock);
  const onError = jest.fn();
  const driver = new WheelDriver(wheel, clock, onError);
  const started = clock.now();
  wheel.after(5, () => {
    throw new Error('broken');
  });
  await new Promise<void>((resolve) => {
    wheel.after(30, resolve);
    // The driver does not keep the process alive; this does.
    setTimeout(() => undefined, 200);
  });
  expect(clock.now() - started).toBeGreaterThanOrEqual(30);
  expect(onError).toHaveBeenCalledTimes(1);
  await new Promise<void>((resolve) => {
    wheel.after(10, resolve);
  });
  driver.close();
  let late = false;
  wheel.after(0, () => (late = true));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(late).toBe(false);
});
