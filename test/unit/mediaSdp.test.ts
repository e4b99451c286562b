import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MediaRefusal } from '../../src/media/mediaRefusal';
import { negotiate, type Negotiated } from '../../src/media/sdp/offerAnswer';
import { MalformedSdp, parseSdp } from '../../src/media/sdp/sessionDescription';
import { writeAnswer, writeOffer } from '../../src/media/sdp/writeSdp';

const ipv4Only = (family: 4 | 6): boolean => family === 4;
const both = (): boolean => true;
const local = { address: '192.0.2.1', port: 20_000 };
const identity = { sessionId: 7, version: 2 };
const event = 'a=rtpmap:101 telephone-event/8000';

const sdp = (lines: readonly string[], connection = 'IN IP4 198.51.100.9', time = '0 0'): string =>
  ['v=0', 'o=a 1 1 IN IP4 198.51.100.9', 's=-', `c=${connection}`, `t=${time}`, ...lines, ''].join('\r\n');

function accepted(text: string, takesFamily = ipv4Only): Negotiated {
  const result = negotiate(text, takesFamily);
  if (result instanceof MediaRefusal) throw new Error(result.message);
  return result;
}

/** The lines of our answer from the first medium on. */
const answerTo = (text: string, takesFamily = ipv4Only): string[] => {
  const lines = writeAnswer(accepted(text, takesFamily), local, identity).split('\r\n');
  return lines.slice(
    lines.findIndex((line) => line.startsWith('m=')),
    -1,
  );
};

describe('answers to offers', () => {
  test('an ordinary phone', () => {
    const offer = sdp(
      ['m=audio 4000 RTP/AVP 9 0 8 101', event, 'a=fmtp:101 0-16', 'a=ptime:20'],
      undefined,
      '1 2',
    );
    expect(writeAnswer(accepted(offer), local, identity)).toBe(
      [
        ...['v=0', 'o=trunkline 7 2 IN IP4 192.0.2.1', 's=-', 'c=IN IP4 192.0.2.1', 't=1 2'],
        ...['m=audio 20000 RTP/AVP 0 101', 'a=rtpmap:0 PCMU/8000', event, 'a=fmtp:101 0-15'],
        ...['a=ptime:20', 'a=sendrecv', ''],
      ].join('\r\n'),
    );
    expect(accepted(offer).plan).toEqual({
      ...{ law: 'mu', payload: 0, eventPayload: 101, ptimeMs: 20, sends: true, rtcpMux: false },
      remote: {
        rtp: { address: '198.51.100.9', port: 4000 },
        rtcp: { address: '198.51.100.9', port: 4001 },
      },
    });
  });

  test.each([
    ['A-law preferred', ['m=audio 4000 RTP/AVP 8 0'], { law: 'a', payload: 8, eventPayload: null }],
    [
      'numbers of its own',
      ['m=audio 4000 RTP/AVP 112 96', 'a=rtpmap:112 pcma/8000/1', 'a=rtpmap:96 telephone-event/8000'],
      { law: 'a', payload: 112, eventPayload: 96 },
    ],
    [
      'a static number that means something else',
      ['m=audio 4000 RTP/AVP 0 8', 'a=rtpmap:0 OPUS/48000'],
      { law: 'a', payload: 8 },
    ],
    [
      'events of another clock',
      ['m=audio 4000 RTP/AVP 0 97', 'a=rtpmap:97 telephone-event/48000'],
      { eventPayload: null },
    ],
    ['10 ms', ['m=audio 4000 RTP/AVP 0', 'a=ptime:10'], { ptimeMs: 10 }],
    ['40 ms', ['m=audio 4000 RTP/AVP 0', 'a=ptime:40'], { ptimeMs: 40 }],
    ['60 ms is not made', ['m=audio 4000 RTP/AVP 0', 'a=ptime:60'], { ptimeMs: 20 }],
    [
      'a ptime that is too long for it',
      ['m=audio 4000 RTP/AVP 0', 'a=ptime:40', 'a=maxptime:30'],
      { ptimeMs: 30 },
    ],
    ['muxed RTCP', ['m=audio 4000 RTP/AVP 0', 'a=rtcp-mux'], { rtcpMux: true }],
    [
      'RTCP elsewhere',
      ['m=audio 4000 RTP/AVP 0', 'a=rtcp:53020 IN IP4 203.0.113.1'],
      {
        remote: {
          rtp: { address: '198.51.100.9', port: 4000 },
          rtcp: { address: '198.51.100.9', port: 53_020 },
        },
      },
    ],
    [
      'an address of the medium',
      ['m=audio 4000 RTP/AVP 0', 'c=IN IP4 203.0.113.7'],
      {
        remote: { rtp: { address: '203.0.113.7', port: 4000 }, rtcp: { address: '203.0.113.7', port: 4001 } },
      },
    ],
  ])('%s', (_name, lines, plan) => {
    expect(accepted(sdp(lines)).plan).toMatchObject(plan);
  });

  test('the first audio that can be taken is; all else is switched off in its place', () => {
    expect(
      answerTo(
        sdp([
          ...[
            'm=video 5000 RTP/AVP 96 97',
            'a=rtpmap:96 VP8/90000',
            'm=audio 4000 RTP/SAVP 0',
            'm=audio 0 RTP/AVP 0',
          ],
          ...['m=audio 4004 RTP/AVP 9', 'm=audio 4002 RTP/AVPF 8', 'a=sendonly', 'm=audio 4006 RTP/AVP 0'],
        ]),
      ),
    ).toEqual([
      ...['m=video 0 RTP/AVP 96 97', 'm=audio 0 RTP/SAVP 0', 'm=audio 0 RTP/AVP 0', 'm=audio 0 RTP/AVP 9'],
      ...[
        'm=audio 20000 RTP/AVPF 8',
        'a=rtpmap:8 PCMA/8000',
        'a=ptime:20',
        'a=recvonly',
        'm=audio 0 RTP/AVP 0',
      ],
    ]);
  });

  test.each([
    ['a=sendrecv', 'sendrecv', true],
    ['a=sendonly', 'recvonly', false],
    ['a=recvonly', 'sendonly', true],
    ['a=inactive', 'inactive', false],
  ])('%s is answered %s', (line, direction, sends) => {
    for (const text of [sdp(['m=audio 4000 RTP/AVP 0', line]), sdp([line, 'm=audio 4000 RTP/AVP 0'])]) {
      expect(accepted(text)).toMatchObject({ direction, plan: { sends } });
      expect(answerTo(text)).toContain(`a=${direction}`);
    }
  });

  test.each([
    ['IN IP4 0.0.0.0', 'sendrecv', 'recvonly'],
    ['IN IP4 0.0.0.0', 'recvonly', 'inactive'],
    ['IN IP6 ::', 'sendrecv', 'recvonly'],
  ])('hold by an address of zeros: %s, %s', (connection, offered, direction) => {
    expect(accepted(sdp(['m=audio 4000 RTP/AVP 0', `a=${offered}`], connection), both)).toMatchObject({
      direction,
      plan: { sends: false, remote: null },
    });
  });

  test('IPv6, where it is listened on', () => {
    const text = sdp(['m=audio 4000 RTP/AVP 0'], 'IN IP6 2001:db8::9');
    expect(accepted(text, both).plan.remote?.rtp.address).toBe('2001:db8::9');
    const answer = writeAnswer(accepted(text, both), { address: '2001:db8::1', port: 20_000 }, identity);
    expect(answer).toContain('\r\nc=IN IP6 2001:db8::1\r\n');
    expect(negotiate(text, ipv4Only)).toMatchObject({ reason: 'unusable_address', fault: 'offer' });
  });

  test('our own offer is one that we would take', () => {
    expect(accepted(writeOffer(local, identity)).plan).toMatchObject({
      law: 'mu',
      payload: 0,
      eventPayload: 101,
    });
  });
});

describe('refusals', () => {
  test.each([
    ['malformed_sdp', 'hello'],
    ['malformed_sdp', ''],
    ['malformed_sdp', 'v=0\r\nm=audio\r\n'],
    ['malformed_sdp', sdp(['m=audio 70000 RTP/AVP 0'])],
    ['malformed_sdp', sdp(['m=audio 4000 RTP/AVP 0'], 'somewhere')],
    ['malformed_sdp', sdp(Array.from({ length: 33 }, () => 'm=audio 4000 RTP/AVP 0'))],
    ['malformed_sdp', sdp([`a=${'x'.repeat(20_000)}`])],
    ['no_audio', sdp(['m=video 4000 RTP/AVP 96'])],
    ['no_audio', sdp(['m=audio 0 RTP/AVP 0'])],
    ['no_common_codec', sdp(['m=audio 4000 RTP/AVP 9 18'])],
    [
      'no_common_codec',
      sdp(['m=audio 4000 RTP/AVP 111 999', 'a=rtpmap:111 opus/48000/2', 'a=rtpmap:999 PCMU/8000']),
    ],
    ['encrypted_media', sdp(['m=audio 4000 RTP/SAVP 0', 'm=audio 4002 UDP/TLS/RTP/SAVPF 0'])],
    ['unusable_address', sdp(['m=audio 4000 RTP/AVP 0'], 'IN IP4 media.example.com')],
    ['unusable_address', sdp(['m=audio 4000 RTP/AVP 0'], 'IN IP4 224.2.1.1/127')],
    ['unusable_address', sdp(['m=audio 4000 RTP/AVP 0'], 'IN IP4 255.255.255.255')],
    ['unusable_address', sdp(['m=audio 4000 RTP/AVP 0']).replace(/c=.*\r\n/, '')],
  ])('%s', (reason, text) => {
    const refusal = negotiate(text, ipv4Only);
    expect(refusal).toBeInstanceOf(MediaRefusal);
    expect(refusal).toMatchObject({ reason, fault: 'offer' });
    expect((refusal as MediaRefusal).message).not.toBe('');
  });

  test('whatever comes is read or refused, and answered with as many media as it has', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom(
        'm=audio 4000 RTP/AVP 0 101',
        'm=audio 9 RTP/AVP 8',
        'm=video 1 RTP/AVP 96',
        'a=inactive',
        event,
      ),
      fc.constantFrom(
        'a=ptime:',
        'a=ptime:x',
        'a=maxptime:5',
        'a=rtcp:0',
        'c=IN IP4 0.0.0.0',
        'a=rtpmap:0 /8000',
        'a=__proto__',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = sdp(lines);
        const result = negotiate(text, both);
        if (result instanceof MediaRefusal) return;
        const answer = writeAnswer(result, local, identity);
        expect(parseSdp(answer).media).toHaveLength(parseSdp(text).media.length);
      }),
    );
  });

  test('line ends of every kind are read', () => {
    const text = sdp(['m=audio 4000 RTP/AVP 0']);
    for (const end of ['\n', '\r']) expect(parseSdp(text.replaceAll('\r\n', end))).toEqual(parseSdp(text));
    expect(() => parseSdp('v=1\r\n')).toThrow(MalformedSdp);
  });
});
