import type { PartyIdentity } from './callFacts';

/**
 * Emergency numbers by country: those a person in danger dials, national special lines of the same rank included, not
 * the non-emergency lines of the same services. Kept by hand because number libraries mix them with other short codes.
 */
const emergencyNumbers: Readonly<Record<string, string>> = {
  // North American plan
  US: '911',
  CA: '911',
  PR: '911',
  VI: '911',
  GU: '911',
  AS: '911',
  MP: '911',
  BM: '911',
  BS: '911 919',
  BB: '911 211 311 511',
  DO: '911',
  JM: '911 110 119',
  KY: '911',
  TT: '911 999 990 811',
  // European Union
  AT: '112 122 133 144',
  BE: '112 100 101',
  BG: '112 150 160 166',
  CY: '112 199',
  CZ: '112 150 155 156 158',
  DE: '112 110',
  DK: '112',
  EE: '112',
  ES: '112 061 062 080 085 091 092',
  FI: '112',
  FR: '112 15 17 18 114 115 119 191 196 197',
  GR: '112 100 108 166 199',
  HR: '112 192 193 194 195',
  HU: '112 104 105 107',
  IE: '112 999',
  IT: '112 113 114 115 118 1530',
  LT: '112',
  LU: '112 113',
  LV: '112 110 113',
  MT: '112',
  NL: '112',
  PL: '112 984 985 997 998 999',
  PT: '112',
  RO: '112',
  SE: '112',
  SI: '112 113',
  SK: '112 150 155 158',
  // France overseas
  GF: '112 15 17 18 114',
  GP: '112 15 17 18 114',
  MQ: '112 15 17 18 114',
  RE: '112 15 17 18 114',
  YT: '112 15 17 18 114',
  // Rest of Europe
  AL: '112 127 128 129',
  AD: '112 110 116 118',
  BA: '112 122 123 124',
  BY: '112 101 102 103 104',
  CH: '112 117 118 144 1414',
  FO: '112',
  GB: '999 112 18000',
  GG: '999 112',
  GI: '112 190 199 999',
  IM: '999 112',
  IS: '112',
  JE: '999 112',
  LI: '112 117 118 144',
  MC: '112 15 17 18',
  MD: '112',
  ME: '112 122 123 124',
  MK: '112 192 193 194',
  NO: '112 110 113',
  RS: '112 192 193 194',
  RU: '112 101 102 103 104 01 02 03 04',
  SM: '112 113 115 118',
  TR: '112 110 155 156',
  UA: '112 101 102 103 104',
  VA: '112 113 115 118',
  XK: '112 192 193 194',
  // Asia and the Pacific
  AM: '112 911 101 102 103 104',
  AU: '000 112 106',
  AZ: '112 101 102 103 104',
  BD: '999',
  CN: '110 119 120 122',
  FJ: '911 917',
  GE: '112',
  HK: '999 112 992',
  ID: '112 110 113 118 119',
  IN: '112 100 101 102 108',
  JP: '110 118 119',
  KG: '112 101 102 103 104',
  KR: '112 119',
  KZ: '112 101 102 103 104',
  LK: '110 119 1990',
  MO: '999 110 112',
  MN: '101 102 103 105',
  MY: '999 112',
  NP: '100 101 102',
  NZ: '111 112',
  PH: '911 112',
  PK: '15 16 115 1122 911',
  SG: '999 995 112',
  TH: '191 199 1669',
  TJ: '112 101 102 103 104',
  TW: '110 119 112 118',
  UZ: '112 101 102 103 104',
  VN: '112 113 114 115',
  // Middle East and Africa
  AE: '999 998 997 996 112',
  BH: '999',
  DZ: '14 17 112',
  EG: '122 123 180 112',
  GH: '112 191 192 193',
  IL: '100 101 102 112',
  JO: '911 112',
  KE: '999 112 911',
  KW: '112',
  LB: '112 125 140 175',
  MA: '15 19 177 112',
  MU: '112 114 115 999',
  NG: '112 199',
  OM: '9999',
  QA: '999',
  RW: '112',
  SA: '911 999 997 998 112',
  TN: '190 197 198',
  TZ: '112',
  UG: '999 112',
  ZA: '10111 10177 112',
  ZM: '991 992 993 999 112',
  ZW: '999 993 994 995 112',
  // Latin America
  AR: '911 100 101 107 112',
  BO: '110 118 119 911',
  BR: '190 192 193 191 194 197 198 199 112 911',
  BZ: '911',
  CL: '131 132 133',
  CO: '123 112',
  CR: '911',
  CU: '104 105 106',
  EC: '911',
  GT: '110 120 122 123',
  HN: '911',
  MX: '911',
  NI: '115 118 128',
  PA: '911 103 104',
  PE: '105 106 116',
  PY: '911',
  SV: '911 132',
  UY: '911',
  VE: '911 171',
};

/** Numbers that prove the emergency path works without troubling anyone; handled like the real ones. */
const testNumbers: Readonly<Record<string, string>> = { US: '933', CA: '933', PR: '933', VI: '933' };

/** Where the table has no line: the two numbers that most of the world understands. */
const elsewhere = ['112', '911'];

const listOf = (table: Readonly<Record<string, string>>, country: string): readonly string[] =>
  table[country]?.split(' ') ?? [];

const byCountry = new Map(
  Object.keys(emergencyNumbers).map((country) => [
    country,
    { emergency: new Set(listOf(emergencyNumbers, country)), test: new Set(listOf(testNumbers, country)) },
  ]),
);
const other = { emergency: new Set(elsewhere), test: new Set<string>() };

/** Countries the table has a line for. */
export const emergencyCountries: readonly string[] = [...byCountry.keys()];

export interface EmergencyCall {
  /** What goes out: the emergency number itself, or the whole `urn:` as received. */
  readonly number: string;
  /** A test number: same path, nobody in danger. */
  readonly test: boolean;
}

/** RFC 5031 (`sos` and its subservices) and RFC 6881 section 17 (`test.sos`). */
const serviceUrn = /^service:(?<test>test\.)?sos(?:\.[a-z0-9-]+)*$/i;
/** North American per-call codes that hide (*67) or show (*82) the caller; neither matters to an emergency call. */
const callerIdCode = /^\*(?:67|82)(?=\d)/;
/** `+911` and `+1911`: what switches make of 911 when they insist on E.164. No public number is as short. */
const internationalised = /^\+1?(?=\d{3}$)/;
const visualSeparators = /[-.() ]/g;
/** Longer than any number of the table with a code or a prefix in front of it. */
const longestDialled = 9;

/**
 * Whether a call from a place in this country is an emergency call (design.md section 4.2); null: it is not.
 *
 * @example emergencyCall({ scheme: 'sip', user: '*67911', ... }, 'US') // { number: '911', test: false }
 */
export const emergencyCall = (called: PartyIdentity, country: string): EmergencyCall | null => {
  if (called.scheme === 'urn') {
    const service = serviceUrn.exec(called.user);
    if (service === null) return null;
    return { number: `urn:${called.user}`, test: service.groups?.test !== undefined };
  }
  if (called.user.length > longestDialled) return null;
  const number = called.user
    .replace(visualSeparators, '')
    .replace(callerIdCode, '')
    .replace(internationalised, '');
  const numbers = byCountry.get(country) ?? other;
  if (numbers.emergency.has(number)) return { number, test: false };
  return numbers.test.has(number) ? { number, test: true } : null;
};
