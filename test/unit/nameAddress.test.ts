import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatNameAddress, parseNameAddress } from '../../src/sip/nameAddress';

describe('parseNameAddress', () => {
  test.each([
    ['<sip:a@b>;tag=1', { display: null, uri: 'sip:a@b', parameters: ';tag=1' }],
    ['sip:a@b;tag=1', { display: null, uri: 'sip:a@b', parameters: ';tag=1' }],
    ['  sip:a@b  ', { display: null, uri: 'sip:a@b', parameters: '' }],
    ['Alice Park <sip:a@b;lr> ; tag=1', { display: 'Alice Park', uri: 'sip:a@b;lr', parameters: '; tag=1' }],
    [
      '"Park, \\"Ada\\" \\\\ <x>" <sip:a@b>',
      { display: 'Park, "Ada" \\ <x>', uri: 'sip:a@b', parameters: '' },
    ],
    ['""<sip:a@b>', { display: null, uri: 'sip:a@b', parameters: '' }],
    ['<tel:+1;phone-context=x>', { display: null, uri: 'tel:+1;phone-context=x', parameters: '' }],
  ])('reads %s', (value, expected) => {
    expect(parseNameAddress(value)).toEqual(expected);
  });

  test.each(['', ' ', '"open <sip:a@b>', '"name"', '<sip:a@b', '<>', '"\\', ';tag=1'])(
    'gives null for %j',
    (value) => {
      expect(parseNameAddress(value)).toBeNull();
    },
  );

  test('never throws; what is written stays in its line and reads back', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (junk) => void parseNameAddress(junk)));
    const byte = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f);
    const text = fc.string({ unit: byte.map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(text, (display) => {
        const value = formatNameAddress(display, 'sip:a@b', ';tag=1');
        expect(parseNameAddress(value)).toEqual({
          display: display === '' ? null : display,
          uri: 'sip:a@b',
          parameters: ';tag=1',
        });
      }),
    );
    expect(formatNameAddress('a\r\nVia: x', 'sip:a@b')).toBe('"a  Via: x" <sip:a@b>');
    expect(formatNameAddress(null, 'sip:a@b')).toBe('<sip:a@b>');
  });
});
