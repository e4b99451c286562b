import { describe, expect, test } from '@jest/globals';
import { passesToOtherLeg } from '../../src/sip/headerPolicy';
import { SipMessage } from '../../src/sip/message/sipMessage';

const invite = (headers: string, body = ''): SipMessage => {
  const scanned = SipMessage.scan(
    'INVITE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n' +
      `Call-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n${headers}Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  if (!(scanned instanceof SipMessage)) throw new Error(scanned.problem);
  return scanned;
};

describe('what passes to the other leg', () => {
  test.each(['geolocation', 'geolocation-routing', 'reason', 'alert-info', 'user-to-user'])(
    '%s: always',
    (name) => {
      expect([passesToOtherLeg(name, false), passesToOtherLeg(name, true)]).toEqual([true, true]);
    },
  );

  test.each(['x-anything', 'subject', 'priority', 'p-charging-vector', 'call-info'])(
    '%s: between the trusted',
    (name) => {
      expect([passesToOtherLeg(name, false), passesToOtherLeg(name, true)]).toEqual([false, true]);
    },
  );

  test.each([
    ...[
      'via',
      'route',
      'record-route',
      'contact',
      'call-id',
      'cseq',
      'max-forwards',
      'allow',
      'supported',
      'require',
    ],
    ...[
      'session-expires',
      'min-se',
      'authorization',
      'proxy-authorization',
      'www-authenticate',
      'user-agent',
    ],
    ...[
      'from',
      'to',
      'p-asserted-identity',
      'p-preferred-identity',
      'remote-party-id',
      'privacy',
      'diversion',
    ],
    ...['history-info', 'referred-by', 'content-length', 'content-type', 'identity', 'replaces'],
    ...['join', 'target-dialog', 'in-reply-to'],
  ])('%s: never', (name) => {
    expect([passesToOtherLeg(name, false), passesToOtherLeg(name, true)]).toEqual([false, false]);
  });

  test('lines pass byte for byte: case, white space, folds, order, repetition, bytes beyond ASCII', () => {
    const foreign =
      'x-ODD :  \ta, b ,\r\n\t c \r\nX-Bytes: \xe5\xa4\xa7\0\x7f\r\ns: compact\r\nReason:SIP ;cause=200\r\n' +
      'X-Empty:\r\nx-odd: again\r\n';
    const message = invite(
      `Allow: INVITE\r\n${foreign}k: timer\r\nP-Asserted-Identity: <sip:1@a>\r\nx:  90\r\nb: <sip:x@y>\r\ny: sig\r\n`,
    );
    expect(message.passed(true)).toBe(foreign);
    expect(message.passed(false)).toBe('Reason:SIP ;cause=200\r\n');
  });

  test('the body keeps its own headers, also in compact form and multipart, and nothing beyond its length', () => {
    const content = '--b\r\n\r\n\0\xff--b--';
    const described =
      'c: multipart/mixed;\r\n boundary=b\r\nMIME-Version: 1.0\r\nContent-Disposition: session\r\nContent-ID: <1>\r\n';
    const message = invite(`X-Other: 1\r\n${described}`, content);
    expect(message.body).toEqual({ headers: described, content });
    expect(message.passed(true)).toBe('X-Other: 1\r\n');
    const scanned = SipMessage.scan(`${message.text}beyond`);
    expect(scanned instanceof SipMessage && scanned.body?.content).toBe(content);
  });
});
