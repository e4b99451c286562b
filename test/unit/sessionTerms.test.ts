import { describe, expect, test } from '@jest/globals';
import { SipMessage } from '../../src/sip/message/sipMessage';
import {
  agreedAsUac,
  agreedAsUas,
  answerHeaders,
  isTooSmall,
  offerHeaders,
  raisedBy,
  sessionFacts,
  type SessionFacts,
  type SessionTerms,
} from '../../src/sip/embedded/dialog/sessionTerms';

const terms: SessionTerms = { expires: 1_800, minimum: 90 };

function message(startLine: string, headers: string): SipMessage {
  const scanned = SipMessage.scan(
    `${startLine}\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n` +
      `Call-ID: 1\r\nCSeq: 1 INVITE\r\n${headers}Content-Length: 0\r\n\r\n`,
  );
  if (!(scanned instanceof SipMessage)) throw new Error(scanned.problem);
  return scanned;
}
const request = (headers: string): SipMessage => message('INVITE sip:c@d SIP/2.0', headers);
const response = (headers: string): SipMessage => message('SIP/2.0 422 Session Interval Too Small', headers);
const facts = (changes: Partial<SessionFacts> = {}): SessionFacts => ({
  ...{ supportsTimer: true, expires: 1_800, refresher: null, minimum: null },
  ...changes,
});

describe('what a message says of session timers', () => {
  test.each([
    ['', { supportsTimer: false, expires: null, refresher: null, minimum: null }],
    ['Supported: 100rel, Timer\r\n', { supportsTimer: true, expires: null }],
    ['k: timer\r\nx: 90;refresher=uas\r\nMin-SE: 90\r\n', { expires: 90, refresher: 'uas', minimum: 90 }],
    ['Require: timer\r\nSession-Expires: 120 ; Refresher=UAC\r\n', { supportsTimer: true, refresher: 'uac' }],
    ['Session-Expires: soon\r\n', { supportsTimer: false, expires: null }],
    ['Session-Expires: 90;refresher=proxy\r\n', { expires: 90, refresher: null }],
    ['Supported: timer\r\nMin-SE: 120;a=b\r\n', { minimum: 120 }],
    ['Supported: timer\r\nSession-Expires: 99999999999\r\n', { expires: null }],
  ])('%j', (headers, expected) => {
    expect(sessionFacts(request(headers))).toMatchObject(expected);
  });
});

describe('what we agree to as UAS (RFC 4028 section 9)', () => {
  test.each([
    // Table 2.
    [false, null, 'we'],
    [false, 'uac', 'we'],
    [false, 'uas', 'we'],
    [true, null, 'they'],
    [true, 'uac', 'they'],
    [true, 'uas', 'we'],
  ] as const)('supports %j, refresher %j: %s', (supportsTimer, refresher, expected) => {
    expect(agreedAsUas(facts({ supportsTimer, refresher }), terms, null)).toEqual({
      interval: 1_800,
      refresher: expected,
    });
  });

  test.each(['we', 'they'] as const)(
    'where nobody is named the refresher stays who it was: %s',
    (current) => {
      expect(agreedAsUas(facts(), terms, current)?.refresher).toBe(current);
    },
  );

  test.each([
    ['theirs, when it is shorter', { expires: 600 }, 600],
    ['ours, when theirs is longer', { expires: 7_200 }, 1_800],
    ['not below their Min-SE', { expires: 7_200, minimum: 3_600 }, 3_600],
    ['ours, when they name none', { expires: null }, 1_800],
    ['ours raised to their Min-SE, when they name none', { expires: null, minimum: 2_000 }, 2_000],
    ['raised for a far end that would not understand 422', { supportsTimer: false, expires: 30 }, 90],
  ])('the interval is %s', (_name, said, interval) => {
    expect(agreedAsUas(facts(said), terms, null)?.interval).toBe(interval);
  });

  test('nothing where they know nothing of it', () => {
    expect(agreedAsUas(facts({ supportsTimer: false, expires: null }), terms, null)).toBeNull();
  });

  test('422 only to who knows it, and only below the minimum', () => {
    expect(isTooSmall(facts({ expires: 89 }), terms)).toBe(true);
    expect(isTooSmall(facts({ expires: 90 }), terms)).toBe(false);
    expect(isTooSmall(facts({ expires: null }), terms)).toBe(false);
    expect(isTooSmall(facts({ expires: 89, supportsTimer: false }), terms)).toBe(false);
  });

  test('the 2xx says who refreshes, and requires the extension of who has it', () => {
    expect(answerHeaders({ interval: 600, refresher: 'they' }, facts())).toBe(
      'Require: timer\r\nSession-Expires: 600;refresher=uac\r\n',
    );
    expect(answerHeaders({ interval: 600, refresher: 'we' }, facts({ supportsTimer: false }))).toBe(
      'Session-Expires: 600;refresher=uas\r\n',
    );
  });
});

describe('what we agree to as UAC (RFC 4028 section 7)', () => {
  test.each([
    [{ refresher: 'uac' }, { interval: 1_800, refresher: 'we' }],
    [{ refresher: 'uas' }, { interval: 1_800, refresher: 'they' }],
    // It has to be named; where it is not, somebody must do it.
    [{ refresher: null }, { interval: 1_800, refresher: 'we' }],
    [
      { expires: 1, refresher: 'uac' },
      { interval: 90, refresher: 'we' },
    ],
    [{ expires: null }, null],
  ] as const)('%j: %j', (said, expected) => {
    expect(agreedAsUac(facts(said), terms)).toEqual(expected);
  });

  test('the offer: Min-SE where it says more than its absence, the refresher where there is one', () => {
    expect(offerHeaders(terms, null)).toBe('Session-Expires: 1800\r\n');
    expect(offerHeaders({ expires: 1_800, minimum: 300 }, { interval: 200, refresher: 'they' })).toBe(
      'Session-Expires: 300;refresher=uas\r\nMin-SE: 300\r\n',
    );
  });

  test('a 422 raises the terms to what it names, unless that was offered', () => {
    expect(raisedBy(response('Min-SE: 3600\r\n'), terms, 1_800)).toEqual({ expires: 3_600, minimum: 3_600 });
    expect(raisedBy(response('Min-SE: 600\r\n'), terms, 300)).toEqual({ expires: 1_800, minimum: 600 });
    expect(raisedBy(response('Min-SE: 1800\r\n'), terms, 1_800)).toBeNull();
    expect(raisedBy(response(''), terms, 1_800)).toBeNull();
  });
});
