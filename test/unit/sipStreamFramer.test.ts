import { describe, expect, test } from '@jest/globals';
import { FramingError, maxStreamMessage, StreamFramer } from '../../src/sip/embedded/transport/streamFramer';

function framer(): { push: (bytes: string) => void; messages: string[]; pings: () => number } {
  const messages: string[] = [];
  let pings = 0;
  const framed = new StreamFramer(
    (text) => messages.push(text),
    () => (pings += 1),
  );
  return { push: (bytes) => framed.push(bytes), messages, pings: () => pings };
}

const message = (body: string, header = 'Content-Length', added = ''): string =>
  `INFO sip:a@b SIP/2.0\r\nCall-ID: 1\r\n${added}${header}: ${body.length}\r\n\r\n${body}`;

const first = message('line\r\n\r\nline, \0\xff');
const second = message('', 'l');
const third = message('x', 'CONTENT-LENGTH \t');

describe('a stream cut into messages', () => {
  test('one chunk', () => {
    const { push, messages } = framer();
    push(first + second + third);
    expect(messages).toEqual([first, second, third]);
  });

  test('cut at every byte in two', () => {
    const stream = first + second + third;
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const { push, messages } = framer();
      push(stream.slice(0, cut));
      push(stream.slice(cut));
      expect(messages).toEqual([first, second, third]);
    }
  });

  test('byte by byte, keep-alives between', () => {
    const { push, messages, pings } = framer();
    for (const byte of `\r\n\r\n${first}\r\n\r\n\r\n\r\n${second}\r\n${third}`) push(byte);
    expect(messages).toEqual([first, second, third]);
    expect(pings()).toBe(3);
  });

  test('a message is handed over as soon as it is whole', () => {
    const { push, messages } = framer();
    push(first.slice(0, -1));
    expect(messages).toEqual([]);
    push(first.slice(-1));
    expect(messages).toEqual([first]);
  });

  test('a double CRLF is a ping, split anywhere; a single one is none', () => {
    for (let cut = 0; cut <= 4; cut += 1) {
      const { push, messages, pings } = framer();
      push('\r\n\r\n'.slice(0, cut));
      push('\r\n\r\n'.slice(cut));
      expect(pings()).toBe(1);
      push('\r\n');
      push(second);
      expect(pings()).toBe(1);
      expect(messages).toEqual([second]);
    }
  });

  test('a Content-Length in a body, or in the name of another header, counts for nothing', () => {
    const { push, messages } = framer();
    const odd = message(
      '\r\nContent-Length: 99\r\n\r\n',
      'l',
      'X-Content-Length: 7\r\nX: Content-Length: 8\r\n',
    );
    push(odd + second);
    expect(messages).toEqual([odd, second]);
  });

  test.each([
    '',
    'Content-Length: -1\r\n',
    'Content-Length: x\r\n',
    'Content-Length: 9999999999\r\n',
    'Content-Length:\r\n',
  ])('no usable length (%j): the stream cannot be followed', (header) => {
    const { push, messages } = framer();
    expect(() => push(`INFO sip:a@b SIP/2.0\r\n${header}\r\n`)).toThrow(FramingError);
    expect(messages).toEqual([]);
  });

  test('the largest message, and one byte more', () => {
    const fitting = (total: number): string => {
      const overhead = message('').length;
      const digits = String(total).length - 1;
      return message('x'.repeat(total - overhead - digits));
    };
    const { push, messages } = framer();
    push(fitting(maxStreamMessage));
    expect(messages[0]).toHaveLength(maxStreamMessage);
    expect(() => framer().push(fitting(maxStreamMessage + 1))).toThrow(FramingError);
  });

  test('headers that never end are given up', () => {
    const { push } = framer();
    push('INFO sip:a@b SIP/2.0\r\n');
    const drip = (): void => {
      for (let size = 0; size <= maxStreamMessage; size += 1_000) push(`X: ${'y'.repeat(995)}\r\n`);
    };
    expect(drip).toThrow(FramingError);
  });

  test('a body that drips in is not searched anew with every drop', () => {
    const { push, messages } = framer();
    const slow = message(
      'y'.repeat(30_000),
      'l',
      `X: ${'\r\nx'.repeat(1)}${'z'.repeat(90_000)}\r\n`.replace('\r\nx', ''),
    );
    const started = performance.now();
    push(slow.slice(0, -20_000));
    for (let index = slow.length - 20_000; index < slow.length; index += 1) push(slow.charAt(index));
    expect(messages).toEqual([slow]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
