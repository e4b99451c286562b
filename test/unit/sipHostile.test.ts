import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EmbeddedLab, nothingLeft } from '../support/embeddedLab';

let lab = new EmbeddedLab();

beforeEach(async () => {
  lab = new EmbeddedLab();
  await lab.start();
});

afterEach(async () => {
  expect(await lab.runOut()).toEqual(nothingLeft);
});

const mandatory = [
  ['Via', 'SIP/2.0/UDP 127.0.1.2:5060;branch=z9hG4bKh'],
  ['Max-Forwards', '70'],
  ['From', '<sip:a@b>;tag=1'],
  ['To', '<sip:c@d>'],
  ['Call-ID', 'hostile'],
  ['CSeq', '7 INVITE'],
] as const;

/** An INVITE with some lines left out or put otherwise, and others added before the end. */
const invite = (
  changed: Partial<Record<string, string | null>> = {},
  added = '',
  rest = '\r\n',
  method = 'INVITE',
): string =>
  `${method} sip:x@127.0.1.1 SIP/2.0\r\n` +
  mandatory
    .map(([name, value]) => [
      name,
      changed[name] === undefined ? value.replace('INVITE', method) : changed[name],
    ])
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value ?? ''}\r\n`)
    .join('') +
  added +
  rest;

const kinds = (text: string): readonly string[] => lab.feed(text).map(({ kind }) => kind);

describe('lying lengths', () => {
  test.each(['-1', '-999', '1e3', '0x10', '99999999999999999999', '4294967296', ' ', '5 5', '5,5', '+5'])(
    'Content-Length: %s',
    (length) => {
      expect(kinds(invite({}, `Content-Length: ${length}\r\n`))).toEqual(['400 INVITE']);
    },
  );

  test('longer than the datagram: 400; shorter: what is beyond is dropped', () => {
    expect(kinds(invite({}, 'Content-Length: 10\r\n', '\r\nshort'))).toEqual(['400 INVITE']);
    expect(
      kinds(invite({}, 'Content-Type: application/sdp\r\nContent-Length: 3\r\n', '\r\nv=0beyond')),
    ).toEqual(['100 INVITE']);
    expect(lab.invites[0]?.invite.body?.content).toBe('v=0');
  });

  test('twice, in whatever form', () => {
    expect(kinds(invite({}, 'Content-Length: 0\r\nl: 0\r\n'))).toEqual(['400 INVITE']);
  });

  test('none: the rest of the datagram is the body', () => {
    expect(kinds(invite({}, 'Content-Type: application/sdp\r\n', '\r\nv=0'))).toEqual(['100 INVITE']);
    expect(lab.invites[0]?.invite.body?.content).toBe('v=0');
  });
});

describe('missing and doubled headers', () => {
  test.each(['From', 'To', 'Call-ID', 'CSeq'])('no %s: 400 that repeats the others', (name) => {
    const [answer] = lab.feed(invite({ [name]: null }));
    expect(answer?.status).toBe(400);
    expect(answer?.all(name)).toEqual([]);
    for (const other of ['Via', 'From', 'To', 'Call-ID', 'CSeq'].filter((header) => header !== name)) {
      expect(answer?.all(other)).toHaveLength(1);
    }
  });

  test('no Via: silence', () => {
    expect(kinds(invite({ Via: null }))).toEqual([]);
  });

  test.each([
    'SIP/2.0',
    'SIP/2.0/UDP',
    'SIP/2.0/UDP ',
    'garbage',
    'SIP/2.0/UDP h:99999',
    'SIP/2.0/UDP ;branch=x',
    ',',
  ])('Via: %s: silence', (via) => {
    expect(kinds(invite({ Via: via }))).toEqual([]);
  });

  test('no Max-Forwards is taken as 70 (RFC 2543)', () => {
    expect(kinds(invite({ 'Max-Forwards': null }))).toEqual(['100 INVITE']);
    expect(lab.invites[0]?.invite.maxForwards).toBe(70);
  });

  test.each(['From', 'To', 'Call-ID', 'CSeq'])('two %s: 400', (name) => {
    const value = mandatory.find(([header]) => header === name)?.[1] ?? '';
    expect(kinds(invite({}, `${name}: ${value}\r\n`))).toEqual(['400 INVITE']);
  });

  test.each([
    '7',
    'INVITE',
    '',
    'x INVITE',
    '-1 INVITE',
    '2147483648 INVITE',
    '99999999999999999999 INVITE',
    '7 BYE',
  ])('CSeq: %s: 400 that repeats it', (cseq) => {
    const [answer] = lab.feed(invite({ CSeq: cseq }));
    expect(answer?.status).toBe(400);
    expect(answer?.header('CSeq')).toBe(cseq);
  });

  test('the highest CSeq there is', () => {
    expect(kinds(invite({ CSeq: '2147483647 INVITE' }))).toEqual(['100 INVITE']);
  });

  test.each(['x', '-1', ''])('Max-Forwards: %s: 400', (value) => {
    expect(kinds(invite({ 'Max-Forwards': value }))).toEqual(['400 INVITE']);
  });

  test('a malformed ACK is never answered, nor a response', () => {
    expect(kinds(invite({ From: null }, '', '\r\n', 'ACK'))).toEqual([]);
    for (const line of [
      'SIP/2.0 200 OK',
      'SIP/2.0 999 X',
      'SIP/2.0 20 X',
      'SIP/2.0 abc',
      'SIP/2.0',
      'SIP/3.0 200 OK',
    ]) {
      expect(kinds(invite({ From: null }).replace(/^[^\r]*/, line))).toEqual([]);
      expect(kinds(invite().replace(/^[^\r]*/, line))).toEqual([]);
    }
  });
});

describe('size and bytes', () => {
  test('no SIP at all', () => {
    for (const text of [
      '',
      '\0',
      '\r\n',
      'x',
      '\xff'.repeat(60_000),
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      ' \r\n\r\n',
    ]) {
      expect(kinds(text)).toEqual([]);
    }
  });

  test('cut off anywhere: silence or 400, and a whole one is still taken', () => {
    const text = invite({}, 'Content-Length: 0\r\n');
    for (let length = 0; length < text.length; length += 1) {
      for (const answer of kinds(text.slice(0, length))) expect(answer).toMatch(/^400/);
    }
    expect(lab.invites).toEqual([]);
    expect(kinds(text)).toEqual(['100 INVITE']);
  });

  test('NUL bytes pass as they are', () => {
    expect(kinds(invite({ 'Call-ID': 'a\0b' }, 'X-Null: \0\0\r\n'))).toEqual(['100 INVITE']);
    expect(lab.invites[0]?.invite.header('x-null')).toBe('\0\0');
    expect(lab.invites[0]?.leg.callId).toBe('a\0b');
  });

  test('a header of 65 kB', () => {
    expect(kinds(invite({}, `X-Long: ${'x'.repeat(65_000)}\r\n`))).toEqual(['100 INVITE']);
    expect(lab.invites[0]?.invite.header('X-Long')).toHaveLength(65_000);
  });

  test.each([
    ['X: y\r\n', '100 INVITE'],
    ['X:\r\n y\r\n', '100 INVITE'],
    ['Via: SIP/2.0/UDP h\r\n', '100 INVITE'],
    ['x\r\n', '400 INVITE'],
    [':\r\n', '400 INVITE'],
    [' \r\n', '100 INVITE'],
    ['From: <sip:a@b>\r\n', '400 INVITE'],
    ['Record-Route: <sip:a;lr>\r\n', '100 INVITE'],
  ])('10,000 times %j', (line, answer) => {
    const started = performance.now();
    expect(kinds(invite({}, line.repeat(10_000)))).toEqual([answer]);
    // Generous by far: a quadratic reader needs seconds.
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('a list of 20,000 values, quotes and brackets that never close', () => {
    for (const value of [',a'.repeat(20_000), '"'.repeat(40_001), '<'.repeat(40_000), '"\\'.repeat(20_000)]) {
      lab.feed(
        invite(
          { Via: `SIP/2.0/UDP h;branch=z9hG4bK${value.length}` },
          `Record-Route: ${value}\r\nContact: ${value}\r\n`,
        ),
      );
    }
    for (const { leg } of lab.invites) leg.answer({});
    expect(lab.faults).toEqual([]);
  });

  test('parameters without end in Via, From and To', () => {
    const parameters = ';p=1'.repeat(15_000);
    const via = `SIP/2.0/UDP 127.0.1.2:5060${parameters};branch=z9hG4bKh`;
    expect(kinds(invite({ Via: via }))).toEqual(['100 INVITE']);
    expect(kinds(invite({ From: `<sip:a@b>${parameters};tag=2` }, '', '\r\n', 'OPTIONS'))).toEqual([
      '200 OPTIONS',
    ]);
  });

  test.each([
    ['Contact', {}, 'Contact: <sip:a\r\n @127.0.1.2:5060>\r\n'],
    ['From', { From: '<sip:a\r\n @127.0.1.2:5060>;tag=1' }, ''],
  ])('a folded %s does not break the request line it ends in', async (_name, changed, added) => {
    expect(kinds(invite(changed, added))).toEqual(['100 INVITE']);
    const [call] = lab.invites;
    call?.leg.answer({});
    await lab.network.advance(33_000);
    const bye = lab.network.log.find(({ text }) => text.startsWith('BYE'));
    expect(bye?.text).toMatch(/^BYE [^\r\n]* SIP\/2\.0\r\nVia: /);
  });

  test('source port 0 stops nothing', async () => {
    lab.feed(invite({ Via: 'SIP/2.0/UDP h;rport;branch=z9hG4bKzero' }), '127.0.1.2:0');
    await lab.network.advance(100);
    expect(lab.faults).toEqual([]);
  });
});

test('a response with an unknown branch, another method, or two Vias changes nothing', async () => {
  const ended: string[] = [];
  const leg = lab.stack.invite(
    {
      target: { host: '127.0.1.2', port: 5060, transport: 'udp' },
      requestUri: 'sip:x@127.0.1.2',
      from: 'a',
      display: null,
      to: 'x',
      asserted: null,
      privacy: false,
      maxForwards: 70,
      content: {},
    },
    {
      provisional: () => ended.push('provisional'),
      answered: () => ended.push('answered'),
      ended: ({ kind }) => ended.push(kind),
      request: () => undefined,
    },
  );
  const sent = lab.network.log.at(-1)?.text ?? '';
  const branch = /branch=([^;]*)/.exec(sent)?.[1] ?? '';
  const answer = (via: string, cseq = '1 INVITE'): string =>
    `SIP/2.0 200 OK\r\nVia: ${via}\r\n${/From: .*\r\n/.exec(sent)?.[0] ?? ''}To: <sip:x@y>;tag=z\r\n` +
    `Call-ID: ${leg.callId}x\r\nCSeq: ${cseq}\r\n\r\n`;
  lab.feed(answer('SIP/2.0/UDP 127.0.1.1:5060;branch=z9hG4bKunknown'));
  lab.feed(answer(`SIP/2.0/UDP 127.0.1.1:5060;branch=${branch}`, '1 BYE'));
  lab.feed(answer('SIP/2.0/UDP 127.0.1.1:5060'));
  expect(ended).toEqual([]);
  leg.cancel();
  await lab.network.advance(33_000);
  expect(ended).toEqual(['timeout']);
});
