import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { get as httpGet } from 'node:http';
import type { LiveCallSummary } from '../../src/model/liveCall';
import type { TrunkGroupUsage } from '../../src/routing/ledger/usageBoard';
import { deployment, type DeploymentOptions } from '../support/deployment';
import { eventually } from '../support/eventually';
import { closeFollowers, LiveFollower } from '../support/liveFollower';
import { ProvisioningWorker, workerKey } from '../support/provisioningWorker';

const options: DeploymentOptions = {
  carrier: { port: 5080 },
  groups: [{ id: '0012345', pbx: [{ port: 5070 }], trunkGroup: { max_active_calls: 5 } }],
  users: [
    { group: '0012345', extension: '1001', number: '+12125550101' },
    { group: '0012345', extension: '1002', number: '+12125550102' },
  ],
};
const trunkGroup = '0012345GRPTRUNK01';
const usage = (active: number, rejected = 0): TrunkGroupUsage => ({
  active,
  incoming: active,
  outgoing: 0,
  borrowed: 0,
  lent: 0,
  emergency: 0,
  rejected,
});

let worker: ProvisioningWorker;
/** What was asked of the feed of calls. */
let wanted = 0;

beforeAll(async () => {
  worker = await ProvisioningWorker.start();
  await worker.bus.subscribe('calls_wanted', { event: () => (wanted += 1), gap: () => undefined });
});
afterEach(closeFollowers);
afterAll(() => worker.stop());

const follow = (): Promise<LiveFollower> => LiveFollower.connect(worker.url, { key: workerKey });

describe('trunk groups', () => {
  beforeAll(() => worker.apply(deployment(options)));

  test('the snapshot says what the API says', async () => {
    worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(1, 4));
    const follower = await follow();
    const { items } = await follower.subscribe('trunk-groups');
    const api = (await worker.json(`/api/v1/trunk-groups/${trunkGroup}`)) as object;
    expect(api).toMatchObject(items.get(trunkGroup) ?? {});
    expect(items.get(trunkGroup)).toMatchObject({ usage: usage(1, 4), max_active_calls: 5 });
  });

  test('usage arrives as changes, each a sequence of its own', async () => {
    const followers = await Promise.all([follow(), follow()]);
    for (const follower of followers) await follower.subscribe('trunk-groups');
    for (let active = 2; active <= 5; active += 1) {
      worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(active));
      for (const follower of followers) {
        await eventually(() => {
          expect(follower.topic('trunk-groups').items.get(trunkGroup)).toMatchObject({
            usage: usage(active),
          });
        });
      }
    }
    const [one, other] = followers.map((follower) => follower.topic('trunk-groups'));
    expect(one).toEqual(other);
    expect(one?.changes).toBe(4);
    expect(one?.snapshots).toBe(1);
  });

  test('a hundred changes in a row are few messages, the last of them right', async () => {
    const follower = await follow();
    await follower.subscribe('trunk-groups');
    for (let turn = 0; turn < 100; turn += 1) {
      worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(turn % 5, turn));
    }
    await eventually(() => {
      expect(follower.topic('trunk-groups').items.get(trunkGroup)).toMatchObject({ usage: usage(4, 99) });
    });
    expect(follower.topic('trunk-groups').changes).toBeLessThanOrEqual(3);
  });

  test('a trunk group that is made, renamed and removed', async () => {
    const follower = await follow();
    const before = await follower.subscribe('trunk-groups');
    expect(before.items.size).toBe(1);
    const second = { id: '0067890', pbx: [{ port: 5071 }] };
    await worker.apply(deployment({ ...options, groups: [...options.groups, second] }));
    await eventually(() => {
      expect([...follower.topic('trunk-groups').items.keys()]).toContain('0067890GRPTRUNK01');
    });
    const [first] = options.groups;
    const larger = { ...first, id: '0012345', pbx: [{ port: 5070 }], trunkGroup: { max_active_calls: 9 } };
    await worker.apply(deployment({ ...options, groups: [larger, second] }));
    await eventually(() => {
      expect(follower.topic('trunk-groups').items.get(trunkGroup)).toMatchObject({ max_active_calls: 9 });
    });
  });
});

describe('users', () => {
  test('follow the deployments and look as they do in the API', async () => {
    await worker.apply(deployment(options));
    const follower = await follow();
    await follower.subscribe('users');
    const agree = async (count: number): Promise<void> => {
      await eventually(async () => {
        const { items } = (await worker.json('/api/v1/users?limit=1000')) as {
          items: readonly { readonly id: string }[];
        };
        expect(items).toHaveLength(count);
        expect(Object.fromEntries(follower.topic('users').items)).toEqual(
          Object.fromEntries(items.map((item) => [item.id, item])),
        );
      });
    };
    await agree(2);
    const third = { group: '0012345', extension: '1003', number: '+12125550103' };
    await worker.apply(deployment({ ...options, users: [...options.users, third] }));
    await agree(3);
    await worker.apply(
      deployment({ ...options, users: [...options.users, { ...third, number: '+12125550104' }] }),
    );
    await agree(3);
    expect(follower.topic('users')).toMatchObject({ snapshots: 1, changes: 2, complete: true });
  });
});

describe('calls', () => {
  const call = (id: string, state: LiveCallSummary['state'] = 'routing'): LiveCallSummary => ({
    id,
    state,
    enterprise: { id: 'e', name: 'acme' },
    group: null,
    user: null,
    trunkGroup: { id: trunkGroup, name: trunkGroup },
    direction: 'terminating',
    callingNumber: '+13125550111',
    calledNumber: '+12125550101',
    dialled: '+12125550101',
    emergency: false,
    startedAt: Date.UTC(2026, 0, 2),
    ringingAt: null,
    answeredAt: null,
  });
  const tell = (
    step: Partial<{ reset: boolean; complete: boolean; upsert: LiveCallSummary[]; remove: string[] }>,
  ) => {
    worker.bus.publish('calls', { reset: false, complete: false, upsert: [], remove: [], ...step });
  };

  test('nothing is asked of the signalling thread before somebody follows', () => {
    expect(wanted).toBe(0);
    expect(worker.bus.isWanted('calls')).toBe(false);
  });

  test('the snapshot waits until every call has been told of; then changes', async () => {
    const follower = await follow();
    const subscribed = follower.subscribe('calls');
    await eventually(() => {
      expect(wanted).toBe(1);
    });
    tell({ reset: true, upsert: [call('1')] });
    tell({ upsert: [call('2')] });
    tell({ upsert: [call('1', 'ringing')], remove: ['2'] });
    expect(follower.topics.has('calls')).toBe(false);
    tell({ upsert: [call('3')], complete: true });
    const { items } = await subscribed;
    expect([...items.values()].map(({ id, state }) => [id, state])).toEqual([
      ['1', 'ringing'],
      ['3', 'routing'],
    ]);
    expect(items.get('1')).toMatchObject({
      calling_number: '+13125550111',
      started_at: '2026-01-02T00:00:00.000Z',
    });
    tell({ upsert: [call('3', 'answered'), call('4')], remove: ['1', 'never told of'] });
    await eventually(() => {
      const now = follower.topic('calls').items;
      expect([...now.values()].map(({ id, state }) => [id, state])).toEqual([
        ['3', 'answered'],
        ['4', 'routing'],
      ]);
    });
    expect(follower.topic('calls')).toMatchObject({ changes: 1 });
    // A second follower has the same without asking the signalling thread again.
    const second = await follow();
    expect((await second.subscribe('calls')).items).toEqual(follower.topic('calls').items);
    expect(wanted).toBe(1);
  });

  test('steps lost on the way are asked for anew and put right', async () => {
    const follower = await follow();
    await follower.subscribe('calls');
    expect(follower.topic('calls').items.size).toBe(2);
    // More than the bus lets be under way while the worker cannot take any.
    for (let turn = 0; turn < 2_000; turn += 1) tell({ upsert: [call('3'), call(`flood ${turn}`)] });
    await eventually(() => {
      expect(wanted).toBe(2);
    });
    tell({ upsert: [call('of no use')] });
    tell({ reset: true, upsert: [call('5')], complete: true });
    await eventually(() => {
      expect([...follower.topic('calls').items.keys()]).toEqual(['5']);
    });
  });
});

describe('alarms', () => {
  test('those of before and those that come, repeated ones counted', async () => {
    worker.client.raiseAlarm({ code: 'journal', message: 'the journal grows', details: { bytes: 5 } });
    const follower = await follow();
    await eventually(async () => {
      const { items } = await follower.subscribe('alarms').finally(() => {
        follower.messages.length = 0;
        follower.say({ type: 'unsubscribe', id: 'alarms' });
      });
      expect([...items.values()]).toMatchObject([{ code: 'journal', count: 1, details: { bytes: 5 } }]);
    });
    await follower.heard('unsubscribed');
    await follower.subscribe('alarms');
    worker.client.raiseAlarm({ code: 'journal', message: 'the journal grows', details: { bytes: 6 } });
    worker.client.reportEmergency({
      callId: 'call-9',
      at: Date.now(),
      enterprise: { id: 'e', name: 'acme' },
      user: null,
      trunkGroup: null,
      dialled: '911',
      callbackNumber: '+12125550100',
      noEmergencyRoute: true,
    });
    await eventually(() => {
      const alarms = [...follower.topic('alarms').items.values()];
      expect(alarms.map(({ code, count }) => [code, count])).toEqual([
        ['journal', 2],
        ['emergency_call', 1],
        ['no_emergency_route', 1],
      ]);
      expect(alarms[1]).toMatchObject({ details: { call: 'call-9', callback_number: '+12125550100' } });
    });
  });
});

describe('resuming', () => {
  test('with the last sequence brings what was missed, nothing twice', async () => {
    const steady = await follow();
    await steady.subscribe('trunk-groups');
    const cut = await follow();
    const known = await cut.subscribe('trunk-groups');
    cut.socket.terminate();
    for (const active of [1, 2, 3]) {
      worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(active, 50));
      await eventually(() => {
        expect(steady.topic('trunk-groups').items.get(trunkGroup)).toMatchObject({ usage: { active } });
      });
    }
    const back = await follow();
    back.remember('trunk-groups', known);
    const resumed = await back.subscribe('trunk-groups', known.sequence);
    await eventually(() => {
      expect(back.topic('trunk-groups').sequence).toBe(steady.topic('trunk-groups').sequence);
    });
    expect(resumed.snapshots).toBe(1);
    expect(back.topic('trunk-groups').items).toEqual(steady.topic('trunk-groups').items);
    expect(back.messages.filter(({ type }) => type === 'change')).toHaveLength(3);
  });

  test.each([
    ['from another life', 12],
    ['from the future', Number.MAX_SAFE_INTEGER],
  ])('with a sequence %s brings a snapshot', async (_what, since) => {
    const follower = await follow();
    await follower.subscribe('trunk-groups', since);
    expect(follower.messages.at(-1)).toMatchObject({ type: 'snapshot' });
  });
});

describe('messages that are wrong', () => {
  const wrong: readonly [string | object, string][] = [
    ['not JSON', 'malformed'],
    ['[]', 'malformed'],
    ['null', 'malformed'],
    ['7', 'malformed'],
    [{}, 'unknown_type'],
    [{ type: 'shout' }, 'unknown_type'],
    [{ type: 'subscribe', topic: 'calls' }, 'invalid'],
    [{ type: 'subscribe', id: {}, topic: 'calls' }, 'invalid'],
    [{ type: 'subscribe', id: 'x'.repeat(65), topic: 'calls' }, 'invalid'],
    [{ type: 'subscribe', id: 1, topic: 'weather' }, 'unknown_topic'],
    [{ type: 'subscribe', id: 1, topic: '__proto__' }, 'unknown_topic'],
    [{ type: 'subscribe', id: 1 }, 'unknown_topic'],
    [{ type: 'subscribe', id: 1, topic: 'users', since: -1 }, 'invalid'],
    [{ type: 'subscribe', id: 1, topic: 'users', since: 'yesterday' }, 'invalid'],
    [{ type: 'subscribe', id: 1, topic: 'users', filter: 'all' }, 'invalid'],
    [{ type: 'unsubscribe' }, 'invalid'],
    [{ type: 'unsubscribe', id: 99 }, 'not_subscribed'],
    [{ type: 'authenticate', key: workerKey }, 'already_authenticated'],
    [{ type: 'authenticate', key: 5 }, 'invalid'],
  ];

  test('are answered with a code, and the connection goes on', async () => {
    const follower = await follow();
    for (const [message] of wrong) {
      follower.say(message);
      // Below the rate that is allowed.
      if (follower.messages.length > 20) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await eventually(() => {
      const codes = follower.messages.filter(({ type }) => type === 'error').map(({ code }) => code);
      expect(codes).toEqual(wrong.map(([, code]) => code));
    });
    follower.socket.send(Buffer.from([1, 2, 3]), { binary: true });
    await eventually(() => {
      expect(follower.messages.at(-1)).toMatchObject({ type: 'error', code: 'malformed' });
    });
    await follower.subscribe('trunk-groups');
  });

  test('a second subscription to a topic, or of an id', async () => {
    const follower = await follow();
    await follower.subscribe('trunk-groups');
    follower.say({ type: 'subscribe', id: 'other', topic: 'trunk-groups' });
    follower.say({ type: 'subscribe', id: 'trunk-groups', topic: 'alarms' });
    await eventually(() => {
      const errors = follower.messages.filter(({ type }) => type === 'error');
      expect(errors).toMatchObject([
        { id: 'other', code: 'already_subscribed' },
        { id: 'trunk-groups', code: 'already_subscribed' },
      ]);
    });
  });

  test('after unsubscribing nothing comes, and one may subscribe again', async () => {
    const follower = await follow();
    await follower.subscribe('trunk-groups');
    follower.say({ type: 'unsubscribe', id: 'trunk-groups' });
    expect(await follower.heard('unsubscribed')).toMatchObject({ id: 'trunk-groups' });
    const heard = follower.messages.length;
    worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(2, 77));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(follower.messages).toHaveLength(heard);
    follower.messages.length = 0;
    const { items } = await follower.subscribe('trunk-groups');
    expect(items.get(trunkGroup)).toMatchObject({ usage: usage(2, 77) });
  });

  test('one that is too large closes the connection (RFC 6455: 1009)', async () => {
    const follower = await follow();
    follower.say('x'.repeat(5_000));
    expect((await follower.gone()).code).toBe(1009);
  });

  test('too many at once close it', async () => {
    const follower = await follow();
    for (let turn = 0; turn < 100; turn += 1) follower.say({ type: 'shout' });
    expect(await follower.gone()).toEqual({ code: 1008, reason: 'rate_limited' });
    expect(follower.messages.at(-1)).toMatchObject({ type: 'error', code: 'rate_limited' });
  });
});

describe('the door', () => {
  test.each<[string, object | string, string]>([
    ['a wrong key', { type: 'authenticate', key: 'wrong' }, 'unauthenticated'],
    ['a subscription first', { type: 'subscribe', id: 1, topic: 'trunk-groups' }, 'unauthenticated'],
    ['an unsubscription first', { type: 'unsubscribe', id: 1 }, 'unauthenticated'],
    ['nonsense first', 'hello', 'malformed'],
  ])('%s is refused, and nothing is seen', async (_what, message, code) => {
    const follower = await LiveFollower.connect(worker.url);
    follower.say(message);
    expect((await follower.gone()).code).toBe(1008);
    expect(follower.messages).toMatchObject([{ type: 'error', code }]);
  });

  test('who says nothing is dropped after a while, and sees nothing till then', async () => {
    const follower = await LiveFollower.connect(worker.url);
    for (let turn = 0; turn < 5; turn += 1) {
      worker.board.writeTrunkGroup(worker.slotOf(trunkGroup), usage(turn));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(follower.messages).toEqual([]);
    await eventually(() => {
      expect(follower.closed).toEqual({ code: 1008, reason: 'unauthenticated' });
    }, 10_000);
  });

  test('a page of another site may not open it; one of ours may', async () => {
    await expect(LiveFollower.connect(worker.url, { origin: 'https://evil.example' })).rejects.toThrow('403');
    await LiveFollower.connect(worker.url, { origin: worker.url, key: workerKey });
  });

  test('upgrades elsewhere are answered 404', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
      httpGet(`${worker.url}/api/v1/users`, { headers }, (response) => {
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(status).toBe(404);
  });
});

describe('readiness', () => {
  const ready = async (): Promise<[number, unknown]> => {
    const response = await worker.get('/readyz', null);
    return [response.status, ((await response.json()) as { code?: string }).code];
  };

  test('429 while the signalling thread is overloaded, or too busy to say so; 503 while it drains', async () => {
    expect(await ready()).toEqual([200, undefined]);
    worker.pulse.beat(Date.now(), true);
    expect(await ready()).toEqual([429, 'overloaded']);
    worker.pulse.beat(Date.now() - 5_000, false);
    expect(await ready()).toEqual([429, 'overloaded']);
    worker.client.setDraining(true);
    await eventually(async () => {
      expect(await ready()).toEqual([503, 'draining']);
    });
    worker.client.setDraining(false);
    worker.pulse.beat(Date.now() + 60_000, false);
    await eventually(async () => {
      expect(await ready()).toEqual([200, undefined]);
    });
  });
});

describe('the service stops', () => {
  test('clients are told goodbye', async () => {
    const own = await ProvisioningWorker.start();
    const follower = await LiveFollower.connect(own.url, { key: workerKey });
    await follower.subscribe('trunk-groups');
    await own.stop();
    expect((await follower.gone()).code).toBe(1001);
  });
});
