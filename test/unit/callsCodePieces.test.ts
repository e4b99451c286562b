import { describe, expect, test } from '@jest/globals';
import { maskedCode } from '../../src/calls/codeQuestion';
import { farewellProgram } from '../../src/calls/farewellProgram';
import { infoDigit } from '../../src/calls/infoDigits';
import { sdpOf } from '../../src/calls/sdp';
import { isNewToTarget } from '../../src/calls/sdpChange';
import { Treatments } from '../../src/calls/treatments';
import { plainGroupFeatures } from '../../src/model/groupFeatures';
import { audio } from '../support/sdpTexts';
import { parties } from '../support/switchboard';
import { configurationOf, enterprise, site, trunkGroup } from './decisionFixtures';

describe('what of an answer is news to a target', () => {
  const offer = audio('192.0.2.1', 4000, [0, 8, 101]);
  const agreed = audio('192.0.2.2', 6000, [0, 101]);

  test.each([
    ['the same', audio('192.0.2.1', 4000, [0, 101]), false],
    ['in another order', audio('192.0.2.1', 4000, [101, 0]), false],
    ['another address', audio('192.0.2.9', 4000, [0, 101]), true],
    ['another port', audio('192.0.2.1', 4002, [0, 101]), true],
    ['a payload type less', audio('192.0.2.1', 4000, [0]), true],
    [
      'the same codec by another payload type',
      audio('192.0.2.1', 4000, [0, 101]).replaceAll('101', '96'),
      true,
    ],
    ['on hold', audio('192.0.2.1', 4000, [0, 101], 'sendonly'), true],
    ['switched off', audio('192.0.2.1', 0, [0, 101]), true],
    ['nothing that can be read', 'v=1', true],
  ])('%s: %#', (_what, answer, isNew) => {
    expect(isNewToTarget(answer, offer, agreed)).toBe(isNew);
  });

  test('a target on hold is answered in its direction', () => {
    const held = audio('192.0.2.2', 6000, [0, 101], 'sendonly');
    expect(isNewToTarget(audio('192.0.2.1', 4000, [0, 101], 'recvonly'), offer, held)).toBe(false);
  });

  test('a rtpmap that only one side writes says nothing new of a static type', () => {
    const written = audio('192.0.2.1', 4000, [0, 101]).replace(
      'a=rtpmap',
      'a=rtpmap:0 PCMU/8000\r\na=rtpmap',
    );
    expect(isNewToTarget(written, offer, agreed)).toBe(false);
  });
});

test('a session description is found in a multipart', () => {
  const text = audio('192.0.2.1', 4000, [0]);
  const part = `--b1\r\nContent-Type: application/pidf+xml\r\n\r\n<x/>\r\n--b1\r\nContent-Type: application/sdp\r\n\r\n${text}\r\n--b1--\r\n`;
  for (const boundary of ['b1', '"b1"']) {
    const headers = `Content-Type: multipart/mixed;boundary=${boundary}\r\n`;
    expect(sdpOf({ headers, content: part })).toBe(text);
  }
  expect(sdpOf({ headers: 'Content-Type: application/sdp\r\n', content: text })).toBe(text);
  expect(sdpOf({ headers: 'Content-Type: text/plain\r\n', content: text })).toBeNull();
  expect(sdpOf(null)).toBeNull();
});

test.each([
  ['application/dtmf-relay', 'Signal=5\r\nDuration=160', '5'],
  ['application/dtmf-relay', 'Signal = *\r\n', '*'],
  ['application/dtmf-relay', 'Signal=11\r\n', '#'],
  ['application/dtmf-relay', 'Signal=12\r\n', null],
  ['application/dtmf-relay;x=1', 'Duration=160', null],
  ['application/dtmf', '#', '#'],
  ['application/dtmf', '10', '*'],
  ['application/dtmf', '55', null],
  ['application/sdp', '5', null],
  ['application/dtmf', ' '.repeat(300) + '5', null],
] as const)('INFO %s %j: %j', (type, content, digit) => {
  const body = { headers: `Content-Type: ${type}\r\n`, content };
  expect(infoDigit({ method: 'INFO', body })).toBe(digit);
  expect(infoDigit({ method: 'MESSAGE', body })).toBeNull();
});

test('a masked code shows a quarter of its digits at most', () => {
  expect(['12', '123', '1234', '12345678', '12345678901234'].map(maskedCode)).toEqual([
    '**',
    '***',
    '***4',
    '******78',
    '***********234',
  ]);
});

test.each([
  ['busy', 486, 'busy'],
  ['target_error', 600, 'busy'],
  ['do_not_disturb', 486, 'busy'],
  ['not_reachable', 480, 'reorder'],
  ['over_capacity', 503, 'reorder'],
] as const)('%s (%i) sounds %s', (failure, status, tone) => {
  expect(farewellProgram({ failure, status }, null, 'GB')).toEqual([{ tone, country: 'GB', ms: 6000 }]);
  expect(farewellProgram({ failure: 'code_refused', status: 403 }, null, 'GB')).toEqual([
    { prompt: 'code-invalid' },
  ]);
});

describe('whose group decides on an announcement', () => {
  const configuration = configurationOf(
    [enterprise('acme', { country: 'GB' })].map((value) => ({ kind: 'enterprise', value })),
  );
  const treatments = (announcing: string): Treatments => {
    const upsert = ['0012345', '0067890'].flatMap((id) =>
      site(trunkGroup(id, 'acme')).map((each) =>
        each.kind === 'group'
          ? {
              ...each,
              value: {
                ...each.value,
                features: { ...plainGroupFeatures, announcesRefusals: each.value.id === announcing },
              },
            }
          : each,
      ),
    );
    return new Treatments(configurationOf([{ kind: 'enterprise', value: enterprise('acme') }, ...upsert]));
  };
  const called = {
    enterprise: { id: 'acme', name: 'acme' },
    group: { id: '0067890', name: 'Boston' },
    user: null,
    trunkGroup: null,
  };

  test('the caller’s of what it may dial, the called user’s of what that one takes', () => {
    const call = parties({ called });
    expect(treatments('0012345').announcement(call, 'dial_restricted')).toBe('not-permitted');
    expect(treatments('0067890').announcement(call, 'dial_restricted')).toBeNull();
    expect(treatments('0067890').announcement(call, 'intercepted')).toBe('not-in-service');
    expect(treatments('0012345').announcement(call, 'intercepted')).toBeNull();
    expect(treatments('0012345').announcement(call, 'busy')).toBeNull();
    const fromCarrier = parties({ direction: 'terminating' });
    expect(treatments('0012345').announcement(fromCarrier, 'anonymous_rejected')).toBe('anonymous-rejected');
  });

  test('tones are those of the enterprise’s country', () => {
    expect(new Treatments(configuration).country(parties())).toBe('GB');
    expect(new Treatments(configuration).country(null)).toBe('US');
  });
});
