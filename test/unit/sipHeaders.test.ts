import { describe, expect, test } from '@jest/globals';
import { isLooseRoute, targetOf, uriOf, withoutParameters } from '../../src/sip/message/address';
import { splitList } from '../../src/sip/message/headerReader';
import { parseVia } from '../../src/sip/message/via';

describe('lists', () => {
  test.each([
    ['', []],
    ['a', ['a']],
    ['a, b,c', ['a', 'b', 'c']],
    ['<sip:a,b@c>, <sip:d@e;x=1,2>', ['<sip:a,b@c>', '<sip:d@e;x=1,2>']],
    ['"a, b" <sip:c>, d', ['"a, b" <sip:c>', 'd']],
    ['"a \\", b" <sip:c>, d', ['"a \\", b" <sip:c>', 'd']],
    ['"a \\\\", b', ['"a \\\\"', 'b']],
    [',, a ,,', ['a']],
    ['"open, a', ['"open, a']],
  ])('%j', (value, parts) => {
    expect(splitList(value)).toEqual(parts);
  });
});

describe('addresses', () => {
  test.each([
    ['<sip:a@b;x=1>;expires=3', 'sip:a@b;x=1', '<sip:a@b;x=1>'],
    ['"x <y> \\" z" <sip:a@b>;tag=1', 'sip:a@b', '"x <y> \\" z" <sip:a@b>'],
    ['sip:a@b;tag=1', 'sip:a@b', '<sip:a@b>'],
    ['Joe <sip:a@b>', 'sip:a@b', 'Joe <sip:a@b>'],
  ])('%s', (value, uri, party) => {
    expect([uriOf(value), withoutParameters(value)]).toEqual([uri, party]);
  });

  test.each([
    ['sip:a@10.0.0.1', { host: '10.0.0.1', port: 0, transport: 'udp' }],
    ['SIP:10.0.0.1:5070;Transport=TCP;lr', { host: '10.0.0.1', port: 5070, transport: 'tcp' }],
    ['sips:a@h', { host: 'h', port: 0, transport: 'tls' }],
    ['sip:a;b=c@[2001:db8::1]:99?x=;transport=tcp', { host: '2001:db8::1', port: 99, transport: 'udp' }],
    ['sip:a@h:70000', null],
    ['sip:a@h;transport=sctp', null],
    ['sip:a@', null],
    ['tel:+1', null],
    ['*', null],
  ])('target of %s', (uri, target) => {
    expect(targetOf(uri)).toEqual(target);
  });

  test.each([
    ['<sip:a;lr>', true],
    ['<sip:a;lr=on;x>', true],
    ['<sip:a;LR?h=1>', true],
    ['<sip:a;lrx>', false],
    ['<sip:lr@a>', false],
  ])('loose route %s: %s', (route, loose) => {
    expect(isLooseRoute(route)).toBe(loose);
  });
});

describe('Via', () => {
  test.each([
    ['SIP/2.0/UDP h;branch=z9hG4bKa', ['udp', 'h', 0, 'z9hG4bKa', false]],
    ['SIP/2.0/TCP h:5070;rport;branch=b;x', ['tcp', 'h', 5070, 'b', true]],
    ['SIP/2.0/UDP h : 5070 ; rport = 9 ; BRANCH = b', ['udp', 'h', 5070, 'b', true]],
    ['SIP / 2.0 /TLS  [::1]:5061;branch=b', ['tls', '[::1]', 5061, 'b', false]],
    ['SIP/2.0/UDP a;branch=x, SIP/2.0/UDP b;branch=y;rport', ['udp', 'a', 0, 'x', false]],
    ['SIP/2.0/UDP a, SIP/2.0/UDP b;branch=y', ['udp', 'a', 0, '', false]],
  ])('%s', (line, [transport, host, port, branch, rport]) => {
    expect(parseVia(line)).toMatchObject({ transport, host, port, branch, rport });
  });
});
