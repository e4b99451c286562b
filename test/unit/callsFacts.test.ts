import { describe, expect, test } from '@jest/globals';
import { callFacts } from '../../src/calls/facts';
import { q850Cause, reasonLine } from '../../src/calls/reason';
import { message } from '../support/fakeStack';

const source = { transport: 'udp', address: '10.0.0.1', port: 5060 } as const;
const factsOf = (requestUri: string, headers: Readonly<Record<string, string>>) =>
  callFacts({ ...message({ headers }), source, requestUri, maxForwards: 70 });

describe('what a decision learns of an INVITE', () => {
  test('every identity, unescaped', () => {
    const facts = factsOf('sip:%2B13125550111;tgrp=to-carrier@trunk.example;user=phone', {
      From: '"Park, \\"Ada\\"" <sip:1001@pbx.example;otg=NY01>;tag=9',
      'P-Preferred-Identity': '<tel:+12125550101>',
      'P-Asserted-Identity': '"Ada" <sip:+12125550101@pbx.example>, <tel:+12125550101>',
      'Remote-Party-ID': '<sip:2125550101@pbx.example>;party=calling',
      Contact: '<sip:1001;tgrp=NY02;trunk-context=acme.example@10.0.0.1>',
      Privacy: 'ID;Critical',
    });
    expect(facts).toEqual({
      source,
      called: { scheme: 'sip', display: null, user: '+13125550111', host: 'trunk.example' },
      requestUri: 'sip:%2B13125550111;tgrp=to-carrier@trunk.example;user=phone',
      from: { scheme: 'sip', display: 'Park, "Ada"', user: '1001', host: 'pbx.example' },
      preferred: { scheme: 'tel', display: null, user: '+12125550101', host: '' },
      asserted: [
        { scheme: 'sip', display: 'Ada', user: '+12125550101', host: 'pbx.example' },
        { scheme: 'tel', display: null, user: '+12125550101', host: '' },
      ],
      remoteParty: { scheme: 'sip', display: null, user: '2125550101', host: 'pbx.example' },
      privacy: ['id', 'critical'],
      trunkGroupIdentities: ['to-carrier', 'NY02', 'NY01'],
      redirections: [],
    });
  });

  test('nonsense becomes nobody', () => {
    const facts = factsOf('gibberish', { From: '"open', 'P-Asserted-Identity': '<>, <sip:>' });
    expect(facts.called).toEqual({ scheme: 'other', display: null, user: 'gibberish', host: '' });
    expect(facts.from).toEqual({ scheme: 'other', display: null, user: '', host: '' });
    expect([facts.asserted, facts.privacy, facts.preferred]).toEqual([[], [], null]);
  });

  test('urns', () => {
    expect(factsOf('urn:service:sos', {}).called).toMatchObject({ scheme: 'urn', user: 'service:sos' });
  });
});

describe('Reason', () => {
  test('is written with the name of its cause', () => {
    expect(reasonLine(34)).toBe('Reason: Q.850;cause=34;text="No circuit/channel available"\r\n');
    expect(reasonLine(99)).toBe('Reason: Q.850;cause=99\r\n');
  });

  test.each([
    ['Q.850;cause=16', 16],
    ['SIP;cause=200;text="x", q.850 ; cause = 31', 31],
    ['SIP;cause=200', null],
    ['Q.850;cause=900', null],
    ['Q.850;cause=x', null],
    ['Q.850', null],
  ])('%s: cause %p', (Reason, cause) => {
    expect(q850Cause(message({ headers: { Reason } }))).toBe(cause);
  });
});
