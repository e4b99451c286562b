import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallExplanation, CallQuestion, Explained } from '../../src/model/callExplanation';
import { pathsOf, ProvisioningApi, type ApiAnswer } from '../support/provisioningApi';

const asked: CallQuestion[] = [];
/** What the signalling thread answers, one after the other. */
let answers: readonly (() => Promise<Explained>)[] = [];

const told: CallExplanation = {
  at: Date.parse('2026-01-05T09:00:00Z'),
  outcome: 'refused',
  peer: { id: 'c', name: 'metro', kind: 'carrier' },
  peers: [],
  direction: 'terminating',
  enterprise: null,
  group: null,
  user: null,
  trunkGroup: null,
  calledUser: null,
  callingNumber: '+13125550111',
  calledNumber: '+12125550199',
  dialled: '+12125550199',
  emergency: null,
  limits: [],
  candidates: [],
  first: null,
  maxReroutes: 0,
  failures: [
    {
      when: 'busy',
      steps: [],
      answer: { failure: 'busy', status: 486, reason: 'Busy Here', q850Cause: 17 },
      trace: [],
    },
  ],
  answer: { failure: 'number_not_found', status: 404, reason: 'Not Found', q850Cause: 1 },
  trace: [{ rule: 'called_number', result: '+12125550199 is none of ours', side: 'called' }],
};

let api: ProvisioningApi;
beforeAll(async () => {
  api = await ProvisioningApi.start(undefined, {
    explain: (question) => {
      asked.push(question);
      const [answer, ...rest] = answers;
      answers = rest;
      return answer === undefined ? Promise.resolve(told) : answer();
    },
  });
});
afterAll(async () => {
  await api.stop();
});

/** Waits out the limit of questions a second, where it was reached. */
const ask = async (body: unknown): Promise<ApiAnswer> => {
  for (;;) {
    const answer = await api.post('/call-explanations', body);
    if (answer.status !== 429) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

describe('asking what would become of a call', () => {
  const call = { from: '+13125550111', to: '+12125550199' };

  test('hands the question over and shows the answer', async () => {
    const answer = await ask({
      ...call,
      arriving_on: 'metro',
      at: '2026-01-05T04:00:00-05:00',
      private: true,
    });
    expect(asked.at(-1)).toEqual({
      ...call,
      at: Date.parse('2026-01-05T09:00:00Z'),
      arriving: { kind: 'peer', name: 'metro' },
      asserted: null,
      private: true,
      trunkGroupIdentities: [],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        at: '2026-01-05T09:00:00.000Z',
        outcome: 'refused',
        answer: { failure: 'number_not_found', status: 404, q850_cause: 1 },
        failures: [{ when: 'busy', steps: [], answer: { status: 486, q850_cause: 17 } }],
        trace: [{ rule: 'called_number', result: '+12125550199 is none of ours' }],
      },
    });
  });

  test('a source instead, now, with identities', async () => {
    const before = Date.now();
    const body = { ...call, source: 'tcp:[2001:db8::1]:5060', trunk_group_identities: ['tg1'] };
    expect((await ask(body)).status).toBe(200);
    const question = asked.at(-1);
    expect(question).toMatchObject({
      arriving: { kind: 'source', source: { transport: 'tcp', address: '2001:db8::1', port: 5060 } },
      trunkGroupIdentities: ['tg1'],
    });
    expect(question?.at).toBeGreaterThanOrEqual(before);
    expect((await ask({ ...call, arriving_on: { id: 'c', name: 'metro' } })).status).toBe(200);
    expect(asked.at(-1)?.arriving).toEqual({ kind: 'peer', name: 'c' });
  });

  test.each([
    ['nothing of where it comes from', call, ['arriving_on']],
    ['both ways of saying it', { ...call, arriving_on: 'metro', source: 'udp:192.0.2.1:5060' }, ['source']],
    ['no caller', { to: '1', arriving_on: 'metro' }, ['from']],
    ['a source without a port', { ...call, source: 'udp:192.0.2.1' }, ['source']],
    ['a source by name', { ...call, source: 'udp:sip.example:5060' }, ['source']],
    ['a transport nobody has', { ...call, source: 'sctp:192.0.2.1:5060' }, ['source']],
    ['a time nobody can read', { ...call, arriving_on: 'metro', at: 'tomorrow' }, ['at']],
    ['a number without end', { ...call, to: '1'.repeat(300), arriving_on: 'metro' }, ['to']],
    ['an unknown key', { ...call, arriving_on: 'metro', when: 'now' }, ['when']],
  ])('%s', async (_what, body, paths) => {
    const questions = asked.length;
    const answer = await ask(body);
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(paths);
    expect(asked).toHaveLength(questions);
  });

  test('nobody of that name', async () => {
    answers = [() => Promise.resolve(null)];
    const answer = await ask({ ...call, arriving_on: 'nobody' });
    expect(answer.status).toBe(422);
    expect(pathsOf(answer)).toEqual(['arriving_on']);
  });

  test('the signalling thread cannot say', async () => {
    answers = [() => Promise.reject(new Error('the ledger did not answer'))];
    expect(await ask({ ...call, arriving_on: 'metro' })).toMatchObject({
      status: 500,
      body: { code: 'internal_error' },
    });
  });

  test('no more than a few at once', async () => {
    const release: (() => void)[] = [];
    const held = Array.from({ length: 8 }, () => () => {
      return new Promise<Explained>((resolve) => {
        release.push(() => {
          resolve(told);
        });
      });
    });
    // Eight more may pass within the second.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    answers = held;
    const waiting = held.map(() => api.post('/call-explanations', { ...call, arriving_on: 'metro' }));
    while (release.length < held.length) await new Promise((resolve) => setTimeout(resolve, 10));
    const refused = await api.post('/call-explanations', { ...call, arriving_on: 'metro' });
    expect(refused).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    for (const go of release) go();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(held.map(() => 200));
  });
});
