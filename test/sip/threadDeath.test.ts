import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import { eventually } from '../support/eventually';
import { expectEnd } from '../support/expectations';
import { ben, Lab, stranger } from '../support/lab';
import { NumberedLoad } from '../support/numberedLoad';
import { describeWith } from '../support/programs';
import { stopAllSipp } from '../support/sipp';
import type { ThreadFault } from '../support/threadFaults';

const faults: readonly ThreadFault[] = ['throw', 'exit', 'memory'];
const rate = 30;
/** Small heaps, so that a thread that runs out of memory does so within a second. */
const nodeArguments = [
  '--max-old-space-size=160',
  '--require',
  path.join(__dirname, '../support/threadFaults.js'),
];

describeWith('sipp', 'a thread that dies under load', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.start({ TRUNKLINE_DRAIN_S: '5' }, nodeArguments);
    await lab.apply();
  }, 30_000);
  afterEach(async () => {
    await stopAllSipp();
    await lab.idle();
  });
  afterAll(async () => {
    await lab.service.stop();
  }, 30_000);

  const strike = (thread: string, fault: ThreadFault): void => {
    writeFileSync(path.join(lab.service.folder, `fault-${thread}`), fault);
  };
  const said = (text: string): number => lab.service.output.split(text).length - 1;

  /** Ends a thread in every way there is, waiting each time until the service says that it is back. */
  async function strikeInEveryWay(thread: string, back: string): Promise<void> {
    for (const fault of faults) {
      const before = said(back);
      strike(thread, fault);
      await eventually(() => expect(said(back)).toBe(before + 1), 10_000);
      // Before the next one: under load, with something on its way.
      await sleep(500);
    }
  }

  test.each([
    ['journalThread', 'the journal thread is back', 'journal_thread'],
    ['loaderThread', 'the thread that brings call logs into the database is back', 'call_log_loader'],
    ['worker', 'the provisioning worker is back', 'provisioning_worker'],
    ['mediaThread', 'the media thread is back', 'media_thread'],
  ])(
    '%s: calls go on, the thread is started again, no call log is lost or there twice',
    async (thread, back, alarm) => {
      const load = await NumberedLoad.start(lab, rate, 12);
      await sleep(1_500);
      await strikeInEveryWay(thread, back);
      expect(said(`"code":"${alarm}"`)).toBeGreaterThanOrEqual(faults.length);
      await load.expectUndisturbed();
      await load.expectLogged();
      expect(await lab.service.readiness()).toBe(200);
    },
    60_000,
  );

  test('a look-up of a user that is not in memory outlasts the death of the worker', async () => {
    await lab.apply();
    const far = await lab.callee('boston', [callee.receiveInvite(), callee.answer(), callee.awaitHangUp], {
      calls: 1,
    });
    strike('worker', 'exit');
    await eventually(async () => expect(await lab.service.readiness()).toBeNull());
    const near = lab.caller('carrier', stranger, ben.number, [
      caller.invite(),
      caller.answered(),
      caller.acknowledge(),
      caller.hangUp(),
    ]);
    expectEnd(await near.result());
    expectEnd(await far.result());
  });

  test.each(['journalThread', 'loaderThread', 'worker'])(
    '%s dies while the service ends: no call log is lost',
    async (thread) => {
      const settled = async (): Promise<number> => {
        const count = (await callLogs(lab.service)).length;
        await sleep(1_000);
        return (await callLogs(lab.service)).length === count ? count : settled();
      };
      const before = await settled();
      const far = await lab.callee('newYork', [callee.receiveInvite(), callee.answer(), callee.awaitHangUp], {
        calls: 5,
      });
      const near = lab.caller(
        'carrier',
        stranger,
        '+12125550101',
        [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()],
        { calls: 5, rate: 100 },
      );
      expectEnd(await near.result(), 5);
      expectEnd(await far.result(), 5);
      strike(thread, 'exit');
      await lab.service.end();
      lab.service = await lab.service.startAgain();
      // What the loader did not bring in before it died, the next start does.
      await eventually(async () => expect((await callLogs(lab.service)).length).toBe(before + 5));
    },
    30_000,
  );
});
