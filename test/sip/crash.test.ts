import { expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { ada, ben, stranger, useLab, type Lab } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, pause } from '../support/scenario';
import { stopAllSipp, type Sipp } from '../support/sipp';
import type { TracedMessage } from '../support/sippMessages';

const rounds = 10;
const held = 50;
const ringing = 10;
const loadRate = 40;
const loadSeconds = 1.5;
/** What happened so long before the end is in the journal (design.md section 2). */
const promiseMs = 100;

const numbers = (round: number, kind: number, count: number): string[][] =>
  Array.from({ length: count }, (_, index) => [`+1312${555_0000 + round * 400 + kind * 200 + index}`]);

/** Steps of a caller with `[field0]` in the place of a key. */
const withField = (steps: readonly string[], key: string): string[] =>
  steps.map((step) => step.replaceAll(`[${key}]`, '[field0]'));

/** What one call of a sipp said and heard, until the service was gone. */
interface SeenCall {
  readonly number: string;
  readonly invitedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
}

/** By Call-ID, whose number `numberOf` finds in the INVITE. */
function seenCalls(
  messages: readonly TracedMessage[],
  numberOf: (invite: TracedMessage) => string | undefined,
): SeenCall[] {
  const calls = new Map<string, TracedMessage[]>();
  for (const message of messages) {
    const id = message.header('Call-ID') ?? '';
    calls.set(id, [...(calls.get(id) ?? []), message]);
  }
  return [...calls.values()].flatMap((all) => {
    const invite = all.find(({ method }) => method === 'INVITE');
    // A 100 says that it arrived.
    const trying = all.find(({ status }) => status === 100);
    const number = invite === undefined ? undefined : numberOf(invite);
    if (trying === undefined || number === undefined) return [];
    const isOk = (message: TracedMessage, method: string): boolean =>
      message.status === 200 && message.header('CSeq')?.endsWith(method) === true;
    return {
      number,
      invitedAt: trying.time,
      answeredAt: all.find((message) => isOk(message, 'INVITE'))?.time ?? null,
      endedAt: all.find((message) => isOk(message, 'BYE'))?.time ?? null,
    };
  });
}

/** What the call log must say of a call when the service was killed at `killedAt`. */
function expectPromise(call: SeenCall, logs: readonly CallLogItem[], killedAt: number): void {
  const kept = (at: number | null): boolean => at !== null && at <= killedAt - promiseMs;
  if (!kept(call.invitedAt)) {
    expect(logs.length).toBeLessThanOrEqual(1);
    return;
  }
  expect([call, logs.length]).toEqual([call, 1]);
  const [log] = logs;
  if (log === undefined) return;
  if (kept(call.endedAt)) {
    expect(log).toMatchObject({ outcome: 'answered', ended_by: 'caller', sip_code: 200, q850_cause: 16 });
  } else if (log.outcome !== 'answered') {
    expect(log).toMatchObject({ outcome: 'failed', failure: 'interrupted', ended_by: 'service' });
    expect(log.q850_cause).toBe(41);
    const endedAt = Date.parse(log.ended_at);
    expect(endedAt).toBeLessThanOrEqual(killedAt + 50);
    expect(endedAt).toBeGreaterThan(killedAt - 2_500);
  }
  if (kept(call.answeredAt)) expect(log.answered_at).not.toBeNull();
  expect(log.attempts.every(({ ended_at }) => ended_at !== null)).toBe(true);
}

interface Round {
  readonly killedAt: number;
  readonly calls: readonly SeenCall[];
}

async function crashUnderLoad(lab: Lab, round: number): Promise<Round> {
  const heldNumbers = numbers(round, 0, held);
  const loadNumbers = numbers(round, 1, loadRate * loadSeconds * 2);
  await lab.callee('carrier', [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp], {
    trace: false,
  });
  await lab.callee('newYork', [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp], {
    trace: false,
  });
  const holder = lab.caller(
    'newYork',
    ada.number,
    stranger,
    withField([caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()], 'called'),
    { calls: held, rate: 200, holdMs: 60_000, fields: heldNumbers, timeoutS: 60 },
  );
  const loader = lab.caller(
    'carrier',
    stranger,
    ada.number,
    withField(
      [caller.invite(), caller.answered(), caller.acknowledge(), pause(120), caller.hangUp()],
      'calling',
    ),
    { calls: loadNumbers.length, rate: loadRate, fields: loadNumbers, timeoutS: 60 },
  );
  // Ben rings his own phone, which nobody picks up.
  await lab.callee('boston', [callee.receiveInvite(), callee.ring, callee.cancelled], { trace: false });
  const rings = [caller.invite(), caller.receive(180), hold, caller.giveUp()];
  lab.caller('boston', ben.number, ben.number, rings, {
    ...{ calls: ringing, rate: 100, holdMs: 60_000, timeoutS: 60, trace: false },
  });
  await eventually(async () => {
    const calls = await lab.service.liveCalls();
    const count = (wanted: string): number => calls.filter(({ state }) => state === wanted).length;
    expect(count('answered')).toBeGreaterThanOrEqual(held);
    expect(count('ringing')).toBeGreaterThanOrEqual(ringing);
  });
  // Each round ends somewhere else in a second: between syncs, batches and the segments' seconds.
  await sleep(loadSeconds * 1000 + 97 * round);
  const killedAt = Date.now();
  await lab.service.crash();
  const seen = async (sipp: Sipp, numberOf: (invite: TracedMessage) => string | undefined) =>
    seenCalls((await sipp.stop(0)).messages, numberOf);
  const calls = [
    ...(await seen(holder, (invite) => /sip:(\+\d+)@/.exec(invite.startLine)?.[1])),
    ...(await seen(loader, (invite) => /sip:(\+\d+)@/.exec(invite.header('From') ?? '')?.[1])),
  ];
  await stopAllSipp();
  return { killedAt, calls };
}

describeWith('sipp', 'a service that is killed', () => {
  const lab = useLab();

  test('keeps what happened 100 ms before, nothing twice, and takes calls again at once', async () => {
    const all: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      all.push(await crashUnderLoad(lab(), round));
      lab().service = await lab().service.startAgain();
      // Nothing is in use from the first moment on.
      await lab().idle(0);
      expectSuccess(
        await lab().callIn(
          [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()],
          [callee.receiveInvite(), callee.answer(), callee.awaitHangUp],
        ),
      );
      await lab().idle();
    }
    const expected = all.reduce((sum, { calls }) => sum + calls.length, 0);
    expect(expected).toBeGreaterThan(rounds * (held + loadRate));
    await eventually(async () => {
      const logs = await callLogs(lab().service);
      expect(new Set(logs.map(({ call_id }) => call_id)).size).toBe(logs.length);
      const byNumber = new Map<string, CallLogItem[]>();
      for (const log of logs) {
        const number = log.direction === 'originating' ? log.called_number : log.calling_number;
        byNumber.set(number, [...(byNumber.get(number) ?? []), log]);
      }
      for (const { calls, killedAt } of all) {
        expect(calls.filter(({ endedAt }) => endedAt === null).length).toBeGreaterThanOrEqual(held);
        for (const call of calls) expectPromise(call, byNumber.get(call.number) ?? [], killedAt);
      }
      const rang = byNumber.get(ben.number) ?? [];
      expect(rang).toHaveLength(rounds * ringing);
      for (const log of rang) {
        expect(log).toMatchObject({ outcome: 'failed', failure: 'interrupted', ended_by: 'service' });
        expect([log.answered_at, log.ringing_at === null]).toEqual([null, false]);
      }
      // One new call after each start.
      expect(byNumber.get(stranger)).toHaveLength(rounds);
    });
  }, 150_000);
});
