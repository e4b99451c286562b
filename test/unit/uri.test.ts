import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatHostPort } from '../../src/model/hostPort';
import { escapeUser, formatSipUri, parameter, parseUri, toBinary, unescapeUri } from '../../src/sip/uri';

const plain = { userParameters: '', port: null, parameters: '' };

describe('parseUri', () => {
  test.each([
    ['sip:alice@example.com', { ...plain, scheme: 'sip', user: 'alice', host: 'example.com' }],
    [
      'SIPS:Alice@EXAMPLE.com:5061',
      { ...plain, scheme: 'sips', user: 'Alice', host: 'example.com', port: 5061 },
    ],
    ['sip:example.com', { ...plain, scheme: 'sip', user: '', host: 'example.com' }],
    [
      'sip:+1212%2a67@10.0.0.1;user=phone?Subject=x',
      {
        ...plain,
        scheme: 'sip',
        user: '+1212*67',
        host: '10.0.0.1',
        parameters: ';user=phone',
      },
    ],
    [
      'sip:bob:secret@[2001:DB8::1]:5080;lr',
      {
        ...plain,
        scheme: 'sip',
        user: 'bob',
        host: '2001:db8::1',
        port: 5080,
        parameters: ';lr',
      },
    ],
    ['sip:[::1]', { ...plain, scheme: 'sip', user: '', host: '::1' }],
    [
      'sip:+1212;tgrp=TG-1;trunk-context=example.com@gw.example',
      {
        ...plain,
        scheme: 'sip',
        user: '+1212',
        userParameters: ';tgrp=TG-1;trunk-context=example.com',
        host: 'gw.example',
      },
    ],
    ['sip:a;b:c@d', { ...plain, scheme: 'sip', user: 'a', userParameters: ';b:c', host: 'd' }],
    ['sip:100%@h', { ...plain, scheme: 'sip', user: '100%', host: 'h' }],
    ['sip:a?b/c@h', { ...plain, scheme: 'sip', user: 'a?b/c', host: 'h' }],
    [
      'tel:+1-212-555;phone-context=x',
      {
        ...plain,
        scheme: 'tel',
        user: '+1-212-555',
        host: '',
        userParameters: ';phone-context=x',
      },
    ],
    ['urn:service:sos.police', { ...plain, scheme: 'urn', user: 'service:sos.police', host: '' }],
    ['mailto:a@b', { ...plain, scheme: 'other', user: 'a@b', host: '' }],
  ])('reads %s', (text, expected) => {
    expect(parseUri(text)).toEqual(expected);
  });

  test.each([
    '',
    ':',
    'sip',
    'sip:',
    'sip:@',
    'sip:alice@',
    'sip:a@b@c',
    'sip:a@h:',
    'sip:a@h:70000',
    'sip:a@h:5x',
    'sip:a@h i',
    'sip:a@[::1',
    'sip:a@[]',
    'sip:a@[x]',
    'sip:a@"h"',
    'sip:a@h>',
  ])('gives null for %j', (text) => {
    expect(parseUri(text)).toBeNull();
  });

  test('never throws, and reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (junk, more) => {
        parseUri(junk);
        parseUri(`sip:${more}`);
        parameter(junk, 'tag');
      }),
    );
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(
        fc.string({ unit: byte, minLength: 1 }),
        fc.option(fc.integer({ min: 0, max: 65535 })),
        (user, port) => {
          const uri = formatSipUri(user, 'host.example', port, ';x=y');
          expect(uri).toMatch(/^[\x21-\x7e]+$/);
          expect(parseUri(uri)).toMatchObject({ user, host: 'host.example', port, parameters: ';x=y' });
        },
      ),
    );
  });
});

describe('parameters', () => {
  test.each([
    [';tag=abc', 'tag', 'abc'],
    ['; TAG = abc ;lr', 'tag', 'abc'],
    [';lr;tag=1', 'lr', ''],
    [';text="a;tag=2 \\" b";tag=3', 'tag', '3'],
    [';text="a;b \\" c"', 'text', 'a;b " c'],
    [';tagger=1', 'tag', null],
    ['', 'tag', null],
    [';', 'tag', null],
    [';open="never closed;tag=1', 'tag', null],
  ])('%j: %s is %j', (parameters, name, value) => {
    expect(parameter(parameters, name)).toBe(value);
  });
});

test('escapes come and go', () => {
  expect(unescapeUri('%41%zz%4')).toBe('A%zz%4');
  expect(escapeUser('*67#;x y')).toBe('*67%23%3Bx%20y');
  expect(escapeUser('Zoë'.normalize('NFC'))).toBe('Zo%EB');
  expect(escapeUser('日')).toBe('%E6%97%A5');
  expect(toBinary('日')).toBe('\u00e6\u0097\u00a5');
  expect(formatHostPort('2001:db8::1', 5060)).toBe('[2001:db8::1]:5060');
  expect(formatSipUri('', 'h', null, '', 'sips')).toBe('sips:h');
});
