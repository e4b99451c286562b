import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redirectReasons, type Redirection } from '../../src/model/redirection';
import { SipMessage } from '../../src/sip/message/sipMessage';
import { receivedRedirections } from '../../src/sip/receivedRedirections';
import { redirectionHeaders } from '../../src/sip/redirectionHeaders';

const read = (...headers: readonly string[]): readonly Redirection[] => {
  const scanned = SipMessage.scan(
    'INVITE sip:b@c SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n' +
      `Call-ID: 1\r\nCSeq: 1 INVITE\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n`,
  );
  if (!(scanned instanceof SipMessage)) throw new Error(scanned.problem);
  return receivedRedirections(scanned);
};

describe('where an INVITE was sent on from', () => {
  test('Diversion names the last station first (RFC 5806)', () => {
    expect(
      read(
        'Diversion: "Ben" <sip:1002@pbx.example>;reason=no-answer;counter=2, <tel:+12125550103>;reason="user-busy"',
        'Diversion: sip:+12125550104@pbx.example;reason=unconditional;privacy=off',
      ),
    ).toEqual([
      { from: '+12125550104', reason: 'unconditional' },
      { from: '+12125550103', reason: 'busy' },
      { from: '1002', reason: 'no_answer' },
    ]);
  });

  test.each(['deflection', 'time-of-day', 'unknown', ''])('the reason %s is none of ours', (reason) => {
    expect(read(`Diversion: <sip:1002@h>;reason=${reason}`)).toEqual([{ from: '1002', reason: 'unknown' }]);
  });

  test('History-Info names the first station first (RFC 7044); what was merely routed was not sent on', () => {
    expect(
      read(
        'History-Info: <sip:1002@h?Reason=SIP%3Bcause%3D486>;index=1, <sip:1003@h;cause=486>;index=1.1;mp=1',
        'History-Info: <sip:1003@h2>;index=1.1.1;rc=1.1, <sip:+14155550123@h3;cause=302>;index=1.1.1.1;mp=1.1.1',
      ),
    ).toEqual([
      { from: '1002', reason: 'busy' },
      { from: '1003', reason: 'unconditional' },
    ]);
    expect(read('History-Info: <sip:1002@h>;index=1')).toEqual([]);
  });

  test('Diversion counts where both stand', () => {
    expect(
      read(
        'History-Info: <sip:1@h>;index=1, <sip:2@h;cause=486>;index=1.1',
        'Diversion: <sip:3@h>;reason=user-busy',
      ),
    ).toEqual([{ from: '3', reason: 'busy' }]);
  });

  test.each([
    ['Diversion: <sip:1002@h>;reason=user-busy;privacy=full'],
    ['Diversion: <sip:1002@h>;reason=user-busy;privacy="uri"'],
    ['Diversion: <sip:anonymous@anonymous.invalid>;reason=user-busy'],
    ['Diversion: <sip:h>;reason=user-busy'],
    ['Diversion: <sip:1002'],
    [`Diversion: <sip:${'1'.repeat(65)}@h>;reason=user-busy`],
    [
      'History-Info: <sip:1@h?Privacy=history&Reason=SIP%3Bcause%3D486>;index=1, <sip:2@h;cause=486>;index=1.1',
    ],
    ['History-Info: <sip:1@h>;index=1, <sip:2@h;cause=486>;index=1.1\r\nPrivacy: id;history'],
  ])('whoever wants privacy, or cannot be read, is left out: %s', (line) => {
    expect(read(line)).toEqual([]);
  });

  test('of many the last ten', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `Diversion: <sip:${index}@h>;reason=user-busy`);
    expect(read(...lines).map(({ from }) => from)).toEqual([
      '9',
      '8',
      '7',
      '6',
      '5',
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
  });

  test('what we write of stations we read again, by either header', () => {
    const reason = fc.constantFrom(...(Object.keys(redirectReasons) as Redirection['reason'][]));
    const stations = fc.array(fc.record({ from: fc.stringMatching(/^\+?[0-9]{1,15}$/), reason }), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(stations, (told) => {
        const headers = redirectionHeaders(told, 'sip:target@h', (user) => `sip:${user}@h`).trimEnd();
        const [diversions, history] = [/^Diversion/, /^History/].map((name) =>
          headers.split('\r\n').filter((line) => name.test(line)),
        );
        // A transfer is no word of either; a cause says 302 of a further place that is rung, too.
        const named = told.map(({ from, reason: why }) => ({
          from,
          reason: why === 'transferred' ? 'unconditional' : why,
        }));
        expect(read(...(diversions ?? []))).toEqual(named);
        const caused = named.map(({ from, reason: why }) => ({
          from,
          reason: why === 'follow_me' ? 'unconditional' : why,
        }));
        expect(read(...(history ?? []))).toEqual(caused);
      }),
    );
  });
});
