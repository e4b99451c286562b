import { describe, expect, test } from '@jest/globals';
import { SdpOrigin } from '../../src/sip/sdpOrigin';

const headers = 'Content-Type: application/sdp\r\n';
const sdp = (port = 4000, lineEnd = '\r\n'): string =>
  [
    'v=0',
    'o=alice 2890844526 7 IN IP4 10.9.9.9',
    's=-',
    'c=IN IP4 10.9.9.9',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    '',
  ].join(lineEnd);
const originOf = (content: string): string => /^o=.*$/m.exec(content)?.[0].trimEnd() ?? '';

describe('the o= line', () => {
  test('becomes ours, the rest passes byte for byte', () => {
    const { headers: sent, content } = new SdpOrigin(42).rewrite({ headers, content: sdp() }, '192.0.2.1');
    expect(sent).toBe(headers);
    expect(content).toBe(
      sdp().replace('o=alice 2890844526 7 IN IP4 10.9.9.9', 'o=trunkline 42 1 IN IP4 192.0.2.1'),
    );
  });

  test('one version up at each change, none otherwise', () => {
    const origin = new SdpOrigin(42);
    const versions = [sdp(1), sdp(1), sdp(2), sdp(1), sdp(1)].map(
      (content) => originOf(origin.rewrite({ headers, content }, '192.0.2.1').content).split(' ')[2],
    );
    expect(versions).toEqual(['1', '1', '2', '3', '3']);
  });

  test("two like bodies but for the far end's own version count as a change", () => {
    const origin = new SdpOrigin(42);
    origin.rewrite({ headers, content: sdp() }, '192.0.2.1');
    const next = origin.rewrite({ headers, content: sdp().replace(' 7 IN', ' 8 IN') }, '192.0.2.1');
    expect(originOf(next.content)).toBe('o=trunkline 42 2 IN IP4 192.0.2.1');
  });

  test('an IPv6 address is named as such', () => {
    const { content } = new SdpOrigin(1).rewrite({ headers, content: sdp() }, '2001:db8::1');
    expect(originOf(content)).toBe('o=trunkline 1 1 IN IP6 2001:db8::1');
  });

  test('bare line feeds stay bare', () => {
    const { content } = new SdpOrigin(1).rewrite({ headers, content: sdp(1, '\n') }, '192.0.2.1');
    expect(content).toContain('v=0\no=trunkline 1 1 IN IP4 192.0.2.1\ns=-\n');
    expect(content).not.toContain('\r');
  });

  test('an o= elsewhere in a line is none', () => {
    const content = sdp().replace('s=-', 's=too o=x');
    expect(new SdpOrigin(1).rewrite({ headers, content }, '192.0.2.1').content).toContain(
      '\r\ns=too o=x\r\n',
    );
  });

  test('of a part of a multipart body', () => {
    const content = `--b\r\nContent-Type: application/sdp\r\n\r\n${sdp()}--b\r\nContent-Type: x/y\r\n\r\n\0\xff\r\n--b--\r\n`;
    const body = { headers: 'Content-Type: multipart/mixed;boundary=b\r\n', content };
    expect(new SdpOrigin(5).rewrite(body, '192.0.2.1').content).toBe(
      content.replace(/o=.*(?=\r\ns=)/, 'o=trunkline 5 1 IN IP4 192.0.2.1'),
    );
  });

  test('a body that is no session description, or has no o=, is left alone', () => {
    const origin = new SdpOrigin(1);
    const text = { headers: 'Content-Type: text/plain\r\n', content: sdp() };
    expect(origin.rewrite(text, '192.0.2.1')).toBe(text);
    for (const content of ['', 'v=0\r\ns=-\r\n', 'v=0\r\no=']) {
      expect(origin.rewrite({ headers, content }, '192.0.2.1').content).toBe(content);
    }
    expect(originOf(origin.rewrite({ headers, content: sdp() }, '192.0.2.1').content).split(' ')[2]).toBe(
      '1',
    );
  });
});
