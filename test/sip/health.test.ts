import { describe, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { deployment, type DeploymentOptions } from '../support/deployment';
import { eventually } from '../support/eventually';
import { expectSuccess } from '../support/expectations';
import { useLab, trunkGroups, type Ends } from '../support/lab';
import { describeWith } from '../support/programs';
import { receiveRequest, send, type Step } from '../support/scenario';
import type { Sipp } from '../support/sipp';

const call = [caller.invite(), caller.answered(), caller.acknowledge(), caller.hangUp()];
const takesTheCall = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

/** Answers each OPTIONS as a call of its own. */
const answersOptions = (status: number): readonly Step[] => [
  receiveRequest('OPTIONS'),
  send([
    `SIP/2.0 ${status} Whatever`,
    '[last_Via:]',
    '[last_From:]',
    '[last_To:];tag=[call_number]',
    '[last_Call-ID:]',
    '[last_CSeq:]',
  ]),
];

/** The shortest intervals there are; one probe decides. */
const optionsPing = {
  ...{ enabled: true, available_interval_s: 30, unavailable_interval_s: 10 },
  ...{ failure_threshold: 1, success_threshold: 1 },
};

interface Health {
  readonly state: string;
  readonly health: {
    readonly addresses: readonly { readonly state: string; readonly last_response: number | null }[];
  };
}

describeWith('sipp', 'health', () => {
  const lab = useLab();

  const health = async (path = `/trunk-groups/${trunkGroups.newYork}`): Promise<Health> =>
    (await lab().service.get(`/api/v1${path}`)) as Health;
  const states = async (): Promise<readonly string[]> =>
    (await health()).health.addresses.map(({ state }) => state);

  /** How long a call took from its beginning to its end. */
  const timed = async (make: () => Promise<Ends>): Promise<number> => {
    const begun = Date.now();
    expectSuccess(await make());
    return Date.now() - begun;
  };

  /** The last call log's trace, once it is there. */
  const traced = async (text: string): Promise<void> => {
    await eventually(async () => {
      const page = (await lab().service.get('/api/v1/call-logs?limit=1')) as {
        items: readonly { trace: readonly { result: string }[] }[];
      };
      expect(page.items[0]?.trace.map(({ result }) => result).join('\n')).toContain(text);
    });
  };

  const unprobed = { options_ping: { enabled: false } };

  describe('probes', () => {
    test('a PBX that stops answering is passed over without delay, and is back after it recovered', async () => {
      const { newYork, newYorkBackup } = lab().sites;
      const alive = (port: number, calls?: number): Promise<Sipp> =>
        lab().callee(port === newYork.port ? 'newYork' : 'newYorkBackup', answersOptions(200), {
          timeoutS: 100,
          ...(calls === undefined ? {} : { calls }),
        });
      // The first address answers one probe and is gone then; the second is there all the time, 404 being a sign of life.
      const first = await alive(newYork.port, 1);
      const second = await lab().callee('newYorkBackup', answersOptions(404), { timeoutS: 100 });
      expect(newYorkBackup.port).not.toBe(newYork.port);
      await lab().apply({ newYork: { options_ping: optionsPing } });
      await first.result();
      await eventually(async () => {
        const { state, health: shown } = await health();
        expect(state).toBe('available');
        expect(shown.addresses).toMatchObject([
          { state: 'available', last_response: 200 },
          { state: 'available', last_response: 404 },
        ]);
      });
      // Nobody answers the next probe, 30 s later; silence is 4 s.
      await eventually(async () => {
        expect(await states()).toEqual(['unavailable', 'available']);
      }, 40_000);
      expect((await health()).state).toBe('available');
      await second.stop(0);

      // Calls go to the second address at once: the invitation timeout of the silent one would be 2 s.
      expect(await timed(() => lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }))).toBeLessThan(
        1_500,
      );
      await traced('skipped: unavailable since');

      const back = await alive(newYork.port);
      await eventually(async () => {
        expect((await states())[0]).toBe('available');
      }, 20_000);
      await back.stop(0);
      expectSuccess(await lab().callIn(call, takesTheCall));

      await eventually(async () => {
        const history = (await lab().service.get(
          `/api/v1/trunk-groups/${trunkGroups.newYork}/health-history?sort=at&address=127.0.0.1:${newYork.port};udp`,
        )) as { items: readonly { state: string; cause: string }[] };
        expect(history.items.slice(0, 2)).toMatchObject([
          { state: 'unavailable', cause: 'a probe failed, the last with 408' },
          { state: 'available', cause: 'it answered again' },
        ]);
      });
      await lab().apply({ newYork: unprobed });
    }, 90_000);

    test('with every address silent it is unavailable as a whole: the caller is told at once, an alarm stands', async () => {
      await lab().apply({ newYork: { options_ping: optionsPing } });
      // The first probes go out as soon as the settings are in force.
      await eventually(async () => {
        expect((await health()).state).toBe('unavailable');
      }, 10_000);
      const begun = Date.now();
      const attempt = lab().caller('carrier', '+13125550111', '+12125550101', [
        caller.invite(),
        caller.refused(480),
      ]);
      expect((await attempt.result()).successful).toBe(1);
      expect(Date.now() - begun).toBeLessThan(1_500);
      const metrics = (await lab().service.request('GET', '/metrics')).body as string;
      expect(metrics).toContain(
        `trunkline_target_available{kind="trunk_group",name="${trunkGroups.newYork}"} 0`,
      );
      expect(lab().service.output).toContain('trunk_group_unavailable');

      await lab().apply({ newYork: unprobed });
      expect((await health()).state).toBe('available');
      await eventually(() => {
        expect(lab().service.output).toContain('alarm_cleared');
      });
    }, 40_000);

    test.each([403, 404, 405, 481, 501])('a PBX that answers them %i is alive', async (status) => {
      const pbx = await lab().callee('newYork', answersOptions(status), { timeoutS: 40 });
      const backup = await lab().callee('newYorkBackup', answersOptions(200), { timeoutS: 40 });
      await lab().apply({ newYork: { options_ping: optionsPing } });
      await eventually(async () => {
        expect((await health()).health.addresses[0]).toMatchObject({
          state: 'available',
          last_response: status,
        });
      });
      await pbx.stop(0);
      await backup.stop(0);
      await lab().apply({ newYork: unprobed });
    });

    test('a PBX that answers them 503 is not', async () => {
      const pbx = await lab().callee('newYork', answersOptions(503), { timeoutS: 40 });
      await lab().apply({ newYork: { options_ping: optionsPing } });
      await eventually(async () => {
        expect((await health()).health.addresses[0]).toMatchObject({
          state: 'unavailable',
          last_response: 503,
        });
      });
      await pbx.stop(0);
      await lab().apply({ newYork: unprobed });
    });
  });

  describe('failed INVITEs without probes', () => {
    const counted = { invite_failure_threshold: 2, invite_failure_window_s: 30 };

    test('put an address away; after a rest one call tries it again', async () => {
      await lab().apply({ newYork: counted });
      await eventually(async () => {
        expect(await states()).toEqual(['available', 'available']);
      });
      const refusing = await lab().callee(
        'newYork',
        [callee.receiveInvite(), callee.refuse(503, 'Out of order')],
        { timeoutS: 80 },
      );
      for (let count = 0; count < 2; count += 1) {
        expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
      }
      await eventually(async () => {
        expect(await states()).toEqual(['unavailable', 'available']);
      });
      const before = refusing.messages().length;
      expectSuccess(await lab().callIn(call, takesTheCall, { to: 'newYorkBackup' }));
      expect(refusing.messages()).toHaveLength(before);
      await refusing.stop(0);

      // 30 s later the next call finds it well.
      await new Promise((resolve) => setTimeout(resolve, 30_500));
      expect(await states()).toEqual(['unavailable', 'available']);
      expectSuccess(await lab().callIn(call, takesTheCall));
      await eventually(async () => {
        expect(await states()).toEqual(['available', 'available']);
      });
      await lab().apply({ newYork: { invite_failure_threshold: null } });
    }, 60_000);
  });

  describe('carriers', () => {
    test('a gateway that is down is passed over, then the next carrier; an emergency call tries it all the same', async () => {
      // The gateway that answers nothing stands first by its priority.
      const silent = lab().sites.boston.callerPort;
      const withTwo = (options: DeploymentOptions): string => {
        const document = JSON.parse(deployment(options)) as { carriers: Record<string, unknown>[] };
        const [metro] = document.carriers;
        if (metro === undefined) throw new Error('no carrier');
        metro.gateways = [
          { host: '127.0.0.1', port: silent, priority: 1 },
          { host: '127.0.0.1', port: lab().sites.carrier.port, priority: 2 },
        ];
        metro.options_ping = optionsPing;
        return JSON.stringify(document);
      };
      const living = await lab().callee('carrier', answersOptions(200), { timeoutS: 40 });
      let text = '';
      await lab().apply({
        change: (options) => {
          text = withTwo(options);
          return options;
        },
      });
      await lab().service.apply(text);
      const carriers = (await lab().service.get('/api/v1/carriers')) as { items: readonly { id: string }[] };
      const path = `/carriers/${carriers.items[0]?.id ?? ''}`;
      await eventually(async () => {
        expect((await health(path)).health.addresses.map(({ state }) => state)).toEqual([
          'unavailable',
          'available',
        ]);
      }, 10_000);
      expect((await health(path)).state).toBe('available');
      await living.stop(0);
      // The timeout of a silent carrier is 6 s.
      expect(await timed(() => lab().callOut(call, takesTheCall))).toBeLessThan(1_500);
      await lab().apply();
    }, 40_000);
  });

  describe('call rates', () => {
    test('of a sender: 503 with Retry-After beyond it, counted apart, emergency calls never', async () => {
      await lab().apply({ newYork: { sender_call_rate: { per_second: 1 } } });
      const carrier = await lab().callee('carrier', takesTheCall, { timeoutS: 30 });
      const calls = (from: 'newYork' | 'boston', calling: string, called: string, count: number) =>
        lab().caller(from, calling, called, call, { calls: count, rate: 20, timeoutS: 10 }).result();
      const [ours, others] = await Promise.all([
        calls('newYork', '+12125550101', '+13125550111', 3),
        calls('boston', '+12125550102', '+13125550111', 3),
      ]);
      expect([ours.successful, ours.failed]).toEqual([1, 2]);
      expect([others.successful, others.failed]).toEqual([3, 0]);
      const refused = ours.messages.filter(({ status }) => status === 503);
      expect(refused.length).toBeGreaterThanOrEqual(2);
      for (const message of refused) expect(message.header('Retry-After')).toBe('1');
      const emergency = await calls('newYork', '+12125550101', '911', 5);
      expect([emergency.successful, emergency.failed]).toEqual([5, 0]);
      await carrier.stop(500);
      const metrics = (await lab().service.request('GET', '/metrics')).body as string;
      expect(metrics).toContain(
        `trunkline_call_rate_refused_total{kind="trunk_group",name="${trunkGroups.newYork}",limit="sender"} 2`,
      );
      expect(metrics).toContain('outcome="over_capacity",failure="call_rate_exceeded"} 2');
      await lab().apply();
    }, 40_000);
  });
});
