import { describe, expect, test } from '@jest/globals';
import { getCountries } from 'libphonenumber-js/max';
import type { PartyIdentity } from '../../src/model/callFacts';
import { emergencyCall, emergencyCountries } from '../../src/model/emergencyNumbers';

const called = (user: string, scheme: PartyIdentity['scheme'] = 'sip'): PartyIdentity => ({
  scheme,
  user,
  host: 'trunkline.example',
  display: null,
});

describe('emergency numbers', () => {
  test.each<[PartyIdentity['scheme'], string, string, string]>([
    ['sip', '911', 'US', '911'],
    ['sips', '911', 'US', '911'],
    ['tel', '911', 'US', '911'],
    ['tel', '9-1-1', 'US', '911'],
    ['sip', '*67911', 'US', '911'],
    ['sip', '*82911', 'US', '911'],
    ['sip', '+911', 'US', '911'],
    ['sip', '+1911', 'US', '911'],
    ['sip', '911', 'CA', '911'],
    ['sip', '999', 'GB', '999'],
    ['sip', '112', 'GB', '112'],
    ['sip', '112', 'DE', '112'],
    ['sip', '110', 'DE', '110'],
    ['sip', '15', 'FR', '15'],
    ['sip', '000', 'AU', '000'],
    ['sip', '106', 'AU', '106'],
    ['sip', '10111', 'ZA', '10111'],
    ['sip', '911', 'ZZ', '911'],
    ['sip', '112', 'ZZ', '112'],
    ['urn', 'service:sos', 'US', 'urn:service:sos'],
    ['urn', 'service:sos.fire', 'US', 'urn:service:sos.fire'],
    ['urn', 'service:sos.ecall.manual', 'DE', 'urn:service:sos.ecall.manual'],
    ['urn', 'SERVICE:SOS', 'GB', 'urn:SERVICE:SOS'],
  ])('%s:%s in %s goes out as %s', (scheme, user, country, number) => {
    expect(emergencyCall(called(user, scheme), country)).toEqual({ number, test: false });
  });

  test.each<[PartyIdentity['scheme'], string, string, string]>([
    ['sip', '933', 'US', '933'],
    ['urn', 'service:test.sos', 'US', 'urn:service:test.sos'],
    ['urn', 'service:test.sos.fire', 'GB', 'urn:service:test.sos.fire'],
  ])('%s:%s in %s is a test', (scheme, user, country, number) => {
    expect(emergencyCall(called(user, scheme), country)).toEqual({ number, test: true });
  });

  test.each<[PartyIdentity['scheme'], string, string]>([
    ['sip', '9911', 'US'],
    ['sip', '9111', 'US'],
    ['sip', '91', 'US'],
    ['sip', '112', 'US'],
    ['sip', '911', 'GB'],
    ['sip', '933', 'GB'],
    ['sip', '*72911', 'US'],
    ['sip', '+12125550911', 'US'],
    ['sip', '2125550911', 'US'],
    ['sip', 'service:sos', 'US'],
    ['sip', '', 'US'],
    ['urn', 'service:counseling', 'US'],
    ['urn', 'service:sosfire', 'US'],
    ['urn', '911', 'US'],
  ])('%s:%s in %s is none', (scheme, user, country) => {
    expect(emergencyCall(called(user, scheme), country)).toBeNull();
  });

  test('the table names at least 60 countries, all of them real', () => {
    expect(emergencyCountries.length).toBeGreaterThanOrEqual(60);
    const real: readonly string[] = getCountries();
    expect(emergencyCountries.filter((country) => !real.includes(country))).toEqual([]);
  });

  test.each('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '))(
    '112 works in %s (directive 2018/1972)',
    (country) => {
      expect(emergencyCall(called('112'), country)).not.toBeNull();
    },
  );
});
