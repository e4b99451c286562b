import { describe, expect, test } from '@jest/globals';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import fc from 'fast-check';
import { formatNumber, normaliseCarrierNumber, normaliseNumber } from '../../src/model/phoneNumber';
import type { NumberFormat } from '../../src/model/settings';

type Row = readonly [
  what: string,
  dialled: string,
  country: string,
  areaCode: string | null,
  expected: string | null,
];

const rows: readonly Row[] = [
  ['E.164', '+12125550101', 'US', '212', 'e164 +12125550101'],
  ['E.164 of another country', '+442071838750', 'US', '212', 'e164 +442071838750'],
  ['E.164 with separators', '+1 (212) 555-0101', 'US', '212', 'e164 +12125550101'],
  ['national', '2125550101', 'US', '212', 'e164 +12125550101'],
  ['national with separators', '212.555.0101', 'US', '212', 'e164 +12125550101'],
  ['national with the trunk prefix', '13125550111', 'US', '212', 'e164 +13125550111'],
  ['a range not in service', '2119990101', 'US', '212', 'e164 +12119990101'],
  ['7 digits in the area', '5550101', 'US', '212', 'e164 +12125550101'],
  ['7 digits without an area code', '5550101', 'US', null, 'short 5550101'],
  ['7 digits in Canada', '5550101', 'CA', '416', 'e164 +14165550101'],
  ['international prefix of the North American plan', '011442071838750', 'US', '212', 'e164 +442071838750'],
  ['international prefix, impossible rest', '0114420', 'US', null, 'short 0114420'],
  ['international prefix, calling code 0', '01104420718387', 'US', '212', 'impossible 01104420718387'],
  ['an extension', '1001', 'US', '212', 'short 1001'],
  ['a short code', '411', 'US', '212', 'short 411'],
  ['too many digits', '22125550101', 'US', '212', 'impossible 22125550101'],
  ['too few digits', '21255501', 'US', '212', 'impossible 21255501'],
  ['+1 with too few digits', '+1212555', 'US', '212', 'impossible +1212555'],
  ['+ with more than 15 digits', '+4420718387501234', 'GB', null, 'impossible +4420718387501234'],
  ['endless digits', '9'.repeat(5_000), 'GB', null, `impossible ${'9'.repeat(5_000)}`],
  ['an unknown calling code', '+999123456789', 'US', '212', 'e164 +999123456789'],
  ['a name', 'alice', 'US', '212', null],
  ['a name with digits', 'alice1', 'US', '212', null],
  ['a feature code', '*72', 'US', '212', null],
  ['nothing', '', 'US', '212', null],
  ['a plus alone', '+', 'US', '212', null],
  ['British national', '02071838750', 'GB', null, 'e164 +442071838750'],
  ['British national without the trunk prefix', '2071838750', 'GB', null, 'e164 +442071838750'],
  ['British international', '0012125550101', 'GB', null, 'e164 +12125550101'],
  ['a British extension', '2001', 'GB', null, 'short 2001'],
  ['German national', '030123456', 'DE', null, 'e164 +4930123456'],
  ['a German extension', '1001', 'DE', null, 'short 1001'],
  ['Italian: the 0 belongs to the number', '0612345678', 'IT', null, 'e164 +390612345678'],
  ['Australian international', '0011442071838750', 'AU', null, 'e164 +442071838750'],
  ['Spanish: no trunk prefix', '612345678', 'ES', null, 'e164 +34612345678'],
  ['Russian: trunk prefix 8', '89161234567', 'RU', null, 'e164 +79161234567'],
  ['Russian international', '810442071838750', 'RU', null, 'e164 +442071838750'],
  ['a country nobody knows', '12345678', 'ZZ', null, 'short 12345678'],
];

const written = (read: { kind: string; number: string } | null): string | null =>
  read === null ? null : `${read.kind} ${read.number}`;

describe('what a PBX dials', () => {
  test.each(rows)('%s: %s in %s', (_what, dialled, country, areaCode, expected) => {
    const plan = { country, areaCode };
    expect(written(normaliseNumber(dialled, plan))).toBe(expected);
    expect(written(normaliseNumber(dialled, plan))).toBe(expected);
  });

  test.each([
    ['1001', '1001'],
    ['5550101', '5550101'],
    ['21255501', null],
    ['+12125550101', null],
  ])('%s may be the extension %s', (dialled, extension) => {
    expect(normaliseNumber(dialled, { country: 'US', areaCode: '212' })?.extension).toBe(extension);
  });
});

describe('what a carrier sends', () => {
  test.each<[NumberFormat, string, string, string | null]>([
    ['e164_plus', '+12125550101', 'US', 'e164 +12125550101'],
    ['e164_plus', '12125550101', 'US', 'e164 +12125550101'],
    ['e164_plus', '2125550101', 'US', 'e164 +12125550101'],
    ['e164', '12125550101', 'US', 'e164 +12125550101'],
    ['e164', '442071838750', 'US', 'e164 +442071838750'],
    ['e164', '+442071838750', 'US', 'e164 +442071838750'],
    ['national', '2125550101', 'US', 'e164 +12125550101'],
    ['national', '+442071838750', 'US', 'e164 +442071838750'],
    ['national', '02071838750', 'GB', 'e164 +442071838750'],
    ['national', '911', 'US', 'short 911'],
    ['e164', '911', 'US', 'short 911'],
    ['e164', 'anonymous', 'US', null],
  ])('%s: %s for %s', (format, received, country, expected) => {
    expect(written(normaliseCarrierNumber(received, format, country))).toBe(expected);
  });
});

describe('what we send', () => {
  test.each<[string, NumberFormat, string, string]>([
    ['+12125550101', 'e164_plus', 'US', '+12125550101'],
    ['+12125550101', 'e164', 'US', '12125550101'],
    ['+12125550101', 'national', 'US', '2125550101'],
    ['+14165550101', 'national', 'US', '4165550101'],
    ['+442071838750', 'national', 'US', '+442071838750'],
    ['+442071838750', 'national', 'GB', '02071838750'],
    ['+390612345678', 'national', 'IT', '0612345678'],
    ['+12125550101', 'national', 'ZZ', '+12125550101'],
    ['1001', 'e164_plus', 'US', '1001'],
    ['1001', 'national', 'US', '1001'],
  ])('%s as %s in %s', (number, format, country, expected) => {
    expect(formatNumber(number, format, country)).toBe(expected);
    expect(formatNumber(number, format, country)).toBe(expected);
  });

  test('a number written for a peer is read back as the same number, in every country', () => {
    let checked = 0;
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples)?.number;
      if (number === undefined) continue;
      for (const format of ['e164_plus', 'e164', 'national'] as const) {
        const sent = formatNumber(number, format, country);
        const read = normaliseCarrierNumber(sent, format, country);
        expect([country, format, sent, read?.number]).toEqual([country, format, sent, number]);
      }
      checked += 1;
    }
    expect(checked).toBeGreaterThan(200);
  });
});

test('whatever a user part holds is read without an error, and E.164 comes out as + and at most 15 digits', () => {
  const plans = fc
    .constantFrom('US', 'GB', 'DE', 'JP', 'ZZ')
    .map((country) => ({ country, areaCode: '212' }));
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[+]?[0-9 ().-]{0,20}$/));
  fc.assert(
    fc.property(text, plans, (user, plan) => {
      const read = normaliseNumber(user, plan);
      if (read?.kind === 'e164') expect(read.number).toMatch(/^\+[1-9]\d{1,14}$/);
      if (read !== null && read.kind !== 'e164') expect(read.number).toMatch(/^\+?\d+$/);
    }),
  );
});
