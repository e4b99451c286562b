import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { extensionKey } from '../../src/model/directory';
import type { WritableFeatureCode } from '../../src/model/featureCodeWriter';
import { ProvisioningApi } from '../support/provisioningApi';

let api: ProvisioningApi;
let enterprise: string;
let user: string;
let extension = 1000;

beforeAll(async () => {
  api = await ProvisioningApi.start();
  enterprise = await api.make('/enterprises', { name: 'acme', area_code: '212' });
  await api.make('/groups', { enterprise, id: '1', name: 'one' });
});
afterAll(() => api.stop());

beforeEach(async () => {
  extension += 1;
  user = await api.make('/users', {
    enterprise,
    group: '1',
    first_name: 'Ada',
    last_name: 'Park',
    extension: String(extension),
    inbound: {
      call_forwarding_always: {},
      call_forwarding_no_answer: { number: '2125550101', rings: 5 },
      anonymous_call_rejection: {},
    },
  });
});

const dial = (what: WritableFeatureCode, number: string | null = null) =>
  api.client.writeFeatureCode({ userId: user, what, number });

/** What the signalling thread would find. */
async function inbound(): Promise<unknown> {
  const answer = await api.client.fetchDirectory([extensionKey(enterprise, String(extension))]);
  const [entry] = answer.entries;
  return entry?.value != null && 'features' in entry.value ? entry.value.features?.inbound : undefined;
}

describe('feature access codes', () => {
  test('forwarding always, on with a number and off, is in force at the answer', async () => {
    const before = api.changes.length;
    expect(await dial('forwarding_always_on', '5550123')).toEqual({ outcome: 'done' });
    expect(api.changes.slice(before)).toMatchObject([
      { upsert: [], invalidate: [extensionKey(enterprise, String(extension))] },
    ]);
    expect(await inbound()).toMatchObject({ always: '+12125550123' });
    expect(await dial('forwarding_always_off')).toEqual({ outcome: 'done' });
    expect((await api.get(`/users/${user}`)).body.inbound).toMatchObject({
      call_forwarding_always: { enabled: false, number: '+12125550123' },
    });
    expect(await dial('forwarding_always_on')).toEqual({ outcome: 'done' });
    expect(await inbound()).toMatchObject({ always: '+12125550123' });
  });

  test('the others', async () => {
    expect(await dial('forwarding_no_answer_on')).toEqual({ outcome: 'done' });
    expect(await dial('anonymous_rejection_on')).toEqual({ outcome: 'done' });
    expect(await dial('do_not_disturb_on')).toEqual({ outcome: 'done' });
    expect(await inbound()).toMatchObject({
      noAnswer: { number: '+12125550101', rings: 5 },
      anonymousRejection: true,
      doNotDisturb: true,
    });
    for (const code of [
      'forwarding_no_answer_off',
      'anonymous_rejection_off',
      'do_not_disturb_off',
    ] as const) {
      expect(await dial(code)).toEqual({ outcome: 'done' });
    }
    expect(await inbound()).toBeUndefined();
  });

  test('what the user does not have, and numbers that are none, are refused with the reason', async () => {
    expect(await dial('forwarding_busy_on', '5550123')).toEqual({
      outcome: 'refused',
      code: 'not_available',
      why: 'call forwarding busy is not available to the user',
    });
    expect(await dial('forwarding_always_on')).toMatchObject({ outcome: 'refused', code: 'number_missing' });
    expect(await dial('forwarding_always_on', '55*')).toMatchObject({
      outcome: 'refused',
      code: 'number_refused',
    });
    expect(await dial('forwarding_always_on', '123456789')).toMatchObject({
      outcome: 'refused',
      code: 'number_refused',
    });
    expect(await inbound()).toBeUndefined();
  });

  test('numbers for help, and those that the restrictions of forwards forbid, are refused with the reason', async () => {
    for (const number of ['911', '+1911', '933', '(911)'])
      expect(await dial('forwarding_always_on', number)).toEqual({
        outcome: 'refused',
        code: 'number_refused',
        why: `${number} is an emergency number: no call is sent on to it`,
      });
    const restrictions = { forward_restrictions: { international: 'disallow' } };
    await api.patch(`/users/${user}/outbound-features`, restrictions);
    expect(await dial('forwarding_always_on', '011442071838750')).toEqual({
      outcome: 'refused',
      code: 'number_refused',
      why:
        "sent on to +442071838750 is an international call: refused by Ada Park's own restrictions of forwards; " +
        'expected another number, or international: allow in forward_restrictions',
    });
    expect(await inbound()).toMatchObject({ always: null });
  });

  test('nobody and a system user are failures', async () => {
    const queue = await api.make('/users', {
      enterprise,
      kind: 'call_queue',
      name: 'q',
      extension: '8001',
      agents: [],
    });
    const write = (userId: string) =>
      api.client.writeFeatureCode({ userId, what: 'do_not_disturb_on', number: null });
    await expect(write('nobody')).rejects.toThrow('there is no such user');
    await expect(write(queue)).rejects.toThrow('is no person');
  });
});
