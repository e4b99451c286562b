import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ApiClient, type CallExplanation } from '../../src/client/apiClient';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs } from '../support/callLogs';
import { compiled } from '../support/checkout';
import { eventually } from '../support/eventually';
import { expectEnd, expectSuccess } from '../support/expectations';
import { ada, ben, stranger, trunkGroups, useLab } from '../support/lab';
import { describeWith } from '../support/programs';
import { pause } from '../support/scenario';
import { rootKey } from '../support/service';

describeWith('sipp', 'asking what would become of a call', () => {
  const lab = useLab();

  const url = (): string => `http://127.0.0.1:${lab().service.httpPort}`;
  const client = (): ApiClient => new ApiClient({ url: url(), key: rootKey });
  const call = [caller.invite(), caller.answered(), caller.acknowledge(), pause(100), caller.hangUp()];
  const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

  test('says what the call log then says', async () => {
    const told = await client().explainCall({
      from: ada.number,
      to: stranger,
      source: `udp:127.0.0.1:${lab().sites.newYork.callerPort}`,
    });
    expect(told).toMatchObject({
      outcome: 'routed',
      peer: { id: trunkGroups.newYork },
      user: { name: 'User 1001' },
      candidates: [{ destination: { name: 'metro' }, request_user: stranger }],
    });
    const matching = told.peers.filter(({ matched }) => matched);
    expect(matching.map(({ peer }) => peer.name)).toEqual([trunkGroups.newYork]);
    expect(told.peers.length).toBeGreaterThan(1);
    expectSuccess(await lab().callOut(call, takesTheCall));
    await eventually(async () => {
      const [log] = await callLogs(lab().service, 'direction=originating');
      expect(log?.trace.slice(0, told.trace.length)).toEqual(told.trace);
    });
  });

  test('a trunk group that is full is named with its limit while it is, and holds nothing for the asking', async () => {
    await lab().apply({ newYork: { max_incoming_calls: 1 } });
    const question = { from: stranger, to: ada.number, arriving_on: 'metro' };
    expect(await client().explainCall(question)).toMatchObject({ outcome: 'routed' });
    const ringing = await lab().callee('newYork', [callee.receiveInvite(), callee.ring, callee.cancelled], {
      calls: 1,
    });
    const waiting = lab().caller('carrier', stranger, ada.number, [
      caller.invite(),
      caller.receive(180),
      pause(1_500),
      caller.giveUp(),
    ]);
    await eventually(async () => {
      const told = await client().explainCall(question);
      expect(told).toMatchObject({
        outcome: 'over_capacity',
        candidates: [{ full: { limit: 'max_incoming_calls', maximum: 1 } }],
        answer: { status: 503, q850_cause: 34 },
      });
      const [limit] = told.candidates[0]?.limits ?? [];
      expect(limit).toMatchObject({ limit: 'max_incoming_calls', in_use: 1 });
    });
    expectEnd(await waiting.result());
    expectEnd(await ringing.result());
    await lab().idle();
    expect(await client().explainCall(question)).toMatchObject({ outcome: 'routed' });
  });

  test('trunkline explain prints it; mistakes name the option', async () => {
    const good = await explain('--from', ben.extension, '--to', '911', '--arriving-on', trunkGroups.boston);
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^The call goes to carrier metro\.\n/);
    expect(good.out).toContain('emergency       call back +12125550102');
    expect(good.out).toContain('calls 911, shown +12125550102');
    const json = await explain('--from', '1', '--to', '2', '--source', 'udp:203.0.113.9:5060', '--json');
    expect(json.code).toBe(0);
    expect((JSON.parse(json.out) as CallExplanation).outcome).toBe('unknown_peer');
    const bad = await explain('--from', '1', '--to', '2', '--arriving-on', 'nobody');
    expect(bad.code).toBe(1);
    expect(bad.err).toMatch(/^--arriving-on: there is no trunk group/);
    expect(await explain('--from', '1')).toMatchObject({ code: 2 });
    expect(await explain('--form', '1', '--to', '2')).toMatchObject({ code: 2 });
  });

  const explain = (
    ...args: readonly string[]
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }> =>
    new Promise((resolve) => {
      const env = {
        PATH: process.env.PATH ?? '',
        TRUNKLINE_HTTP_LISTEN: new URL(url()).host,
        TRUNKLINE_ROOT_API_KEY: rootKey,
      };
      const file = join(compiled, 'src/cli/main.js');
      execFile(process.execPath, [file, 'explain', ...args], { env }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });
});
