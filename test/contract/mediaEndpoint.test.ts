import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { AudioLibrary } from '../../src/media/audio/audioLibrary';
import type { FromMedia } from '../../src/media/messages';
import { decode } from '../../src/media/rtp/g711';
import { MediaEngine } from '../../src/media/thread/mediaEngine';
import { eventually } from '../support/eventually';
import { MediaLab, type TestCall, watchThreads } from '../support/mediaLab';
import type { RtpPeer } from '../support/rtpPeer';

let lab: MediaLab;
const started: MediaLab[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

const start = async (...options: Parameters<typeof MediaLab.start>): Promise<MediaLab> => {
  lab = await MediaLab.start(...options);
  started.push(lab);
  return lab;
};

async function callFrom(peer: RtpPeer, lines?: readonly string[]): Promise<TestCall> {
  const call = lab.open(peer.sdp(lines));
  // The first packet says that the stream is there.
  await eventually(() => expect(peer.heard.length).toBeGreaterThan(0));
  return call;
}

const audio = (peer: RtpPeer): Buffer => Buffer.concat(peer.heard.map(({ payload }) => payload));

describe('what is sent', () => {
  test('a prompt arrives whole, byte by byte, paced at 20 ms, in well-formed RTP', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    // Only what comes after a pause bears a marker.
    await sleep(60);
    const from = peer.heard.length;
    call.play([{ prompt: 'feature-on' }, { silenceMs: 100 }]);
    await eventually(() => expect(call.ends).toEqual(['finished']));
    const heard = peer.heard.slice(from);
    const [prompt] = AudioLibrary.load(null, () => undefined).clips([{ prompt: 'feature-on' }], 'mu');
    const expected = Buffer.concat([prompt?.bytes ?? Buffer.alloc(0), Buffer.alloc(800, 0xff)]);
    // A packet of silence that says that we are there may come before.
    const spurt = heard.slice(heard.findIndex(({ marker }) => marker));
    const received = Buffer.concat(spurt.map(({ payload }) => payload));
    expect(received.subarray(0, expected.length).equals(expected)).toBe(true);
    expect(spurt.map(({ marker }) => marker)).toEqual(spurt.map((_, index) => index === 0));
    expect(new Set(peer.heard.map(({ ssrc }) => ssrc)).size).toBe(1);
    expect(new Set(spurt.map(({ from: port }) => port))).toEqual(new Set([call.port]));
    spurt.slice(1).forEach((packet, index) => {
      const before = spurt[index];
      expect((packet.sequence - (before?.sequence ?? 0)) & 0xffff).toBe(1);
      expect((packet.timestamp - (before?.timestamp ?? 0)) >>> 0).toBe(160);
      expect(packet.payload).toHaveLength(160);
      expect(packet.payloadType).toBe(0);
    });
    const took = (spurt.at(-1)?.at ?? 0) - (spurt[0]?.at ?? 0);
    expect(took).toBeGreaterThan(20 * (spurt.length - 1) - 150);
    expect(took).toBeLessThan(20 * (spurt.length - 1) + 400);
  });

  test.each([
    ['A-law at a number of its own', ['RTP/AVP 112', 'a=rtpmap:112 PCMA/8000'], 112, 160, 'a'],
    ['10 ms', ['RTP/AVP 0', 'a=ptime:10'], 0, 80, 'mu'],
    ['30 ms', ['RTP/AVP 8', 'a=ptime:30'], 8, 240, 'a'],
    ['40 ms', ['RTP/AVPF 0', 'a=ptime:40'], 0, 320, 'mu'],
  ] as const)('a tone as %s', async (_name, [rest, ...lines], payloadType, bytes, law) => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer, [`m=audio ${peer.port} ${rest}`, ...lines]);
    call.play([{ tone: 'dial', country: 'DE', ms: 600 }]);
    await eventually(() => expect(call.ends).toEqual(['finished']));
    const loud = peer.heard.slice(2, -1);
    expect(
      loud.every((packet) => packet.payloadType === payloadType && packet.payload.length === bytes),
    ).toBe(true);
    const samples = decode(audio(peer), law);
    // -13 dBm0: 32124 * 10 ** ((-13 - 3.17) / 20) is about 4990.
    expect(samples.reduce((most, sample) => Math.max(most, sample), 0) / 4_990).toBeCloseTo(1, 1);
  });

  test('so many times, until stopped, and one after the other', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    call.play([{ tone: 'confirmation' }], { repeat: 2 });
    await eventually(() => expect(call.ends).toEqual(['finished']));
    call.play([{ tone: 'ringback' }]);
    await sleep(200);
    call.play([{ tone: 'busy' }], { repeat: 'forever' });
    expect(call.ends).toEqual(['finished', 'stopped']);
    await sleep(200);
    call.session.stop();
    expect(call.ends).toEqual(['finished', 'stopped', 'stopped']);
    await sleep(100);
    const { length } = peer.heard;
    await sleep(300);
    expect(peer.heard.length - length).toBeLessThanOrEqual(1);
  });

  test('hold and resume: nothing is sent meanwhile, and what is played goes on in time', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    call.play([{ tone: 'dial', ms: 1_200 }]);
    await sleep(200);
    const media = `m=audio ${peer.port} RTP/AVP 0 101`;
    expect(call.session.update(peer.sdp([media, 'a=sendonly']))).toEqual({ answer: call.session.localSdp });
    expect(call.session.localSdp).toContain('a=recvonly');
    await sleep(100);
    const { length } = peer.heard;
    await sleep(300);
    expect(peer.heard).toHaveLength(length);
    call.session.update(peer.sdp([media]));
    await eventually(() => expect(peer.heard.length).toBeGreaterThan(length + 5));
    await eventually(() => expect(call.ends).toEqual(['finished']));
    expect(peer.heard.length).toBeLessThan(55);
    expect(peer.heard[length]?.marker).toBe(true);
  });

  test('a far end that moves and changes its law hears the rest of the prompt there', async () => {
    await start();
    const [before, after] = [await lab.peer(), await lab.peer()];
    const call = await callFrom(before);
    call.play([{ prompt: 'feature-off' }]);
    await sleep(300);
    call.session.update(after.sdp([`m=audio ${after.port} RTP/AVP 8`]));
    await eventually(() => expect(call.ends).toEqual(['finished']));
    const [prompt] = AudioLibrary.load(null, () => undefined).clips([{ prompt: 'feature-off' }], 'a');
    expect(prompt?.bytes.indexOf(audio(after).subarray(0, 4_000))).toBeGreaterThan(1_000);
    expect(after.heard.every(({ payloadType }) => payloadType === 8)).toBe(true);
  });

  test('our own offer: media flows once it is answered', async () => {
    await start();
    const peer = await lab.peer();
    const call = lab.open(null);
    expect(call.session.localSdp).toMatch(/^v=0\r\n[^]*m=audio \d+ RTP\/AVP 0 8 101\r\n/);
    call.play([{ tone: 'busy' }]);
    peer.sendSilence(call.port);
    await sleep(200);
    expect(peer.heard).toEqual([]);
    expect(call.session.accept('nonsense')).toMatchObject({ reason: 'malformed_sdp' });
    expect(call.session.accept(peer.sdp())).toBeNull();
    await eventually(() => expect(peer.heard.length).toBeGreaterThan(5));
  });

  test('RTCP: reports at the port above, goodbye at the end', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    peer.sendSilence(call.port);
    await eventually(() => expect(lab.endpoint.metrics().packets.received).toBe(1));
    await eventually(() => expect(peer.reports.length).toBeGreaterThan(0), 10_000);
    expect(peer.reports[0]?.readUInt8(1)).toBe(200);
    expect(peer.reports[0]?.readUInt32BE(28)).toBe(peer.ssrc);
    call.session.close();
    await eventually(() => {
      const last = peer.reports.at(-1) ?? Buffer.alloc(8);
      expect(last.readUInt8(last.length - 7)).toBe(203);
    });
  }, 20_000);

  test('RTCP goes through the port of RTP where that is agreed', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer, [`m=audio ${peer.port} RTP/AVP 0`, 'a=rtcp-mux']);
    expect(call.session.localSdp).toContain('a=rtcp-mux');
    let other = 0;
    peer.rtcp.on('message', () => (other += 1));
    call.session.close();
    await eventually(() => expect(peer.reports.length).toBeGreaterThan(0));
    expect(other).toBe(0);
  });

  test('IPv6', async () => {
    await start({ setting: { address: '::1' } });
    const peer = await lab.peer('::1');
    const result = lab.tryOpen(peer.sdp(), '::1') as TestCall;
    expect(result.session.localSdp).toContain('c=IN IP6 ::1');
    await eventually(() => expect(peer.heard.length).toBeGreaterThan(0));
    expect(lab.tryOpen(peer.sdp().replaceAll('IP6 ::1', 'IP4 127.0.0.1'), '::1')).toMatchObject({
      reason: 'unusable_address',
    });
  });

  test('an address of all families takes both', async () => {
    await start({ setting: { address: '::', advertised: '127.0.0.1' } });
    for (const address of ['127.0.0.1', '::1']) {
      const peer = await lab.peer(address);
      const call = await callFrom(peer);
      expect(call.session.localSdp).toContain(` ${address}\r\n`);
      call.collect({ maxDigits: 1 });
      peer.pressKey(call.port, '4', 100);
      await eventually(() => expect(call.collected).toEqual([{ digits: '4', end: 'length' }]));
    }
  });

  test('a recording of the operator goes before ours', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'trunkline-prompts-'));
    try {
      writeFileSync(path.join(folder, 'goodbye.wav'), 'nothing to hear');
      await start({ promptFolder: folder });
      expect(lab.notes).toEqual([
        [
          'a prompt cannot be played; our own is used',
          { file: path.join(folder, 'goodbye.wav'), reason: 'it is no WAV file' },
        ],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('what is heard', () => {
  test('digits by telephone events, one each, whatever comes twice', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    call.play([{ prompt: 'enter-account-code' }]);
    call.collect();
    let timestamp = 1_000;
    for (const digit of '4077*#') {
      peer.pressKey(call.port, digit, (timestamp += 2_000));
      await sleep(20);
    }
    await eventually(() => expect(call.collected).toEqual([{ digits: '4077*', end: 'terminator' }]));
    expect(call.ends).toEqual(['stopped']);
    expect(lab.endpoint.metrics()).toMatchObject({ digits: 6, sessions: 1 });
  });

  test('three seconds of silence end an entry', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    call.collect({ interDigitMs: 300 });
    peer.pressKey(call.port, '9', 1_000);
    await eventually(() => expect(call.collected).toEqual([{ digits: '9', end: 'silence' }]));
  });

  test('strangers are not listened to, and do not get what is played', async () => {
    await start();
    const [peer, stranger] = [await lab.peer(), await lab.peer()];
    const call = await callFrom(peer);
    peer.sendSilence(call.port);
    await eventually(() => expect(lab.endpoint.metrics().packets.received).toBe(1));
    call.collect({ maxDigits: 1 });
    stranger.pressKey(call.port, '6', 100);
    await eventually(() => expect(lab.endpoint.metrics().packets.ignored).toBe(6));
    call.play([{ tone: 'dial', ms: 200 }]);
    await eventually(() => expect(call.ends).toEqual(['finished']));
    expect(stranger.heard).toEqual([]);
    expect(call.collected).toEqual([]);
  });

  test('symmetric RTP: behind a translator of addresses the far end is where it sends from', async () => {
    await start();
    const [peer, nowhere] = [await lab.peer(), await lab.peer()];
    const call = lab.open(nowhere.sdp());
    peer.sendSilence(call.port);
    await eventually(() => expect(peer.heard.length).toBeGreaterThan(0));
    call.collect({ maxDigits: 1 });
    peer.pressKey(call.port, '2', 4_000);
    await eventually(() => expect(call.collected).toHaveLength(1));
  });

  test('a flood is cut off for its session, and another is not disturbed', async () => {
    await start();
    const [flooder, peer] = [await lab.peer(), await lab.peer()];
    const [flooded, call] = [await callFrom(flooder), await callFrom(peer)];
    for (let sent = 0; sent < 2_000; sent += 1) {
      flooder.sendSilence(flooded.port, sent * 160);
      if (sent % 100 === 0) await sleep(2);
    }
    call.collect({ maxDigits: 1 });
    peer.pressKey(call.port, '8', 100);
    await eventually(() => expect(call.collected).toHaveLength(1));
    await eventually(() => expect(lab.endpoint.metrics().packets.dropped).toBeGreaterThan(1_000));
  });

  test('noise of every kind ends nothing', async () => {
    await start();
    const peer = await lab.peer();
    const call = await callFrom(peer);
    for (const port of [call.port, call.port + 1]) {
      for (const datagram of [
        '',
        'x',
        '\x80',
        `\x80\x65${'\0'.repeat(10)}`,
        `\x90\xff${'\xff'.repeat(40)}`,
        '\xff'.repeat(60),
      ]) {
        peer.rtp.send(Buffer.from(datagram, 'latin1'), port, '127.0.0.1');
      }
      peer.rtp.send(Buffer.alloc(9_000, 0x80), port, '127.0.0.1');
    }
    call.collect({ maxDigits: 1 });
    await sleep(50);
    peer.pressKey(call.port, '0', 100);
    await eventually(() => expect(call.collected).toEqual([{ digits: '0', end: 'length' }]));
  });
});

describe('ports', () => {
  test('when all are in use the next session is refused, and taken as soon as one is free', async () => {
    await start({ pairs: 3 });
    const peer = await lab.peer();
    const calls = [0, 1, 2].map(() => lab.open(peer.sdp()));
    expect(new Set(calls.map(({ port }) => port)).size).toBe(3);
    expect(calls.every(({ port }) => port % 2 === 0)).toBe(true);
    expect(lab.tryOpen(peer.sdp())).toMatchObject({ reason: 'no_free_port', fault: 'service' });
    expect(lab.endpoint.metrics()).toMatchObject({ sessions: 3, portsFree: 0, refused: 1, opened: 3 });
    calls[1]?.session.close();
    await eventually(() => expect(lab.tryOpen(peer.sdp())).toMatchObject({ port: calls[1]?.port }));
  });

  test('more sessions at once than are kept ready', async () => {
    await start({ pairs: 80 });
    const peer = await lab.peer();
    const calls = Array.from({ length: 60 }, () => lab.open(peer.sdp()));
    await eventually(() => expect(lab.endpoint.metrics().portsBound).toBe(20));
    calls.push(...Array.from({ length: 20 }, () => lab.open(peer.sdp())));
    expect(new Set(calls.map(({ port }) => port)).size).toBe(80);
    for (const { session } of calls) session.close();
    await eventually(() => expect(lab.endpoint.metrics()).toMatchObject({ portsBound: 64, portsFree: 80 }));
  });

  test('a port that somebody else has is passed over, and used when it is free', async () => {
    const probe = await MediaLab.start({ pairs: 2 });
    const peer = await probe.peer();
    const firstPort = Math.min(probe.open(peer.sdp()).port, probe.open(peer.sdp()).port);
    await probe.stop();
    const other = createSocket('udp4');
    await new Promise<void>((resolve) => other.bind(firstPort + 1, '127.0.0.1', resolve));
    const setting = { firstPort, lastPort: firstPort + 3 };
    await start({ pairs: 1, setting });
    const near = await lab.peer();
    expect(lab.open(near.sdp()).port).toBe(firstPort + 2);
    expect(lab.tryOpen(near.sdp())).toMatchObject({ reason: 'no_free_port' });
    other.close();
    await eventually(() => expect(lab.tryOpen(near.sdp())).toMatchObject({ port: firstPort }));
  });

  test('an address that is not there stops the start with one line', async () => {
    await expect(start({ setting: { address: '203.0.113.77' } })).rejects.toThrow(
      /^the media endpoint \(TRUNKLINE_MEDIA\) cannot start: bind EADDRNOTAVAIL 203\.0\.113\.77/,
    );
  });
});

describe('nothing is left open', () => {
  test('closing at any moment frees sockets and timers', async () => {
    const said: FromMedia[] = [];
    const setting = { address: '127.0.0.1', firstPort: 0, lastPort: 0, promptFolder: null, cname: 'x' };
    const probe = await MediaLab.start({ pairs: 6 });
    const peer = await probe.peer();
    const ports = Array.from({ length: 6 }, () => probe.open(peer.sdp()).port);
    const plan = {
      law: 'mu',
      payload: 0,
      eventPayload: 101,
      ptimeMs: 20,
      sends: true,
      rtcpMux: false,
    } as const;
    const remote = {
      rtp: { address: '127.0.0.1', port: peer.port },
      rtcp: { address: '127.0.0.1', port: peer.port + 1 },
    };
    await probe.endpoint.close();
    const range = { firstPort: Math.min(...ports), lastPort: Math.max(...ports) + 1 };
    const engine = new MediaEngine(
      { ...setting, ...range },
      AudioLibrary.load(null, () => undefined),
      (message) => said.push(message),
    );
    await engine.start();
    let id = 0;
    for (const port of said.flatMap((message) => (message.type === 'spare' ? [message.port] : []))) {
      id += 1;
      engine.heard({ type: 'open', id, port, plan: id % 2 === 0 ? null : { ...plan, remote } });
      engine.heard({ type: 'play', id, play: 1, program: [{ tone: 'dial' }], rounds: Infinity });
      await sleep(id * 7);
      if (id % 3 !== 0) engine.heard({ type: 'close', id });
    }
    expect(engine.held).toMatchObject({ streams: 2, isTicking: true });
    await engine.close();
    expect(engine.held).toEqual({ pairs: 0, streams: 0, isTicking: false });
    await probe.stop();
  });

  test('sessions closed in the same turn as they were opened, changed and played to', async () => {
    await start({ pairs: 4 });
    const peer = await lab.peer();
    for (let round = 0; round < 20; round += 1) {
      const call = await eventuallyOpen(peer);
      call.play([{ prompt: 'goodbye' }]);
      call.collect();
      call.session.update(peer.sdp());
      call.session.close();
      expect([call.ends, call.collected]).toEqual([['closed'], [{ digits: '', end: 'closed' }]]);
    }
    expect(lab.timers).toBe(0);
    await eventually(() => expect(lab.endpoint.metrics().portsBound).toBe(4));
  });
});

async function eventuallyOpen(peer: RtpPeer): Promise<TestCall> {
  let call: ReturnType<MediaLab['tryOpen']> | undefined;
  await eventually(() => {
    call = lab.tryOpen(peer.sdp());
    expect(call).toHaveProperty('session');
  });
  return call as TestCall;
}

describe('a media thread that dies', () => {
  let threads: ReturnType<typeof watchThreads>;
  afterEach(() => {
    threads.restore();
  });

  test('its sessions are told, new ones are refused until it is back, and an alarm says so', async () => {
    threads = watchThreads();
    await start({ pairs: 4 });
    const peer = await lab.peer();
    const call = await callFrom(peer);
    call.play([{ prompt: 'please-hold' }], { repeat: 'forever' });
    call.collect();
    for (const round of [1, 2]) {
      const thread = threads.started.at(-1);
      await thread?.terminate();
      expect(lab.tryOpen(peer.sdp())).toMatchObject({ reason: 'unavailable', fault: 'service' });
      expect(lab.alarms.filter(({ code }) => code === 'media_thread')).toHaveLength(round);
      await eventually(() => expect(lab.endpoint.metrics().portsBound).toBe(4));
      await eventually(() => expect(lab.cleared).toEqual(Array(round).fill('media_thread')));
    }
    expect(call.lost).toEqual(['the media thread has ended']);
    expect(call.ends).toEqual(['closed']);
    expect(call.collected).toEqual([{ digits: '', end: 'closed' }]);
    call.session.close();
    await eventually(() => {
      const back = 'the media thread is back';
      expect(lab.notes.map(([message]) => message)).toEqual([back, back]);
    });
    const next = await eventuallyOpen(peer);
    next.collect({ maxDigits: 1 });
    peer.pressKey(next.port, '1', 100);
    await eventually(() => expect(next.collected).toHaveLength(1));
    expect(threads.started).toHaveLength(3);
  });

  test('or is closed while it is being started again', async () => {
    threads = watchThreads();
    await start({ pairs: 2 });
    await threads.started[0]?.terminate();
    await lab.endpoint.close();
    await sleep(400);
    expect(threads.started).toHaveLength(1);
  });
});
