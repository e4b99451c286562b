import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import { drachtioProgram, DrachtioServer } from '../support/drachtioServer';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { freePort } from '../support/freePort';
import { ada, Lab, stranger, trunkGroups } from '../support/lab';
import { hold } from '../support/scenario';
import { stopAllSipp } from '../support/sipp';

/** Dialogs outlive the connection to their server so long. */
const graceMs = 10_000;

const describeHere = drachtioProgram === null ? describe.skip : describe;

/**
 * What only a server of its own can show; that calls fare as over the embedded stack the other files of this folder show,
 * with `TRUNKLINE_TEST_DRACHTIO` naming the program.
 */
describeHere('a drachtio-server [needs drachtio]', () => {
  let lab: Lab;
  let server: DrachtioServer;

  beforeAll(async () => {
    const sipPort = await freePort();
    server = await DrachtioServer.start(drachtioProgram ?? '', sipPort);
    lab = await Lab.start({ TRUNKLINE_SIP_STACK: server.setting }, [], sipPort);
    await lab.apply();
  }, 60_000);
  afterEach(stopAllSipp);
  afterAll(async () => {
    await lab.service.stop();
    await server.stop();
  }, 60_000);

  const established = [caller.invite(), caller.answered(), caller.acknowledge(), hold];
  const answered = [callee.receiveInvite(), callee.ring, callee.answer()];

  test('killed under calls: they are closed and logged, nothing is held, and the next ones go through', async () => {
    await lab.callee('newYork', answered, { calls: 5 });
    lab.caller('carrier', stranger, ada.number, established, {
      calls: 5,
      rate: 50,
      holdMs: 60_000,
      timeoutS: 60,
    });
    const usage = () => lab.service.usage(trunkGroups.newYork);
    await eventually(async () => expect(await usage()).toMatchObject({ active: 5 }));
    await eventually(async () => {
      const calls = (await lab.service.liveCalls()) as readonly { readonly state: string }[];
      expect(calls.filter(({ state }) => state === 'answered')).toHaveLength(5);
    });

    await server.kill();
    await eventually(async () => expect(await usage()).toMatchObject({ active: 0 }), graceMs + 5_000);
    await eventually(async () => {
      const logs = await callLogs(lab.service);
      expect(logs.map(({ outcome, ended_by }) => [outcome, ended_by])).toEqual(
        Array.from({ length: 5 }, () => ['answered', 'service']),
      );
    });
    await stopAllSipp();

    await server.start();
    await eventually(async () => {
      expectSuccess(
        await lab.callIn(
          [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()],
          [...answered, callee.awaitHangUp],
        ),
      );
    }, 10_000);
    await lab.idle();
  }, 90_000);
});
