import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import type { Item } from '../../src/realtime/collection';
import { liveLimits, type LiveLimits } from '../../src/realtime/liveLimits';
import { LiveServer } from '../../src/realtime/liveServer';
import { Topic, type TopicSink } from '../../src/realtime/topic';
import { eventually } from '../support/eventually';
import { closeFollowers, LiveFollower } from '../support/liveFollower';

const key = 'the-key';

/** A live server over real sockets, its one topic in the test's hands. */
class Station {
  readonly live: LiveServer;
  readonly server: Server;
  sink: TopicSink | null = null;
  opened = 0;
  readonly sockets: Socket[] = [];

  constructor(limits: Partial<LiveLimits> = {}, first: readonly Item[] | null = []) {
    const topic = new Topic(
      'trunk-groups',
      {
        open: (sink) => {
          this.sink = sink;
          this.opened += 1;
          if (first !== null) sink.replace(first);
          return () => {
            this.sink = null;
          };
        },
      },
      (error) => {
        throw error;
      },
    );
    this.live = new LiveServer({
      topics: [topic],
      authenticate: (given) => given === key,
      limits: { ...liveLimits, ...limits },
    });
    this.server = createServer();
    this.live.attach(this.server);
    stations.push(this);
  }

  async listen(): Promise<this> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  follow(): Promise<LiveFollower> {
    return LiveFollower.connect(this.url, { key });
  }

  /** A client by hand, which subscribes and then never reads again. */
  async deaf(): Promise<Socket> {
    const socket = connect((this.server.address() as AddressInfo).port, '127.0.0.1');
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(
      'GET /api/v1/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n',
    );
    await once(socket, 'data');
    socket.pause();
    const say = (message: object): void => {
      const text = Buffer.from(JSON.stringify(message));
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
    };
    say({ type: 'authenticate', key });
    say({ type: 'subscribe', id: 1, topic: 'trunk-groups' });
    return socket;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await this.live.close();
    this.server.close();
  }
}

const stations: Station[] = [];
afterEach(async () => {
  closeFollowers();
  await Promise.all(stations.splice(0).map((station) => station.close()));
});

const big = (id: string, turn: number): Item & { text: string } => ({
  id,
  text: `${turn} ${'x'.repeat(200_000)}`,
});

test('a client that stops reading costs bounded memory and is told to resynchronise when it reads again', async () => {
  const bufferedBytes = 1024 * 1024;
  const station = await new Station({ bufferedBytes }).listen();
  const reader = await station.follow();
  const sleeper = await station.follow();
  await reader.subscribe('trunk-groups');
  await sleeper.subscribe('trunk-groups');
  sleeper.socket.pause();
  await station.deaf();
  let most = 0;
  // 24 MB for each of them, far beyond what the kernel takes off our hands.
  for (let turn = 0; turn < 120; turn += 1) {
    station.sink?.update([big('a', turn)], []);
    await eventually(() => {
      expect(reader.topic('trunk-groups').items.get('a')?.text).toMatch(new RegExp(`^${turn} `));
    });
    most = Math.max(most, station.live.statistics().bufferedBytes);
  }
  expect(most).toBeGreaterThan(bufferedBytes);
  // Two slow clients, and what is on its way to the reader.
  expect(most).toBeLessThan(3 * bufferedBytes);
  expect(station.live.statistics().topics).toEqual([{ name: 'trunk-groups', followers: 1, resyncs: 2 }]);
  expect(reader.topic('trunk-groups').snapshots).toBe(1);

  sleeper.socket.resume();
  expect(await sleeper.heard('resync')).toEqual({ type: 'resync', topic: 'trunk-groups' });
  sleeper.messages.length = 0;
  await sleeper.subscribe('trunk-groups');
  expect(sleeper.topic('trunk-groups').items).toEqual(reader.topic('trunk-groups').items);
  station.sink?.update([big('a', 1000)], []);
  await eventually(() => {
    expect(sleeper.topic('trunk-groups').items.get('a')?.text).toMatch(/^1000 /);
  });
}, 60_000);

test('one that does not even answer pings is dropped', async () => {
  const station = await new Station({ pingEveryMs: 100 }).listen();
  const alive = await station.follow();
  await alive.subscribe('trunk-groups');
  const deaf = await station.deaf();
  await eventually(() => {
    expect(station.live.statistics()).toMatchObject({ clients: 2, topics: [{ followers: 2 }] });
  });
  await eventually(() => {
    expect(station.live.statistics()).toMatchObject({ clients: 1, topics: [{ followers: 1 }] });
  });
  deaf.destroy();
  await sleep(500);
  expect(alive.closed).toBeNull();
});

test('a snapshot larger than what may wait is given whole, and what comes after it arrives', async () => {
  const items = Array.from({ length: 20 }, (_, index) => big(String(index), 0));
  const station = await new Station({ bufferedBytes: 300_000 }, items).listen();
  const follower = await station.follow();
  const { items: known } = await follower.subscribe('trunk-groups');
  expect(known.size).toBe(20);
  station.sink?.update([big('5', 1)], ['6']);
  await eventually(() => {
    expect(follower.topic('trunk-groups').items.size).toBe(19);
  });
  expect(follower.messages.some(({ type }) => type === 'resync')).toBe(false);
});

test('a client that asks for snapshot after snapshot and reads none of them has one waiting', async () => {
  const items = Array.from({ length: 10 }, (_, index) => big(String(index), 0));
  const station = await new Station({ bufferedBytes: 100_000, messageBurst: 1000 }, items).listen();
  const follower = await station.follow();
  follower.socket.pause();
  for (let turn = 0; turn < 40; turn += 1) {
    follower.say({ type: 'subscribe', id: turn, topic: 'trunk-groups' });
    follower.say({ type: 'unsubscribe', id: turn });
    await sleep(5);
  }
  // Some of them the kernel took.
  expect(station.live.statistics().bufferedBytes).toBeLessThan(2 * 2_000_000 + 2 * 100_000);
  follower.socket.resume();
  await eventually(() => {
    expect(follower.messages).toContainEqual(
      expect.objectContaining({ type: 'error', code: 'slow_consumer' }),
    );
  });
});

test('too many to hold: an empty snapshot that says so, and a resync at every change', async () => {
  const station = await new Station({}, null).listen();
  const follower = await station.follow();
  follower.say({ type: 'subscribe', id: 1, topic: 'trunk-groups' });
  await eventually(() => {
    expect(station.sink).not.toBeNull();
  });
  station.sink?.tooMany();
  expect(await follower.heard('snapshot')).toMatchObject({ complete: false, items: [] });
  station.sink?.tooMany();
  await follower.heard('resync');
  follower.messages.length = 0;
  await follower.subscribe('trunk-groups', 5);
  // Few enough again.
  station.sink?.replace([{ id: 'a' }]);
  await follower.heard('resync');
  follower.messages.length = 0;
  expect(await follower.subscribe('trunk-groups')).toMatchObject({ complete: true });
  await eventually(() => {
    expect([...follower.topic('trunk-groups').items.keys()]).toEqual(['a']);
  });
});

test('what cannot be read now is refused to those who wait, and given to those who ask later', async () => {
  const station = await new Station({}, null).listen();
  const follower = await station.follow();
  follower.say({ type: 'subscribe', id: 'u', topic: 'trunk-groups' });
  await eventually(() => {
    expect(station.sink).not.toBeNull();
  });
  station.sink?.failed();
  expect(await follower.heard('error')).toMatchObject({ id: 'u', code: 'unavailable' });
  station.sink?.replace([{ id: 'a' }]);
  expect((await follower.subscribe('trunk-groups')).items.size).toBe(1);
  expect(station.opened).toBe(1);
});

test('the oldest of too many strangers makes room; those who authenticated stay', async () => {
  const station = await new Station({ strangers: 3 }).listen();
  const known = await station.follow();
  const strangers: LiveFollower[] = [];
  for (let turn = 0; turn < 5; turn += 1) strangers.push(await LiveFollower.connect(station.url));
  expect(await strangers[0]?.gone()).toEqual({ code: 1008, reason: 'too_many_connections' });
  expect(await strangers[1]?.gone()).toEqual({ code: 1008, reason: 'too_many_connections' });
  await sleep(50);
  expect(strangers.slice(2).map(({ closed }) => closed)).toEqual([null, null, null]);
  await known.subscribe('trunk-groups');
});

test('beyond the number of connections an upgrade is answered 503', async () => {
  const station = await new Station({ connections: 2 }).listen();
  await station.follow();
  const second = await station.follow();
  await expect(station.follow()).rejects.toThrow('503');
  second.socket.close();
  await second.gone();
  await station.follow();
});

test('three hundred followers get every change in order while some come and go', async () => {
  const station = await new Station({ strangers: 2000 }, [{ id: 'a' }]).listen();
  const followers = await Promise.all(Array.from({ length: 300 }, () => station.follow()));
  await Promise.all(followers.map((follower) => follower.subscribe('trunk-groups')));
  for (let turn = 0; turn < 30; turn += 1) {
    station.sink?.update([{ id: 'a', turn } as Item, { id: `only ${turn}` }], [`only ${turn - 1}`]);
    if (turn % 5 === 0) {
      followers.pop()?.socket.terminate();
      const late = await station.follow();
      await late.subscribe('trunk-groups');
      followers.unshift(late);
    }
    await sleep(20);
  }
  await eventually(() => {
    const [first] = followers;
    const expected = first?.topic('trunk-groups');
    expect(expected?.items.get('a')).toMatchObject({ turn: 29 });
    for (const follower of followers) {
      expect(follower.topic('trunk-groups').sequence).toBe(expected?.sequence);
      expect(follower.topic('trunk-groups').items).toEqual(expected?.items);
    }
  });
}, 30_000);
