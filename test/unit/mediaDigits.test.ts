import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Collected, CollectRule } from '../../src/media/digitCollector';
import type { PlayEnd } from '../../src/media/mediaSession';
import type { ToMedia } from '../../src/media/messages';
import { OpenSession } from '../../src/media/openSession';
import { TimerWheel } from '../../src/model/timerWheel';
import { ManualClock } from '../support/switchboard';

/** A session without its thread: what the thread would say is said by the test. */
class Desk {
  readonly clock = new ManualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly sent: ToMedia[] = [];
  readonly ends: PlayEnd[] = [];
  readonly collected: Collected[] = [];
  readonly told: string[] = [];
  readonly session = new OpenSession(
    1,
    20_000,
    null,
    '127.0.0.1',
    { closed: (reason) => this.told.push(reason) },
    {
      timers: this.wheel,
      send: (message) => this.sent.push(message),
      localAddress: () => '127.0.0.1',
      takesFamily: () => true,
      closed: () => this.told.push('over'),
    },
  );

  play(): void {
    this.session.play([{ prompt: 'goodbye' }], {}, (end) => this.ends.push(end));
  }

  /** The thread has played the last of them. */
  played(): void {
    const last = this.sent.findLast((message) => message.type === 'play');
    this.session.played(last?.play ?? 0);
  }

  collect(rule: Partial<CollectRule> = {}): void {
    const usual = { maxDigits: 4, terminator: '#' as const, firstDigitMs: 5_000, bargeIn: true };
    this.session.collect({ ...usual, ...rule }, (result) => this.collected.push(result));
  }

  key(...digits: string[]): void {
    for (const digit of digits) {
      this.session.heard(digit, 'event');
      this.session.released('event');
    }
  }

  wait(ms: number): void {
    for (let passed = 0; passed < ms; passed += 10) {
      this.clock.advance(10);
      this.wheel.advance(this.clock.now());
    }
  }
}

const result = (digits: string, end: Collected['end']): Collected[] => [{ digits, end }];

describe('collecting digits', () => {
  test.each<[string, Partial<CollectRule>, (desk: Desk) => void, Collected[]]>([
    ['the terminator', {}, (desk) => desk.key('1', '2', '#'), result('12', 'terminator')],
    ['full length', {}, (desk) => desk.key('1', '2', '3', '4'), result('1234', 'length')],
    ['# as a digit', { terminator: null }, (desk) => desk.key('1', '#', '*', '#'), result('1#*#', 'length')],
    ['nothing', {}, (desk) => desk.wait(5_020), result('', 'silence')],
    ['not yet nothing', {}, (desk) => desk.wait(4_980), []],
    [
      'three seconds after a digit',
      {},
      (desk) => {
        desk.key('7');
        desk.wait(3_020);
      },
      result('7', 'silence'),
    ],
    [
      'less than three seconds each',
      {},
      (desk) => {
        for (const digit of '123') {
          desk.key(digit);
          desk.wait(2_900);
        }
      },
      [],
    ],
    [
      'a key held for long',
      {},
      (desk) => {
        desk.session.heard('7', 'event');
        desk.wait(4_000);
        desk.session.released('event');
        desk.wait(2_900);
      },
      [],
    ],
    [
      'a release that is never heard',
      {},
      (desk) => {
        desk.session.heard('7', 'event');
        desk.session.heard('8', 'event');
        desk.session.released('event');
        desk.wait(3_020);
      },
      result('78', 'silence'),
    ],
    [
      'the time for the whole',
      { maxDigits: 64, totalMs: 8_000 },
      (desk) => {
        for (const digit of '123456') {
          desk.key(digit);
          desk.wait(1_500);
        }
      },
      result('123456', 'timeout'),
    ],
    [
      'a minute at most',
      { maxDigits: 64, totalMs: 1e9, firstDigitMs: 1e9 },
      (desk) => desk.wait(60_020),
      result('', 'timeout'),
    ],
    [
      'digits by INFO',
      {},
      (desk) => {
        desk.session.digit('5');
        desk.session.digit('#');
      },
      result('5', 'terminator'),
    ],
    [
      'the same digits both ways count once',
      {},
      (desk) => {
        for (const digit of '12#') {
          desk.key(digit);
          desk.session.digit(digit);
        }
      },
      result('12', 'terminator'),
    ],
    [
      'INFO first',
      {},
      (desk) => {
        for (const digit of '12#') {
          desk.session.digit(digit);
          desk.key(digit);
        }
      },
      result('12', 'terminator'),
    ],
    [
      'no digits at all',
      {},
      (desk) => {
        for (const digit of ['A', '10', '', '1#']) desk.session.digit(digit);
      },
      [],
    ],
    [
      'close',
      {},
      (desk) => {
        desk.key('1');
        desk.session.close();
      },
      result('1', 'closed'),
    ],
    [
      "the thread's death",
      {},
      (desk) => {
        desk.session.lost('gone');
      },
      result('', 'closed'),
    ],
  ])('%s', (_name, rule, act, collected) => {
    const desk = new Desk();
    desk.collect(rule);
    act(desk);
    expect(desk.collected).toEqual(collected);
    desk.session.close();
    expect(desk.collected).toHaveLength(1);
    expect(desk.wheel.pending).toBe(0);
  });

  test('barge-in: a digit stops the prompt and counts', () => {
    const desk = new Desk();
    desk.play();
    desk.collect();
    desk.wait(20_000);
    desk.key('1');
    expect(desk.ends).toEqual(['stopped']);
    expect(desk.sent.at(-1)).toEqual({ type: 'stop', id: 1 });
    desk.key('#');
    expect(desk.collected).toEqual(result('1', 'terminator'));
  });

  test('without barge-in digits count from the end of the prompt', () => {
    const desk = new Desk();
    desk.play();
    desk.collect({ bargeIn: false });
    desk.key('1', '2');
    expect(desk.ends).toEqual([]);
    desk.played();
    desk.key('3', '#');
    expect(desk.collected).toEqual(result('3', 'terminator'));
  });

  test('the first digit is waited for from the end of the prompt, also of one that begins meanwhile', () => {
    const desk = new Desk();
    desk.play();
    desk.collect();
    desk.wait(10_000);
    desk.played();
    desk.wait(4_000);
    desk.play();
    desk.wait(10_000);
    desk.played();
    desk.wait(4_980);
    expect(desk.collected).toEqual([]);
    desk.wait(40);
    expect(desk.collected).toEqual(result('', 'silence'));
  });

  test('the terminator after a code of full length is not taken for the next entry', () => {
    const desk = new Desk();
    desk.collect();
    desk.key('1', '2', '3', '4');
    desk.collect();
    desk.key('#', '5', '#');
    expect(desk.collected).toEqual([...result('1234', 'length'), ...result('5', 'terminator')]);
    desk.session.close();
    expect(desk.wheel.pending).toBe(0);
  });

  test('but it is, when it comes late or a digit came between', () => {
    const desk = new Desk();
    desk.collect();
    desk.key('1', '2', '3', '4');
    desk.wait(3_020);
    desk.collect();
    desk.key('#');
    desk.collect();
    desk.key('1', '2', '3', '4');
    desk.collect();
    desk.key('5', '#');
    expect(desk.collected.map(({ digits, end }) => `${digits} ${end}`)).toEqual([
      ...['1234 length', ' terminator', '1234 length', '5 terminator'],
    ]);
  });

  test('a new collection ends the one before, a new prompt the one before', () => {
    const desk = new Desk();
    desk.play();
    desk.collect();
    desk.play();
    desk.collect();
    expect(desk.ends).toEqual(['stopped']);
    expect(desk.collected).toEqual(result('', 'closed'));
    desk.session.played(1);
    expect(desk.ends).toEqual(['stopped']);
    desk.session.played(2);
    expect(desk.ends).toEqual(['stopped', 'finished']);
  });

  test('after close nothing happens any more, whoever calls', () => {
    const desk = new Desk();
    desk.play();
    desk.session.close();
    const { sent, told } = desk;
    const before = [sent.length, told.length];
    desk.session.close();
    desk.session.stop();
    desk.play();
    desk.collect();
    desk.key('1');
    desk.session.digit('1');
    desk.played();
    desk.session.lost('gone');
    expect([sent.length, told.length]).toEqual(before);
    expect(desk.ends).toEqual(['closed']);
    expect(desk.collected).toEqual([]);
    expect(desk.session.accept('v=0')).toMatchObject({ reason: 'unavailable' });
    expect(desk.session.update('v=0')).toMatchObject({ reason: 'unavailable' });
  });

  test('closing out of any `done` is safe', () => {
    for (const act of [
      (desk: Desk) => desk.key('1'),
      (desk: Desk) => desk.played(),
      (desk: Desk) => desk.session.stop(),
      (desk: Desk) => desk.play(),
      (desk: Desk) => desk.session.lost('gone'),
    ]) {
      const desk = new Desk();
      desk.session.play([{ prompt: 'goodbye' }], {}, (end) => {
        desk.ends.push(end);
        desk.session.close();
      });
      desk.collect();
      act(desk);
      expect(desk.ends[0]).toBeDefined();
      expect(desk.collected).toEqual(result('', 'closed'));
      expect(desk.wheel.pending).toBe(0);
    }
  });

  test('in any order of things every play and every collection has exactly one end, and no timer is left', () => {
    const step = fc.constantFrom(
      'play',
      'stop',
      'collect',
      'key',
      'hash',
      'hold',
      'info',
      'played',
      'wait',
      'long',
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), fc.boolean(), (steps, bargeIn, dies) => {
        const desk = new Desk();
        let plays = 0;
        let collections = 0;
        const acts: Record<(typeof steps)[number], () => void> = {
          play: () => {
            plays += 1;
            desk.play();
          },
          stop: () => {
            desk.session.stop();
          },
          collect: () => {
            collections += 1;
            desk.collect({ bargeIn });
          },
          key: () => {
            desk.key('1');
          },
          hash: () => {
            desk.key('#');
          },
          hold: () => {
            desk.session.heard('2', 'event');
          },
          info: () => {
            desk.session.digit('3');
          },
          played: () => {
            desk.played();
          },
          wait: () => {
            desk.wait(500);
          },
          long: () => {
            desk.wait(5_100);
          },
        };
        for (const each of steps) acts[each]();
        if (dies) desk.session.lost('gone');
        else desk.session.close();
        expect(desk.ends).toHaveLength(plays);
        expect(desk.collected).toHaveLength(collections);
        expect(desk.wheel.pending).toBe(0);
      }),
    );
  });
});
