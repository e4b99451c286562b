import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesPattern } from '../../src/model/numberPattern';
import { numberReceived, numberSent, type NumberedPeer } from '../../src/model/numberPolicy';
import type { NumberPolicy } from '../../src/model/settings';

const plain: NumberPolicy = {
  sent: { format: 'e164_plus', called: [], calling: [] },
  received: { format: null, called: [], calling: [] },
  untouched: [],
};
const peer = (changes: Partial<NumberPolicy>): NumberedPeer => ({
  numberFormat: 'e164_plus',
  numberPolicy: { ...plain, ...changes },
});

describe('patterns', () => {
  test.each([
    ['112', '112', true],
    ['1122', '112', false],
    ['11', '112', false],
    ['0800', '0800*', true],
    ['08001234', '0800*', true],
    ['0700', '0800*', false],
    ['+14155550131', '+1415555013?', true],
    ['+1415555013', '+1415555013?', false],
    ['+1415555013a', '+1415555013?', false],
    ['', '*', true],
    ['anybody', '*', true],
  ])('%s and %s: %p', (number, pattern, matches) => {
    expect(matchesPattern(number, pattern)).toBe(matches);
  });
});

describe('numbers sent', () => {
  test('without a policy the format says all', () => {
    const national: NumberedPeer = { numberFormat: 'national', numberPolicy: null };
    expect(numberSent(national, 'called', '+12125550101', 'US')).toBe('2125550101');
    expect(numberSent(national, 'calling', '+442071838750', 'GB')).toBe('02071838750');
  });

  test('rules look at the number as the format writes it; called and calling each have their own', () => {
    const carrier = peer({
      sent: {
        format: 'e164',
        called: [
          { strip: '44', add: '0044' },
          { strip: '', add: '99#' },
        ],
        calling: [{ strip: '1', add: '' }],
      },
    });
    expect(numberSent(carrier, 'called', '+442071838750', 'US')).toBe('00442071838750');
    expect(numberSent(carrier, 'called', '+12125550101', 'US')).toBe('99#12125550101');
    expect(numberSent(carrier, 'calling', '+12125550101', 'US')).toBe('2125550101');
    expect(numberSent(carrier, 'calling', '+442071838750', 'US')).toBe('442071838750');
  });

  test('numbers to leave alone go out as the pattern writes them', () => {
    const carrier = peer({
      sent: { format: 'e164', called: [{ strip: '', add: '99' }], calling: [] },
      untouched: ['112', '0800*', '+1900*'],
    });
    expect(numberSent(carrier, 'called', '112', 'GB')).toBe('112');
    expect(numberSent(carrier, 'called', '+448001111111', 'GB')).toBe('08001111111');
    expect(numberSent(carrier, 'called', '+19005550101', 'US')).toBe('+19005550101');
    expect(numberSent(carrier, 'called', '411', 'US')).toBe('99411');
  });
});

describe('numbers received', () => {
  const pbx = peer({
    received: {
      format: null,
      called: [
        { strip: '900', add: '+' },
        { strip: '9', add: '' },
      ],
      calling: [{ strip: '0', add: '+44' }],
    },
    untouched: ['911', '98*'],
  });

  test.each([
    ['called', '90044207', '+44207'],
    ['called', '92125550101', '2125550101'],
    ['called', '2125550101', '2125550101'],
    ['called', '911', '911'],
    ['called', '985551', '985551'],
    ['called', '9lives', '9lives'],
    ['calling', '02071838750', '+442071838750'],
    ['calling', '92125550101', '92125550101'],
  ] as const)('%s %s is read as %s', (part, user, expected) => {
    expect(numberReceived(pbx, part, user)).toBe(expected);
  });
});

test('names are never rewritten, whatever the rules', () => {
  const digits = fc.stringMatching(/^\+?[0-9*#]{0,6}$/);
  const rules = fc.array(fc.record({ strip: digits, add: digits }));
  const name = fc.stringMatching(/^[a-z0-9._-]{0,6}[a-z._-][a-z0-9._-]{0,6}$/);
  fc.assert(
    fc.property(rules, rules, name, (called, calling, user) => {
      const any = peer({
        sent: { format: 'national', called, calling },
        received: { format: 'e164', called, calling },
      });
      for (const part of ['called', 'calling'] as const) {
        expect(numberSent(any, part, user, 'US')).toBe(user);
        expect(numberReceived(any, part, user)).toBe(user);
      }
    }),
  );
});
