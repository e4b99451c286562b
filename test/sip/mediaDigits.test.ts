import { createSocket } from 'node:dgram';
import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually';
import { freePort } from '../support/freePort';
import { MediaLab, type TestCall } from '../support/mediaLab';
import { describeWith } from '../support/programs';
import { pause, receiveResponse, scenario, send } from '../support/scenario';
import { Sipp, stopAllSipp } from '../support/sipp';

/** Recordings of telephone events that come with sipp; it plays them through a raw socket, which only root may open. */
const recordings = '/usr/share/sip-tester';
const names: Readonly<Record<string, string>> = { '#': 'pound', '*': 'star' };
const needs = [
  'sipp',
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...(haveRecordings() ? [] : ['dtmf-pcaps']),
];

function haveRecordings(): boolean {
  try {
    return readdirSync(recordings).includes('dtmf_2833_pound.pcap');
  } catch {
    return false;
  }
}

const common = [
  'Call-ID: [call_id]',
  'From: <sip:a@[local_ip]>;tag=[call_number]',
  'Contact: <sip:a@[local_ip]:[local_port]>',
];
const via = 'Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]';
const body = `v=0
o=- 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 [telephoneEvent]
a=rtpmap:[telephoneEvent] telephone-event/8000
a=fmtp:[telephoneEvent] 0-15`;

/** Calls, keys the digits in, and hangs up. */
const keying = (digits: string, payloadType: number): string =>
  scenario(
    'keying',
    send(
      [
        'INVITE sip:b@[remote_ip] SIP/2.0',
        via,
        ...common,
        'To: <sip:b@[remote_ip]>',
        'CSeq: 1 INVITE',
        'Max-Forwards: 70',
        'Content-Type: application/sdp',
      ],
      body.replaceAll('[telephoneEvent]', String(payloadType)),
    ),
    receiveResponse(200),
    send([
      'ACK sip:b@[remote_ip] SIP/2.0',
      via,
      ...common,
      'To: <sip:b@[remote_ip]>[peer_tag_param]',
      'CSeq: 1 ACK',
      'Max-Forwards: 70',
    ]),
    ...Array.from(digits, (digit) => [
      `<nop><action><exec play_pcap_audio="${recordings}/dtmf_2833_${names[digit] ?? digit}.pcap"/></action></nop>`,
      pause(900),
    ]).flat(),
    send([
      'BYE sip:b@[remote_ip] SIP/2.0',
      via,
      ...common,
      'To: <sip:b@[remote_ip]>[peer_tag_param]',
      'CSeq: 2 BYE',
      'Max-Forwards: 70',
    ]),
    receiveResponse(200),
  );

describeWith(needs, 'digits from a media peer that is not ours', () => {
  let lab: MediaLab;
  const calls: TestCall[] = [];
  const answers = createSocket('udp4');

  beforeAll(async () => {
    lab = await MediaLab.start();
    // As little SIP as it takes: every request but ACK is answered 200, an INVITE with a session that collects.
    answers.on('message', (datagram, from) => {
      const [head = '', offer = ''] = datagram.toString('latin1').split('\r\n\r\n');
      const lines = head.split('\r\n');
      if (head.startsWith('ACK')) return;
      const echoed = lines
        .filter((line) => /^(via|from|to|call-id|cseq):/i.test(line))
        .map((line) => (/^to:[^;]*$/i.test(line) ? `${line};tag=x` : line));
      let sdp = '';
      if (head.startsWith('INVITE')) {
        const call = lab.open(offer);
        calls.push(call);
        call.play([{ prompt: 'enter-account-code' }]);
        call.collect();
        sdp = call.session.localSdp;
      }
      const answer = [
        'SIP/2.0 200 OK',
        ...echoed,
        'Contact: <sip:b@127.0.0.1>',
        'Content-Type: application/sdp',
        `Content-Length: ${sdp.length}`,
        '',
        sdp,
      ];
      answers.send(answer.join('\r\n'), from.port, from.address);
    });
    await new Promise<void>((resolve) => answers.bind(0, '127.0.0.1', resolve));
  });
  afterEach(stopAllSipp);
  afterAll(async () => {
    for (const { session } of calls) session.close();
    answers.close();
    await lab.stop();
  });

  test('sipp keys a code in while a prompt is played', async () => {
    let mediaPort = await freePort();
    if (mediaPort % 2 === 1) mediaPort = await freePort();
    // The ports that follow are sipp's for RTCP and video.
    for (let skipped = 0; skipped < 4; skipped += 1) await freePort();
    const sipp = new Sipp({
      // The recordings have this payload type, and each its own timestamps, whatever came before.
      scenario: keying('40771*#', 101),
      port: await freePort(),
      remote: `127.0.0.1:${answers.address().port}`,
      calls: 1,
      timeoutS: 30,
      extra: ['-mp', String(mediaPort)],
    });
    const { exitCode, errors } = await sipp.result();
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    const [call] = calls;
    await eventually(() => expect(call?.collected).toEqual([{ digits: '40771*', end: 'terminator' }]));
    expect(call?.ends).toEqual(['stopped']);
  }, 45_000);
});
