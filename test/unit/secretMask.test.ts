import { describe, expect, test } from '@jest/globals';
import { withoutSecrets } from '../../src/sip/trace/secretMask';

const message = (headers: string, body = '', start = 'INVITE sip:+1@h SIP/2.0'): string =>
  `${start}\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`;

describe('secrets of a message', () => {
  test.each([
    [
      'digest credentials',
      'Authorization: Digest username="ada", realm="h", nonce="abc", response="0123456789abcdef"\r\nX: 1\r\n',
      'Authorization: Digest ***\r\nX: 1\r\n',
    ],
    [
      'of a proxy, folded, in odd case',
      'pROXY-aUTHORIZATION :  Digest username="ada",\r\n  response="abcdef"\r\nX: 1\r\n',
      'pROXY-aUTHORIZATION :  Digest ***\r\nX: 1\r\n',
    ],
    ['a token', 'Authorization: Bearer eyJhbGciOi\r\n', 'Authorization: Bearer ***\r\n'],
    [
      'a password in a URI',
      'Contact: <sip:ada:geheim@h>, <sips:bob@h:5061;x=a@b>\r\n',
      'Contact: <sip:ada:***@h>, <sips:bob@h:5061;x=a@b>\r\n',
    ],
    ['an address with a port is none', 'Contact: <sip:h:5060;lr>\r\n', 'Contact: <sip:h:5060;lr>\r\n'],
  ])('%s', (_name, headers, expected) => {
    expect(withoutSecrets(message(headers))).toBe(message(expected));
  });

  test('keys of media, and nothing else of a description', () => {
    const sdp = (suite: string, pwd: string, key: string): string =>
      `v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 ${suite}\r\na=ice-ufrag:abcd\r\n` +
      `a=ice-pwd:${pwd}\r\nk=clear:${key}\r\na=fingerprint:sha-256 12:34\r\nm=audio 4000 RTP/SAVP 0\r\n`;
    const headers = 'Content-Type: application/sdp\r\n';
    expect(withoutSecrets(message(headers, sdp('inline:WVNfX19zZW1jdGwg|2^20', 'geheim', 'geheim')))).toBe(
      message(headers, sdp('x'.repeat('inline:WVNfX19zZW1jdGwg|2^20'.length), 'xxxxxx', 'xxxxxx')),
    );
  });

  test.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', 'Signal=x\r\nDuration=160\r\n'],
    ['application/dtmf-relay', 'Signal= *\r\nDuration= 160', 'Signal= x\r\nDuration= 160'],
    ['application/dtmf', '1234#', 'xxxxx'],
    ['application/dtmf', 'A', 'x'],
    ['audio/telephone-event', '5', 'x'],
    ['application/vnd.nortelnetworks.digits', 'p=Digit-Collection\r\nd=4711', 'p=Digit-Collection\r\nd=xxxx'],
  ])('digits keyed in: %s %j', (type, body, expected) => {
    const headers = `Content-Type: ${type}\r\n`;
    const start = 'INFO sip:a@h SIP/2.0';
    expect(withoutSecrets(message(headers, body, start))).toBe(message(headers, expected, start));
  });

  test('digits reported by NOTIFY (RFC 4730)', () => {
    const body = '<kpml-response code="200" digits="4711#" tag="dtmf"/>';
    const masked = withoutSecrets(
      message('Content-Type: application/kpml-response+xml\r\n', body, 'NOTIFY sip:a@h SIP/2.0'),
    );
    expect(masked).not.toMatch(/4711/);
    expect(masked).toHaveLength(
      message('Content-Type: application/kpml-response+xml\r\n', body, 'NOTIFY sip:a@h SIP/2.0').length,
    );
  });

  test('what holds no secret stays byte for byte', () => {
    const text = message('X-Odd: \xff\xe9\r\n', 'v=0\r\nm=audio 4000 RTP/AVP 0 101\r\n');
    expect(withoutSecrets(text)).toBe(text);
    expect(withoutSecrets('garbage')).toBe('garbage');
  });
});
