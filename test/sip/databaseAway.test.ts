import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import { databaseUrl } from '../support/databaseUrl';
import { eventually } from '../support/eventually';
import { ben, Lab, stranger, trunkGroups, useLab } from '../support/lab';
import { MariadbServer } from '../support/mariadb';
import { NumberedLoad } from '../support/numberedLoad';
import { describeWith } from '../support/programs';
import { stopAllSipp } from '../support/sipp';

/** Longer by hand: TRUNKLINE_TEST_OUTAGE_S=60. The alarm comes after eight seconds at most. */
const outageS = Number(process.env.TRUNKLINE_TEST_OUTAGE_S ?? '9');
const rate = 40;
const beforeS = 2;
const afterS = 4;
const patienceMs = (2 * (beforeS + outageS + afterS) + 60) * 1000;

const alarms = (lab: Lab, code: string): number =>
  lab.service.output.split('\n').filter((line) => line.includes(`"code":"${code}"`)).length;
const isBackAt = 'the database takes call logs again';
const said = (lab: Lab, text: string): readonly string[] =>
  lab.service.output.split('\n').filter((line) => line.includes(text));

describeWith(['sipp', 'mariadbd'], 'the database server away under load', () => {
  let server: MariadbServer;
  let lab: Lab;

  beforeAll(async () => {
    server = await MariadbServer.start();
    lab = await Lab.start({ TRUNKLINE_DATABASE_URL: databaseUrl(await server.createDatabase()) });
  }, 60_000);
  afterEach(async () => {
    await stopAllSipp();
    await lab.idle();
  });
  afterAll(async () => {
    await lab.service.stop();
    await server.stop();
  }, 30_000);

  const outages = {
    stopped: { begin: () => server.crash(), end: () => server.resume() },
    frozen: {
      begin: () => {
        server.freeze();
        return Promise.resolve();
      },
      end: () => {
        server.thaw();
        return Promise.resolve();
      },
    },
  };

  test.each(['stopped', 'frozen'] as const)(
    '%s: no call is disturbed, each call log is there afterwards, once',
    async (kind) => {
      // Users are read from the database again.
      await lab.apply();
      const alarmsBefore = alarms(lab, 'call_log_database');
      const refusedBefore = (await callLogs(lab.service, 'sip_code=500')).length;
      const load = await NumberedLoad.start(lab, rate, beforeS + outageS + afterS);
      await sleep(beforeS * 1000);
      expect(await lab.service.readiness()).toBe(200);
      const outage = outages[kind];
      await outage.begin();
      try {
        const over = sleep(outageS * 1000);
        await eventually(async () => expect(await lab.service.readiness()).toBe(503));
        await absentUser();
        await over;
        await eventually(() => {
          expect(alarms(lab, 'call_log_database')).toBe(alarmsBefore + 1);
        }, 15_000);
        expect(await lab.service.readiness()).toBe(503);
      } finally {
        await outage.end();
      }
      await eventually(async () => expect(await lab.service.readiness()).toBe(200), 10_000);
      await load.expectUndisturbed();
      await load.expectLogged(40_000);
      expect(lab.service.output).toContain(isBackAt);
      const refused = await callLogs(lab.service, 'sip_code=500');
      expect(refused).toHaveLength(refusedBefore + 1);
      expect(refused[0]).toMatchObject({
        ...{ outcome: 'failed', failure: 'internal_error', ended_by: 'service' },
      });

      /** Who is not in memory cannot call meanwhile, and hears so soon. */
      async function absentUser(): Promise<void> {
        const near = lab.caller('boston', ben.number, stranger, [caller.invite(), caller.refused(500)]);
        expect(await near.result()).toMatchObject({ successful: 1, failed: 0 });
      }
    },
    patienceMs,
  );

  // Behind the others: it brings into memory whom they want absent.
  test('look-ups in vain are told of in one line, without a stack, and in one that they work again', async () => {
    await lab.apply();
    const isAway = 'users and numbers of a call cannot be read';
    const isBack = 'users and numbers of calls can be read again';
    const [awayBefore, backBefore] = [said(lab, isAway).length, said(lab, isBack).length];
    const call = async (called: string, status: number, calls: number): Promise<void> => {
      const near = lab.caller('boston', ben.number, called, [caller.invite(), caller.refused(status)], {
        calls,
      });
      expect(await near.result()).toMatchObject({ successful: calls, failed: 0 });
    };
    await server.crash();
    try {
      await eventually(async () => expect(await lab.service.readiness()).toBe(503));
      await call(stranger, 500, 3);
    } finally {
      await server.resume();
    }
    const away = said(lab, isAway).slice(awayBefore);
    expect(away).toHaveLength(1);
    expect(away[0]).toMatch(/"error":"[^"]+","failed":\d+,/);
    expect(away[0]).not.toContain('"stack"');
    await eventually(async () => expect(await lab.service.readiness()).toBe(200), 10_000);
    // Sooner after the last failure it might still come and go.
    await sleep(1_000);
    // A number of ours that nobody has.
    await call('+12125550177', 404, 1);
    await eventually(() => {
      expect(said(lab, isBack)).toHaveLength(backBefore + 1);
    });
    expect(said(lab, isBack).at(-1)).toMatch(/"failed":\d+,/);
  }, 60_000);
});

describe('a SQLite file that somebody else has locked', () => {
  describeWith('sipp', 'under load', () => {
    const lab = useLab();

    test(
      'no call is disturbed, each call log is there afterwards, once',
      async () => {
        const load = await NumberedLoad.start(lab(), rate, beforeS + outageS + afterS);
        await sleep(beforeS * 1000);
        const other = new Sqlite(path.join(lab().service.folder, 'trunkline.db'), { timeout: 5_000 });
        try {
          other.exec('begin immediate');
          await sleep(outageS * 1000);
          // It can still be read, also while somebody waits to write.
          const write = lab().service.request(
            'PATCH',
            `/api/v1/trunk-groups/${trunkGroups.boston}`,
            '{"max_active_calls": 7}',
          );
          for (let look = 0; look < 5; look += 1) {
            expect(await lab().service.readiness()).toBe(200);
            await sleep(100);
          }
          expect(alarms(lab(), 'call_log_database')).toBe(1);
          other.exec('rollback');
          expect((await write).status).toBe(200);
        } finally {
          other.close();
        }
        await load.expectUndisturbed();
        await load.expectLogged();
        expect(lab().service.output).toContain(isBackAt);
      },
      patienceMs,
    );
  });
});
