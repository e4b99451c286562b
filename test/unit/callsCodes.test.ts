import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallPorts } from '../../src/calls/callPorts';
import type { CodePlan } from '../../src/features/callPlan';
import type { FeatureCodeRequest } from '../../src/model/featureCodeWriter';
import type { Body } from '../../src/sip/stack';
import { FakeRequest, type FakeCaller } from '../support/fakeStack';
import { audio, bodyOf } from '../support/sdpTexts';
import {
  Switchboard,
  candidate,
  featureCode,
  leaseOf,
  ledgerWith,
  notice,
  parties,
  routed,
  type SwitchboardOptions,
} from '../support/switchboard';

const authorization: CodePlan = {
  authorization: { codes: ['1234', '56789'], names: { 56789: 'sales' }, attempts: 2 },
  account: null,
};
const account: CodePlan = { authorization: null, account: { length: 4, codes: null } };

const callerOffer = bodyOf(audio('192.0.2.1', 4000, [0, 8, 101]));
const targetAnswer = bodyOf(audio('192.0.2.2', 6000, [0, 101]));
const callerAnswer = bodyOf(audio('192.0.2.1', 4000, [0, 101]));

let board: Switchboard;
let caller: FakeCaller;

/** A call that is asked for codes, answered and acknowledged. */
async function asked(codes: CodePlan, options: SwitchboardOptions = {}, body: Body | null = callerOffer) {
  board = new Switchboard({ decide: () => routed({ codes }), ...options });
  caller = board.stack.call(board.control, { body });
  await board.settle();
}

async function askedAndAcknowledged(codes: CodePlan, options: SwitchboardOptions = {}) {
  await asked(codes, options);
  caller.acknowledge();
}

const media = () => board.media.last;
const target = () => board.stack.lastTarget;
const trace = () => board.record.trace.map(({ rule, result }) => `${rule}: ${result}`);

/** The right code, a target that rings and answers, and the caller's answer to its media. */
async function connected(answer: Body = callerAnswer): Promise<void> {
  await askedAndAcknowledged(authorization);
  media().press('1234#');
  await board.settle();
  target().ring();
  target().accept({ body: targetAnswer });
  caller.sent.at(-1)?.answer(200, 'OK', { body: answer });
}

afterEach(async () => {
  await board.pass(64_000);
  expect(board.leftOpen()).toBeUndefined();
});

describe('the order of a call that is asked for codes', () => {
  test('the own trunk is admitted, then the caller answered and asked, and nobody rung before the code', async () => {
    await asked(authorization);
    expect(board.usageOf('home').outgoing).toBe(1);
    expect(caller.final?.status).toBe(200);
    expect(caller.final?.content.body?.content).toContain('c=IN IP4 127.0.0.9');
    expect(media().programs).toEqual([]);

    caller.acknowledge();
    expect(media().heard).toEqual(['enter-authorization-code']);
    media().press('1234#');
    await board.settle();
    expect(board.stack.targets).toHaveLength(1);
    expect(target().invite.content.body).toEqual(callerOffer);
    expect(board.usageOf('home').outgoing).toBe(1);
    expect(board.usageOf('one').incoming).toBe(1);

    target().ring();
    expect(media().heard).toEqual(['ringback']);
    target().accept({ body: targetAnswer });
    expect(media().heard).toEqual([]);
    expect(caller.sent.map(({ method, content }) => [method, content.body])).toEqual([
      ['INVITE', targetAnswer],
    ]);
    caller.sent[0]?.answer(200, 'OK', { body: callerAnswer });
    expect(caller.sent[0]?.acknowledgement).toEqual({});
    expect(target().acknowledgement).toEqual({});
    expect(target().sent).toEqual([]);
    expect(media().isClosed).toBe(true);

    await board.pass(5000);
    caller.hangUp();
    expect(target().byeContent).not.toBeNull();
    expect(board.record).toMatchObject({ outcome: 'answered', endedBy: 'caller', durationMs: 5000 });
    expect(trace()).toEqual(
      expect.arrayContaining(['authorization_code: asked for', 'authorization_code: ***4 keyed in']),
    );
    expect(JSON.stringify(board.record)).not.toContain('1234"');
    expect(board.record.codes).toEqual({ account: null, authorization: '***4' });
  });

  test('the call log has the account code, and what the authorization code is called', async () => {
    await askedAndAcknowledged({ ...authorization, account: account.account });
    media().press('56789');
    media().press('0042');
    await board.settle();
    board.journal.flush();
    expect(board.payloads.at(-1)).toContain('"codes":{"account":"0042","authorization":"sales"}');
    caller.hangUp();
    await board.settle();
    const { codes } = board.record;
    expect(codes).toEqual({ account: '0042', authorization: 'sales' });
    expect(JSON.stringify(board.record)).not.toContain('56789');
  });

  test('a full trunk refuses before anything is asked', async () => {
    await asked(authorization, {
      decide: () => routed({ codes: authorization, originatingLease: leaseOf('home', 'outgoing', 0) }),
    });
    expect(caller.final).toMatchObject({ status: 503 });
    expect(caller.final?.content.headers).toContain('cause=34');
    expect(board.media.sessions).toEqual([]);
    expect(board.record.outcome).toBe('over_capacity');
    expect(board.refused).toEqual(['home']);
  });

  test.each([
    ['no_free_port', 503],
    ['no_common_codec', 488],
  ] as const)('a caller who cannot be asked (%s) gets %i', async (reason, status) => {
    board = new Switchboard({ decide: () => routed({ codes: account }) });
    board.media.refusal = reason;
    caller = board.stack.call(board.control, { body: callerOffer });
    await board.settle();
    expect(caller.final?.status).toBe(status);
    expect(board.record).toMatchObject({ outcome: 'failed', failure: 'code_not_askable', sipCode: status });
  });

  test('without an offer it is ours, the ACK brings the answer, and the target gets that', async () => {
    await asked(account, {}, null);
    expect(caller.final?.content.body?.content).toContain('m=audio');
    caller.acknowledge({ body: callerOffer });
    expect(media().heard).toEqual(['enter-account-code']);
    media().press('0042');
    await board.settle();
    expect(target().invite.content.body).toEqual(callerOffer);
    target().accept({ body: targetAnswer });
    caller.sent.at(-1)?.answer(200, 'OK', { body: callerAnswer });
    expect(target().sent).toEqual([]);
    caller.hangUp();
    expect(trace()).toContain('account_code: 0042 keyed in');
  });

  test('an ACK without the answer ends the call: nobody can be asked', async () => {
    await asked(account, {}, null);
    caller.acknowledge();
    expect(caller.byeContent?.headers).toContain('cause=47');
    expect(board.record.failure).toBe('code_not_askable');
  });
});

describe('codes keyed in', () => {
  test('wrong twice: refused after the prompt, with the reason in the BYE', async () => {
    await askedAndAcknowledged(authorization);
    media().press('9999#');
    expect(media().heard).toEqual(['code-invalid', 'enter-authorization-code']);
    media().press('1235#');
    expect(media().heard).toEqual(['code-invalid']);
    expect(caller.byeContent).toBeNull();
    media().finish();
    expect(caller.byeContent?.headers).toContain('Reason: SIP;cause=403');
    expect(caller.byeContent?.headers).toContain('Q.850;cause=21');
    expect(board.stack.targets).toEqual([]);
    expect(board.record).toMatchObject({
      outcome: 'blocked',
      failure: 'code_refused',
      sipCode: 403,
      endedBy: 'service',
      answeredAt: null,
      durationMs: 0,
    });
    expect(trace().join()).not.toMatch(/9999|1235/);
  });

  test('an account code ends at full length, with #, or after 3 s of silence, and must have its length', async () => {
    await askedAndAcknowledged(account);
    media().press('12#');
    expect(media().heard).toEqual(['code-invalid', 'enter-account-code']);
    media().press('7');
    await board.pass(2900);
    media().press('8');
    await board.pass(3100);
    expect(media().heard).toEqual(['code-invalid']);
    media().finish();
    expect(board.record.failure).toBe('code_refused');
  });

  test('who keys in nothing hears the prompt once more', async () => {
    await askedAndAcknowledged(account);
    media().finish();
    await board.pass(10_100);
    expect(media().heard).toEqual(['enter-account-code']);
    media().finish();
    await board.pass(10_100);
    expect(media().heard).toEqual(['code-invalid']);
    media().finish();
    expect(board.record.failure).toBe('code_refused');
    expect(trace()).toContain('account_code: nothing was keyed in, twice');
  });

  test('it all takes a minute at most', async () => {
    await askedAndAcknowledged({ ...authorization, account: account.account });
    await board.pass(30_000);
    media().press('1234#');
    expect(media().heard).toEqual(['enter-account-code']);
    await board.pass(29_000);
    expect(media().heard).toEqual(['enter-account-code']);
    await board.pass(1100);
    media().finish();
    expect(board.record.failure).toBe('code_refused');
    expect(trace()).toContain('account_code: nothing right within a minute');
  });

  test.each([
    ['application/dtmf-relay', (digit: string) => `Signal=${digit}\r\nDuration=160\r\n`],
    ['application/dtmf', (digit: string) => digit],
  ])('digits by INFO with %s', async (type, content) => {
    await askedAndAcknowledged(authorization);
    for (const digit of '1234#') {
      const body = { headers: `Content-Type: ${type}\r\n`, content: content(digit) };
      expect(caller.ask(new FakeRequest('INFO', { body })).finalStatus).toBe(200);
    }
    await board.settle();
    expect(board.stack.targets).toHaveLength(1);
    caller.hangUp();
  });

  test('an INFO of another kind is refused as such', async () => {
    await askedAndAcknowledged(authorization);
    const body = { headers: 'Content-Type: application/x\r\n', content: '1' };
    expect(caller.ask(new FakeRequest('INFO', { body })).finalStatus).toBe(415);
    expect(caller.ask(new FakeRequest('OPTIONS')).finalStatus).toBe(200);
    caller.hangUp();
  });
});

describe('who leaves, and when', () => {
  test('the caller while keying in', async () => {
    await askedAndAcknowledged(authorization);
    media().press('12');
    caller.hangUp();
    expect(board.record).toMatchObject({ outcome: 'cancelled', endedBy: 'caller' });
  });

  test('the caller before the ledger has answered', async () => {
    let grant: () => void = () => undefined;
    board = new Switchboard({
      decide: () => routed({ codes: account }),
      ledger: (ledger) =>
        ledgerWith(ledger, {
          admit: (request) =>
            new Promise((resolve) => {
              grant = () => {
                resolve(ledger.admit(request));
              };
            }),
        }),
    });
    caller = board.stack.call(board.control, { body: callerOffer });
    caller.cancel();
    grant();
    await board.settle();
    expect(board.media.sessions).toEqual([]);
    expect(board.record.outcome).toBe('cancelled');
  });

  test('no ACK of our answer', async () => {
    await asked(authorization);
    caller.stayMute();
    expect(board.record).toMatchObject({ failure: 'no_acknowledgement', endedBy: 'service' });
  });

  test('the media thread while the caller is asked', async () => {
    await askedAndAcknowledged(authorization);
    media().die();
    expect(caller.byeContent?.headers).toContain('Reason: SIP;cause=503');
    expect(board.record.failure).toBe('code_not_askable');
  });

  test('the media thread while the target rings: the call goes on', async () => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().ring();
    media().die();
    target().accept({ body: targetAnswer });
    caller.sent.at(-1)?.answer(200, 'OK', { body: callerAnswer });
    caller.hangUp();
    expect(board.record.outcome).toBe('answered');
  });

  test('the caller while the target rings', async () => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().ring();
    caller.hangUp();
    expect(target().isCancelled).toBe(true);
    target().confirmCancel();
    expect(board.record.outcome).toBe('cancelled');
  });

  test('an operator, or the end of a drain', async () => {
    await askedAndAcknowledged(authorization);
    await board.control.liveCalls.end(board.opened[0] ?? '', 'service');
    expect(caller.byeContent).not.toBeNull();
    expect(board.record.failure).toBe('ended_by_operator');
  });
});

describe('a target that fails after we have answered', () => {
  test.each([
    [486, 'Busy Here', 'busy', 'busy'],
    [603, 'Decline', 'reorder', 'rejected'],
    [404, 'Not Found', 'reorder', 'failed'],
  ] as const)('%i %s: %s tone, then BYE', async (status, reason, tone, outcome) => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().refuse(status, reason);
    expect(media().heard).toEqual([tone]);
    expect(board.control.size).toBe(1);
    media().finish();
    expect(caller.byeContent?.headers).toContain(`Reason: SIP;cause=${status};text="${reason}"`);
    expect(board.record).toMatchObject({ outcome, sipCode: status, endedBy: 'callee' });
  });

  test('a caller who hangs up on the tone changes nothing of it', async () => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().refuse(486, 'Busy Here');
    caller.hangUp();
    expect(board.record).toMatchObject({ outcome: 'busy', endedBy: 'callee' });
  });
});

describe('joining caller and target', () => {
  const moved = bodyOf(audio('192.0.2.77', 4000, [0, 101]));

  test('a caller who answers from elsewhere: the target is offered that, once', async () => {
    await connected(moved);
    expect(target().sent.map(({ method, content }) => [method, content.body])).toEqual([['INVITE', moved]]);
    expect(media().isClosed).toBe(false);
    target().sent[0]?.answer(200, 'OK', { body: targetAnswer });
    expect(target().sent).toHaveLength(1);
    expect(caller.sent).toHaveLength(1);
    expect(media().isClosed).toBe(true);
    target().hangUp();
    expect(board.record).toMatchObject({ outcome: 'answered', endedBy: 'callee' });
  });

  test('491: again after 0 to 2 s to the caller, after 2.1 to 4 s to the target', async () => {
    await connected(moved);
    target().sent[0]?.answer(491, 'Request Pending');
    await board.pass(2000);
    expect(target().sent).toHaveLength(1);
    await board.pass(2000);
    expect(target().sent).toHaveLength(2);
    target().sent[1]?.answer(200, 'OK', { body: targetAnswer });
    caller.hangUp();

    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().accept({ body: targetAnswer });
    caller.sent[0]?.answer(491, 'Request Pending');
    await board.pass(2000);
    expect(caller.sent).toHaveLength(2);
    caller.sent[1]?.answer(200, 'OK', { body: callerAnswer });
    caller.hangUp();
    expect(board.record.outcome).toBe('answered');
  });

  test('488: both sides are hung up, and why is in the trace', async () => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    target().accept({ body: targetAnswer });
    caller.sent[0]?.answer(488, 'Not Acceptable Here');
    expect(caller.byeContent?.headers).toContain('cause=88');
    expect(target().byeContent?.headers).toContain('cause=88');
    expect(board.record).toMatchObject({ outcome: 'failed', failure: 'media_not_joined' });
    expect(trace()).toContain('joining: the caller answered the re-INVITE with 488');
  });

  test('either side may leave in the middle of it', async () => {
    for (const who of ['caller', 'target'] as const) {
      await askedAndAcknowledged(authorization);
      media().press('1234#');
      await board.settle();
      target().accept({ body: targetAnswer });
      const sent = caller.sent[0];
      (who === 'caller' ? caller : target()).hangUp();
      sent?.answer(200, 'OK', { body: callerAnswer });
      expect(board.record).toMatchObject({
        outcome: 'answered',
        endedBy: who === 'caller' ? 'caller' : 'callee',
      });
      expect(board.leftOpen()).toBeUndefined();
    }
  });

  test('a caller on hold meanwhile: targets are offered what it offered last', async () => {
    await askedAndAcknowledged(authorization);
    const hold = bodyOf(audio('192.0.2.1', 4000, [0, 8, 101], 'sendonly'));
    const request = caller.ask(new FakeRequest('INVITE', { body: hold }));
    expect(request.finalStatus).toBe(200);
    expect(request.answers[0]?.content.body?.content).toContain('a=recvonly');
    // One exchange at a time.
    expect(caller.ask(new FakeRequest('UPDATE', { body: callerOffer })).finalStatus).toBe(491);
    request.acknowledge();
    media().press('1234#');
    await board.settle();
    expect(target().invite.content.body).toEqual(hold);
    caller.hangUp();
  });

  test('a caller that offers anew while the target rings: the target hears of it', async () => {
    await askedAndAcknowledged(authorization);
    media().press('1234#');
    await board.settle();
    const request = caller.ask(new FakeRequest('INVITE', { body: moved }));
    target().accept({ body: targetAnswer });
    // Its ACK is not in: ours waits (RFC 3261 section 14.1).
    expect(caller.sent).toEqual([]);
    request.acknowledge();
    caller.sent[0]?.answer(200, 'OK', { body: moved });
    expect(target().sent[0]?.content.body).toEqual(moved);
    target().sent[0]?.answer(200, 'OK', { body: targetAnswer });
    caller.hangUp();
  });
});

describe('*71 dialled alone', () => {
  const star71: CallPorts['decide'] = ({ called }) =>
    called.user === '*71'
      ? featureCode({
          request: { code: 'account_code', argument: '' },
          parties: parties({ calledNumber: '*71', dialled: '*71' }),
          codes: account,
        })
      : called.user === '*71911'
        ? routed(
            {
              parties: parties({ emergency: true, calledNumber: '911' }),
              originatingLease: leaseOf('home', 'outgoing', null, true),
              candidates: [candidate('metro', { lease: null })],
            },
            notice,
          )
        : called.user === '*71900'
          ? { kind: 'refuse', failure: 'dial_restricted', parties: parties(), trace: [], emergency: null }
          : routed({
              parties: parties({ calledNumber: `+1${called.user.slice(3)}`, dialled: called.user }),
              codes: { authorization: authorization.authorization, account: account.account },
            });

  beforeEach(async () => {
    board = new Switchboard({ decide: star71 });
    caller = board.stack.call(board.control, { body: callerOffer, requestUri: 'sip:*71@trunk.example' });
    await board.settle();
    caller.acknowledge();
    media().press('4321');
    expect(media().heard).toEqual(['confirmation', 'dial']);
  });

  test('the number is decided as dialled; the account code is not asked for again', async () => {
    media().press('3125550111');
    await board.pass(3100);
    expect(media().heard).toEqual(['enter-authorization-code']);
    media().press('56789');
    await board.settle();
    expect(board.stack.targets).toHaveLength(1);
    expect(board.usageOf('home').outgoing).toBe(1);
    caller.hangUp();
    expect(board.record).toMatchObject({ calledNumber: '+13125550111', dialled: '*71' });
  });

  test('a number that is not allowed: a tone, then BYE', async () => {
    media().press('900#');
    await board.settle();
    expect(media().heard).toEqual(['reorder']);
    media().finish();
    expect(board.record).toMatchObject({ outcome: 'blocked', failure: 'dial_restricted' });
  });

  test('an emergency number: its own lease, and the notice', async () => {
    media().press('911#');
    await board.settle();
    expect(board.emergencies).toHaveLength(1);
    expect(board.usageOf('home')).toMatchObject({ emergency: 1, outgoing: 0 });
    caller.hangUp();
  });

  test('no number: refused', async () => {
    media().finish();
    await board.pass(5100);
    media().finish();
    await board.pass(5100);
    media().finish();
    expect(board.record.failure).toBe('code_refused');
  });
});

describe('feature access codes', () => {
  const dialled = (writeFeatureCode: CallPorts['featureCodes']['writeFeatureCode']): SwitchboardOptions => ({
    decide: () =>
      featureCode({
        request: { code: 'forwarding_always_on', argument: '3125550111' },
        parties: parties({ dialled: '*723125550111' }),
      }),
    featureCodes: { writeFeatureCode },
  });

  const call = async (options: SwitchboardOptions): Promise<void> => {
    board = new Switchboard(options);
    caller = board.stack.call(board.control, { body: callerOffer });
    await board.settle();
    caller.acknowledge();
    await board.settle();
  };

  test('done: confirmation tone, BYE, and a record that the service answered', async () => {
    const asked: FeatureCodeRequest[] = [];
    await call(
      dialled((request) => {
        asked.push(request);
        return Promise.resolve({ outcome: 'done' });
      }),
    );
    expect(asked).toEqual([{ userId: 'u1', what: 'forwarding_always_on', number: '3125550111' }]);
    expect(media().heard).toEqual(['confirmation']);
    media().finish();
    expect(caller.byeContent?.headers).toContain('cause=16');
    expect(board.record).toMatchObject({
      outcome: 'answered',
      endedBy: 'service',
      dialled: '*723125550111',
      attempts: [],
    });
    expect(trace()).toContain('forwarding_always_on: in force');
  });

  test('not for this user: reorder tone', async () => {
    await call(
      dialled(() =>
        Promise.resolve({ outcome: 'refused', code: 'not_available', why: 'it is not available' }),
      ),
    );
    expect(media().heard).toEqual(['reorder']);
    media().finish();
    expect(board.record).toMatchObject({ outcome: 'blocked', failure: 'feature_refused' });
  });

  test.each([
    ['the database is away', () => Promise.reject(new Error('away'))],
    ['nothing is heard of it', () => new Promise<never>(() => undefined)],
  ])('%s: reorder tone', async (_what, write) => {
    await call(dialled(write));
    await board.pass(4100);
    expect(media().heard).toEqual(['reorder']);
    media().finish();
    expect(board.record.failure).toBe('internal_error');
  });

  test('the caller leaves before it is known', async () => {
    await call(dialled(() => new Promise<never>(() => undefined)));
    caller.hangUp();
    expect(board.record.outcome).toBe('cancelled');
  });
});

describe('announcements of a refusal', () => {
  const refused: SwitchboardOptions = {
    decide: () => ({
      kind: 'refuse',
      failure: 'dial_restricted',
      parties: parties(),
      trace: [],
      emergency: null,
    }),
    treatment: { announcement: () => 'not-permitted' },
  };

  const call = (options: SwitchboardOptions, body: Body | null = callerOffer): void => {
    board = new Switchboard(options);
    caller = board.stack.call(board.control, { body });
  };

  test('183 with our media, the announcement once, then the final response; never a 200', () => {
    call(refused);
    expect(caller.provisionals).toMatchObject([{ status: 183 }]);
    expect(caller.final).toBeNull();
    expect(media().heard).toEqual(['not-permitted']);
    media().finish();
    expect(caller.final?.status).toBe(403);
    expect(board.record).toMatchObject({ outcome: 'blocked', sipCode: 403 });
  });

  test('no offer, or no session: refused at once', () => {
    call(refused, null);
    expect(caller.final?.status).toBe(403);
    board = new Switchboard(refused);
    board.media.refusal = 'no_free_port';
    caller = board.stack.call(board.control, { body: callerOffer });
    expect([caller.final?.status, caller.provisionals]).toEqual([403, []]);
  });

  test('CANCEL while it plays: 487 on the wire, and what it was refused for in the record', () => {
    call(refused);
    caller.cancel();
    expect(board.record).toMatchObject({ outcome: 'blocked', sipCode: 487, endedBy: 'caller' });
  });

  test('the media thread ends, or a prompt never does: refused', async () => {
    call(refused);
    media().die();
    expect(caller.final?.status).toBe(403);
    call(refused);
    await board.pass(20_100);
    expect(caller.final?.status).toBe(403);
  });

  test('the end of a drain while it plays: refused', async () => {
    call(refused);
    board.control.close();
    await board.settle();
    expect(caller.final?.status).toBe(403);
  });
});
