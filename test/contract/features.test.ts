import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../db/repositories/configuration';
import { readDirectory } from '../../db/repositories/directory';
import { SharedSchedules } from '../../db/repositories/sharedSchedules';
import { extensionKey, type UserRecord } from '../../src/model/directory';
import type { UserFeatures } from '../../src/model/userFeatures';
import { exampleText } from '../support/exampleDeployment';
import { temporaryDatabase, type TemporaryDatabase } from '../support/temporaryDatabase';

const now = Date.parse('2026-06-10T12:00Z');
const dayMs = 86_400_000;

let store: TemporaryDatabase;
beforeEach(async () => {
  store = await temporaryDatabase();
});
afterEach(() => store.remove());

async function apply(enterprise: object): Promise<void> {
  const text = JSON.stringify({ version: 1, enterprises: [{ name: 'a', ...enterprise }] });
  const result = await store.apply(text);
  if (!result.applied) throw new Error(JSON.stringify(result.mistakes));
}

const groups = [{ id: '1', name: 'one' }];
const person = (more: object) => ({
  first_name: 'A',
  last_name: 'B',
  group: '1',
  extension: '1001',
  ...more,
});

async function userAt(extension: string): Promise<UserRecord> {
  const { id } = await store.database.selectFrom('enterprises').select('id').executeTakeFirstOrThrow();
  const [entry] = await readDirectory(store.database, [extensionKey(id, extension)], now);
  if (entry?.value == null || 'user' in entry.value) throw new Error('no such user');
  return entry.value;
}

async function featuresOf(more: object): Promise<UserFeatures | null> {
  await apply({ groups, users: [person(more)] });
  return (await userAt('1001')).features;
}

describe('features of a user', () => {
  test.each([
    ['nothing set', {}],
    [
      'all off',
      { inbound: { call_forwarding_always: { number: '+12125550100' }, intercept_announcement: {} } },
    ],
    [
      'on, but taken away',
      { inbound: { call_forwarding_always: { available: false, enabled: true, number: '+12125550100' } } },
    ],
    [
      'no active criterion',
      { inbound: { call_rejection: { enabled: true, criteria: [{ description: 'x', active: false }] } } },
    ],
    ['a rule that does nothing', { answering_rules: [{ time_frame: '*' }] }],
    ['schedules that nothing speaks of', { schedules: [{ name: 's', events: [] }] }],
  ])('%s: calls are told nothing', async (_, settings) => {
    expect(await featuresOf(settings)).toBeNull();
  });

  test('the example as calls see it', async () => {
    const result = await store.apply(exampleText);
    expect(result.applied).toBe(true);
    expect((await userAt('1001')).features).toBeNull();
    expect((await userAt('801')).features).toBeNull();
    expect((await userAt('1002')).features?.inbound.noAnswer).toEqual({ number: '+12125550101', rings: 3 });
    const features = (await userAt('1003')).features;
    expect(features).toMatchObject({
      inbound: {
        intercept: false,
        didPolicing: 2,
        anonymousRejection: true,
        allowedNumbers: ['+13125550111'],
        acceptance: null,
        always: null,
        sequential: null,
        busy: '+14155550202',
        notReachable: { number: '+14155550204', timerMs: null },
        answeringRules: [{ timeFrame: 'office hours', ringTimeMs: 20_000, forwardAlways: null }],
      },
      outbound: {
        accountCode: 'optional',
        restrictions: { international: 'allow' },
        forwardRestrictions: null,
        digitPatterns: [{ pattern: '+1900*', permission: 'disallow' }],
        transferNumbers: ['+12125550101'],
        hidesNumber: false,
      },
      schedules: [],
    });
    expect(features?.inbound.rejection?.map((criterion) => criterion.description)).toEqual([
      'a boss',
      'b area on holidays',
    ]);
    expect(features?.inbound.selective).toMatchObject({
      number: '+14155550201',
      criteria: [{ description: 'vip', number: null, numbers: ['+13125550111'] }],
    });
  });

  test('criteria are in code-point order of the lower-cased description', async () => {
    const criteria = ['b', '\u{1f600}', 'A', '\uffdc', 'Ä'].map((description) => ({ description }));
    const features = await featuresOf({
      inbound: {
        call_acceptance: {
          enabled: true,
          criteria: [...criteria, { description: 'a', active: false }].slice(0, 5),
        },
      },
    });
    expect(features?.inbound.acceptance?.map(({ description }) => description)).toEqual([
      'A',
      'b',
      'Ä',
      '\uffdc',
      '\u{1f600}',
    ]);
  });

  test('rings, with what they were not told', async () => {
    const inbound = {
      sequential_ring: {
        enabled: true,
        numbers: [{ number: '1002', rings: 2, answer_confirmation: true }],
        base_location: { ring: false },
        criteria: [{ description: 'any' }],
      },
      simultaneous_ring: { enabled: true, numbers: [{ number: '1002' }], criteria: [{ description: 'any' }] },
    };
    const features = await featuresOf({ inbound });
    expect(features?.inbound.sequential).toMatchObject({
      numbers: [{ number: '1002', rings: 2, answerConfirmation: true }],
      baseRings: null,
      continueIfBusy: true,
      callerMayStop: false,
    });
    expect(features?.inbound.simultaneous).toMatchObject({
      numbers: [{ number: '1002', answerConfirmation: false }],
      notWhileOnCall: false,
    });
  });

  test('one setting for both premium categories gives way to one for each', async () => {
    const features = await featuresOf({
      outbound: {
        dial_restrictions: { premium: 'disallow', premium_2: 'allow', special_services: 'transfer_1' },
        forward_restrictions: { premium: 'disallow' },
      },
    });
    expect(features?.outbound.restrictions).toEqual({
      premium_1: 'disallow',
      premium_2: 'allow',
      special_services_1: 'transfer_1',
      special_services_2: 'transfer_1',
    });
    expect(features?.outbound.forwardRestrictions).toEqual({ premium_1: 'disallow', premium_2: 'disallow' });
  });

  test("a user's own schedules are in the user's time zone, else the enterprise's, 40 days ahead", async () => {
    const schedules = [
      { name: 'Mine', events: [{ name: 'e', start: '2026-06-10T09:00', end: '2026-06-10T10:00' }] },
      { name: 'unused', events: [] },
    ];
    const answering_rules = [{ time_frame: 'mine', do_not_disturb: true }];
    const windowsIn = async (zones: object): Promise<readonly number[] | undefined> => {
      await apply({
        time_zone: 'Asia/Tokyo',
        groups,
        users: [person({ schedules, answering_rules, ...zones })],
      });
      const own = (await userAt('1001')).features?.schedules;
      expect(own).toHaveLength(1);
      expect(own?.[0]).toMatchObject({ name: 'Mine', type: 'time', knownUntil: now + 40 * dayMs });
      return own?.[0]?.windows;
    };
    expect(await windowsIn({})).toEqual([Date.parse('2026-06-10T00:00Z'), Date.parse('2026-06-10T01:00Z')]);
    expect(await windowsIn({ time_zone: 'America/New_York' })).toEqual([
      Date.parse('2026-06-10T13:00Z'),
      Date.parse('2026-06-10T14:00Z'),
    ]);
  });

  test('taken away and given back, a feature starts from its defaults', async () => {
    const inbound = (more: object) => ({
      inbound: { call_forwarding_busy: { number: '+12125550100', ...more } },
    });
    await featuresOf(inbound({ enabled: true }));
    await featuresOf(inbound({ available: false }));
    const { settings } = await store.database
      .selectFrom('users')
      .select('settings')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(settings)).toMatchObject({ inbound: {} });
    expect(settings).not.toContain('5550100');
  });
});

describe('features of groups and enterprises', () => {
  test('group settings, with the codes custom users have', async () => {
    const group = {
      id: '1',
      name: 'one',
      authorization_codes: [{ code: '4711' }],
      account_codes: { length: 4, strict: true, codes: [{ code: '1001' }] },
      dial_restrictions: { premium: 'disallow' },
      forward_restrictions: { international: 'disallow' },
      digit_patterns: [{ pattern: '1900*', permission: 'disallow' }],
      transfer_numbers: ['(212) 555-0100', '1002'],
      announce_refusals: true,
    };
    await apply({ groups: [group] });
    await apply({ groups: [{ ...group, authorization_codes: [{ code: '4712', description: 'sales' }] }] });
    const [found] = (await readConfiguration(store.database)).group;
    expect(found?.features).toEqual({
      restrictions: { premium_1: 'disallow', premium_2: 'disallow' },
      forwardRestrictions: { international: 'disallow' },
      digitPatterns: [{ pattern: '1900*', permission: 'disallow' }],
      transferNumbers: ['+12125550100', '1002'],
      authorizationCodes: ['4712'],
      authorizationCodeNames: { 4712: 'sales' },
      syncedAuthorizationCodes: ['4711'],
      accountCodes: { length: 4, strict: true, codes: ['1001'] },
      announcesRefusals: true,
    });
  });

  test('feature access codes: changed, switched off, left as they are', async () => {
    await apply({ feature_codes: { account_code: '*81', hide_number: 'none' } });
    const [found] = (await readConfiguration(store.database)).enterprise;
    expect(found?.featureCodes).toMatchObject({
      account_code: '*81',
      hide_number: null,
      forwarding_always_on: '*72',
    });
  });

  test('shared schedules are in the time zone of the enterprise, 400 days ahead, the same until something changes', async () => {
    const schedule = {
      name: 'office',
      events: [{ name: 'e', start: '2026-01-05T09:00', end: '2026-01-05T17:00', recurrence: 'FREQ=DAILY' }],
    };
    const both = {
      schedules: [schedule],
      groups: [{ id: '1', name: 'one', schedules: [{ ...schedule, type: 'holiday' }] }],
    };
    await apply({ time_zone: 'America/New_York', ...both });
    const shared = new SharedSchedules();
    const read = async (at = now) => (await readConfiguration(store.database, 'all', shared, at)).schedule;
    const first = await read();
    const today = Date.parse('2026-06-10T00:00Z');
    expect(first.map(({ groupId, type }) => [groupId, type])).toEqual(
      expect.arrayContaining([
        [null, 'time'],
        ['1', 'holiday'],
      ]),
    );
    expect(first[0]).toMatchObject({
      name: 'office',
      knownFrom: today - dayMs,
      knownUntil: today + 400 * dayMs,
    });
    expect(first[0]?.windows.slice(2, 4)).toEqual([today + 13 * 3_600_000, today + 21 * 3_600_000]);
    const second = await read(now + 3_600_000);
    expect(second[0]).toBe(first[0]);
    expect((await read(now + dayMs))[0]?.knownFrom).toBe(today);
    await apply({ time_zone: 'UTC', ...both });
    expect((await read())[0]?.windows.slice(2, 4)).toEqual([today + 9 * 3_600_000, today + 17 * 3_600_000]);
  });
});

test('applied again, all of it writes nothing', async () => {
  const enterprise = {
    feature_codes: { account_code: '*81' },
    schedules: [{ name: 's', events: [{ name: 'e', start: '2026-01-05', all_day: true }] }],
    groups: [{ id: '1', name: 'one', transfer_numbers: ['2125550100'], account_codes: { length: 2 } }],
    users: [
      person({
        inbound: {
          sequential_ring: { enabled: true, numbers: [{ number: '2125550100' }] },
          call_acceptance: { available: false },
        },
        outbound: { hide_number: true, forward_restrictions: {} },
      }),
    ],
  };
  await apply(enterprise);
  const before = await store.dump();
  await apply(enterprise);
  expect(await store.dump()).toBe(before);
});
