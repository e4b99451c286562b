import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, ben, stranger, trunkGroups, useLab, type Lab } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, pause } from '../support/scenario';

const answeredCaller = [
  ...[caller.invite(), caller.answered(), caller.acknowledge(), pause(100), caller.hangUp()],
];
const answering = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

/** The one log of what follows `before`. */
async function newLog(lab: Lab, before: readonly CallLogItem[]): Promise<CallLogItem> {
  let log: CallLogItem | undefined;
  await eventually(async () => {
    const known = new Set(before.map(({ id }) => id));
    const logs = (await callLogs(lab.service)).filter(({ id }) => !known.has(id));
    expect(logs).toHaveLength(1);
    [log] = logs;
  });
  if (log === undefined) throw new Error('no log');
  return log;
}

describeWith('sipp', 'the call log', () => {
  const lab = useLab();

  test('of calls in, out and between sites, with who took part', async () => {
    const start = await callLogs(lab().service);
    expectSuccess(await lab().callIn(answeredCaller, answering));
    const incoming = await newLog(lab(), start);
    const newYorkTrunk = { id: trunkGroups.newYork, name: trunkGroups.newYork };
    expect(incoming).toMatchObject({
      ...{ direction: 'terminating', outcome: 'answered', ended_by: 'caller', sip_code: 200, q850_cause: 16 },
      ...{ calling_number: stranger, called_number: ada.number, trunk_group: newYorkTrunk },
      enterprise: { name: 'acme' },
      group: { id: ada.group },
      user: { name: 'User 1001' },
      participants: [{ role: 'called', user: { name: 'User 1001' }, trunk_group: newYorkTrunk }],
      attempts: [{ destination: { kind: 'trunk_group', ...newYorkTrunk }, sip_code: 200 }],
    });
    expect(incoming.duration_ms).toBeGreaterThanOrEqual(90);
    const { started_at, ringing_at, answered_at, ended_at, duration_ms } = incoming;
    expect([started_at, ringing_at ?? '', answered_at ?? '', ended_at].sort()).toEqual([
      ...[started_at, ringing_at, answered_at, ended_at],
    ]);
    expect(Date.parse(ended_at) - Date.parse(answered_at ?? '')).toBe(duration_ms);
    expect(await lab().service.get(`/api/v1/call-logs/${incoming.id}`)).toEqual(incoming);

    expectSuccess(await lab().callOut(answeredCaller, answering));
    expect(await newLog(lab(), [...start, incoming])).toMatchObject({
      ...{ direction: 'originating', calling_number: ada.number, called_number: stranger },
      attempts: [{ destination: { kind: 'carrier', name: 'metro' } }],
      participants: [{ role: 'caller', user: { name: 'User 1001' } }],
    });

    const before = await callLogs(lab().service);
    const ends = { from: 'newYork', to: 'boston', calling: ada.number, called: ben.extension } as const;
    expectSuccess(await lab().call({ ...ends, caller: answeredCaller, callee: answering }));
    const onNet = await newLog(lab(), before);
    expect(onNet).toMatchObject({
      ...{ direction: 'originating', dialled: ben.extension, called_number: ben.number },
      user: { name: 'User 1001' },
      participants: [
        { role: 'caller', user: { name: 'User 1001' }, trunk_group: { id: trunkGroups.newYork } },
        { role: 'called', user: { name: 'User 1002' }, trunk_group: { id: trunkGroups.boston } },
      ],
    });
    const [, called] = onNet.participants;
    const bens = (await lab().service.get(`/api/v1/users/${called?.user?.id ?? ''}/call-logs`)) as {
      readonly items: readonly CallLogItem[];
    };
    expect(bens.items).toEqual([{ ...onNet, direction: 'terminating' }]);
    expect((await callLogs(lab().service, `trunk_group=${trunkGroups.boston}`)).map(({ id }) => id)).toEqual([
      onNet.id,
    ]);
  });

  test('waits in the journal while the database refuses: no call is disturbed, nothing is lost', async () => {
    const before = (await callLogs(lab().service)).length;
    const database = new Sqlite(join(lab().service.folder, 'trunkline.db'), { timeout: 5_000 });
    try {
      database.exec('begin immediate');
      const calls = 160;
      const ends = await lab().callIn(answeredCaller, answering, { calls, rate: 20, timeoutS: 30 });
      expectEnd(ends.caller, calls);
      expect(await callLogs(lab().service)).toHaveLength(before);
      await eventually(() => {
        expect(lab().service.output).toContain('call_log_database');
      });
      database.exec('rollback');
      await eventually(async () => {
        const logs = await callLogs(lab().service);
        expect(logs).toHaveLength(before + calls);
        expect(new Set(logs.map(({ call_id }) => call_id)).size).toBe(logs.length);
      });
      await eventually(() => {
        expect(lab().service.output).toContain('takes call logs again');
      });
    } finally {
      database.close();
    }
  }, 60_000);

  test('is written in full before the process ends, hung-up calls included', async () => {
    await lab().callee('newYork', answering, { trace: false });
    const near = lab().caller(
      'carrier',
      stranger,
      ada.number,
      [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.answerRequest('BYE')],
      { calls: 5, rate: 50, holdMs: 200 },
    );
    await eventually(async () => {
      const answered = (await lab().service.liveCalls()).filter(({ state }) => state === 'answered');
      expect(answered).toHaveLength(5);
    });
    const before = (await callLogs(lab().service)).length;
    const { folder } = lab().service;
    const ending = lab().service.end(15_000);
    await sleep(300);
    // Asked twice: calls in progress are hung up.
    process.kill(lab().service.pid, 'SIGTERM');
    await ending;
    expectEnd(await near.result(), 5);
    expect(readdirSync(join(folder, 'journal'))).toEqual([]);
    const database = new Sqlite(join(folder, 'trunkline.db'), { readonly: true });
    const rows = database
      .prepare('select outcome, ended_by, q850_cause from call_logs order by id desc')
      .all();
    database.close();
    expect(rows).toHaveLength(before + 5);
    expect(rows.slice(0, 5)).toEqual(
      Array.from({ length: 5 }, () => ({ outcome: 'answered', ended_by: 'service', q850_cause: 41 })),
    );
    lab().service = await lab().service.startAgain();
  }, 60_000);
});
