import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SipMessage } from '../../src/sip/message/sipMessage';
import { parseVia } from '../../src/sip/message/via';
import { EmbeddedLab, nothingLeft } from '../support/embeddedLab';
import { RawMessage } from '../support/rawSip';
import { invalidMessages } from './torture/invalid';
import { semanticMessages } from './torture/semantics';
import { validMessages } from './torture/valid';

let lab = new EmbeddedLab();

beforeEach(async () => {
  lab = new EmbeddedLab();
  await lab.start();
});

afterEach(async () => {
  expect(await lab.runOut()).toEqual(nothingLeft);
});

const all = [...validMessages, ...invalidMessages, ...semanticMessages];
const scanned = (name: string): SipMessage => {
  const text = validMessages.find((message) => message.name === name)?.text ?? '';
  const message = SipMessage.scan(text);
  if (!(message instanceof SipMessage)) throw new Error(message.problem);
  return message;
};

/** An answer as far as its kind, its folded CSeq included. */
const kindOf = ({ text }: RawMessage): string => new RawMessage(text.replace(/\r\n[ \t]+/g, ' ')).kind;

describe('RFC 4475', () => {
  test('every message of the RFC is here', () => {
    expect(all).toHaveLength(49);
    expect(new Set(all.map(({ name }) => name)).size).toBe(49);
  });

  test.each(all)('$section $name: $answer', ({ text, answer }) => {
    expect(lab.feed(text).map(kindOf)).toEqual(answer);
  });

  test.each(all)('$section $name, sent again: answered alike or not at all', ({ text, answer }) => {
    const first = lab.feed(text).map((message) => message.text);
    const again = lab.feed(text).map((message) => message.text);
    expect(again).toEqual(first);
    expect(lab.invites).toHaveLength(answer.includes('100 INVITE') ? 1 : 0);
  });
});

describe('RFC 4475, what is read', () => {
  test('wsinv', () => {
    const message = scanned('wsinv');
    expect([message.toTag, message.fromTag, message.cseq, message.cseqMethod, message.maxForwards]).toEqual([
      '1918181833n',
      '98asjd8',
      9,
      'INVITE',
      68,
    ]);
    expect(parseVia(message.via)).toMatchObject({
      transport: 'udp',
      host: '192.0.2.2',
      port: 0,
      branch: '390skdjuw',
    });
    expect(message.headers('via').map((via) => parseVia(via)?.branch)).toEqual([
      '390skdjuw',
      'z9hG4bK9ikj8',
      'z9hG4bK30239',
    ]);
    expect(message.header('subject')).toBeUndefined();
    expect(message.header('newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(message.content.length).toBe(message.contentLength);
    expect(message.header('route')).toBe('<sip:services.example.com;lr;unknownwith=value;unknown-no-value>');
    expect(message.passed(true)).toContain(
      'NewFangledHeader:   newfangled value\r\n continued newfangled value\r\n' +
        'UnknownHeaderWithUnusualValue: ;;,,;;,;\r\n',
    );
  });

  test('intmeth', () => {
    const message = scanned('intmeth');
    expect(message.fromTag).toBe("_token~1'+`*%!-.");
    expect(message.callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
    expect(message.cseq).toBe(139122385);
    expect(message.headers("extensionheader-!.%*+_`'~")).toEqual([
      '\xEF\xBB\xBF\xE5\xA4\xA7\xE5\x81\x9C\xE9\x9B\xBB',
    ]);
  });

  test('longreq: all of it, and every Via back in order', () => {
    const message = scanned('longreq');
    expect(message.fromTag).toBe(`12${'982'.repeat(250)}424`);
    expect(message.toTag).toBe('q'.repeat(900));
    const [answer] = lab.feed(message.text);
    expect(answer?.all('Via')).toHaveLength(63);
    expect(answer?.all('Via').at(-1)).toBe('SIP/2.0/TCP sip1.example.com');
  });

  test('unreason and noreason', () => {
    expect(scanned('unreason').reason).toBe('= 2**3 * 5**2 \xD0\xBD\xD0\xBE \xD1\x81\xD1\x82\xD0\xBE');
    expect([scanned('noreason').status, scanned('noreason').reason]).toEqual([100, '']);
  });

  test('escruri and its like are told what is wrong', () => {
    const reasons = invalidMessages.flatMap(({ text }) => lab.feed(text).map(({ startLine }) => startLine));
    for (const line of reasons.filter((reason) => reason.startsWith('SIP/2.0 400'))) {
      expect(line).toMatch(/^SIP\/2\.0 400 Bad Request: [A-Z a-z/.0-9-]+$/);
    }
  });
});
