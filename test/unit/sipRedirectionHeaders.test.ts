import { expect, test } from '@jest/globals';
import { redirectionHeaders } from '../../src/sip/redirectionHeaders';

const ownUri = (user: string): string => `sip:${user}@trunk.example`;
const target = 'sip:+14155550123@carrier.example';

test('nobody sent it on: no header', () => {
  expect(redirectionHeaders([], target, ownUri)).toBe('');
});

test('one station: who, why, and where the call goes now', () => {
  expect(redirectionHeaders([{ from: '+12125550102', reason: 'busy' }], target, ownUri)).toBe(
    'Diversion: <sip:+12125550102@trunk.example>;reason=user-busy;counter=1\r\n' +
      'History-Info: <sip:+12125550102@trunk.example?Reason=SIP%3Bcause%3D486>;index=1, ' +
      '<sip:+14155550123@carrier.example;cause=486>;index=1.1;mp=1\r\n',
  );
});

test('two stations: Diversion has the last first (RFC 5806), History-Info the first first (RFC 7044)', () => {
  const stations = [
    { from: '+12125550102', reason: 'unconditional' },
    { from: '1001', reason: 'not_reachable' },
  ] as const;
  expect(redirectionHeaders(stations, target, ownUri).split('\r\n')).toEqual([
    'Diversion: <sip:1001@trunk.example>;reason=unavailable;counter=1',
    'Diversion: <sip:+12125550102@trunk.example>;reason=unconditional;counter=1',
    'History-Info: <sip:+12125550102@trunk.example>;index=1, ' +
      '<sip:1001@trunk.example;cause=302?Reason=SIP%3Bcause%3D503>;index=1.1;mp=1, ' +
      '<sip:+14155550123@carrier.example;cause=503>;index=1.1.1;mp=1.1',
    '',
  ]);
});
