import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ChannelError, PortChannel, type Question } from '../../src/events/portChannel';

interface Left {
  requests: { double: Question<number, number>; fail: Question<null, null> };
  notices: { said: string };
}
interface Right {
  requests: object;
  notices: object;
}

let ports: { port1: MessagePort; port2: MessagePort };
let said: string[];
let channel: PortChannel<Left, Right>;

beforeEach(() => {
  ports = new MessageChannel();
  said = [];
  channel = new PortChannel<Left, Right>(ports.port1, { requests: {}, notices: {} });
  new PortChannel<Right, Left>(ports.port2, {
    requests: {
      double: (number) => Promise.resolve(number * 2),
      fail: () => Promise.reject(new Error('no')),
    },
    notices: { said: (text) => said.push(text) },
  });
});
afterEach(() => {
  ports.port1.close();
  ports.port2.close();
});

test('answers find their requests, and notices sent before arrive before', async () => {
  channel.notify('said', 'first');
  const answers = await Promise.all([channel.request('double', 2), channel.request('double', 21)]);
  expect(answers).toEqual([4, 42]);
  expect(said).toEqual(['first']);
});

test('a failing handler fails the request', async () => {
  await expect(channel.request('fail', null)).rejects.toThrow(new ChannelError('no'));
});

test('closing fails what waits and what comes after', async () => {
  const waiting = channel.request('double', 1);
  channel.close('over');
  await expect(waiting).rejects.toThrow('over');
  await expect(channel.request('double', 1)).rejects.toThrow('over');
});
