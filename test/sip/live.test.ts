import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { eventually } from '../support/eventually';
import { ada, stranger, trunkGroups, useLab } from '../support/lab';
import { closeFollowers, LiveFollower } from '../support/liveFollower';
import { parseMetrics } from '../support/metrics';
import { describeWith } from '../support/programs';
import { hold } from '../support/scenario';
import { rootKey } from '../support/service';

const talks = [caller.invite(), caller.answered(), caller.acknowledge(), hold, caller.hangUp()];
const listens = [callee.receiveInvite(), callee.ring, callee.answer(), callee.awaitHangUp];

/** How long after a change both may be told of it. */
const toleranceMs = 300;

interface ApiCall {
  readonly id: string;
  readonly state: string;
}

describeWith('sipp', 'the live connection beside calls', () => {
  const lab = useLab();
  const url = (): string => `http://127.0.0.1:${lab().service.httpPort}`;
  const follow = (): Promise<LiveFollower> => LiveFollower.connect(url(), { key: rootKey });
  afterEach(closeFollowers);

  /** Calls to Ada's PBX, 25 a second for six seconds, each held for one. */
  async function load(): Promise<void> {
    await lab().callIn(talks, listens, { calls: 150, rate: 25, holdMs: 1000 });
  }

  test('two clients agree with the API at every moment of a load run, and with each other', async () => {
    const followers = [await follow(), await follow()];
    /** When each call was first and last in a client's list, by client. */
    const seen = followers.map(() => new Map<string, { from: number; to: number }>());
    const usageSeen: { at: number; active: number; rejected: number }[] = [];
    const usageOf = (follower: LiveFollower): { active: number; rejected: number } =>
      follower.topic('trunk-groups').items.get(trunkGroups.newYork)?.usage as never;
    for (const [place, follower] of followers.entries()) {
      await follower.subscribe('trunk-groups');
      await follower.subscribe('calls');
      const calls = seen[place];
      follower.onChange = (topic, at) => {
        if (topic === 'trunk-groups' && place === 0) usageSeen.push({ at, ...usageOf(follower) });
        if (topic !== 'calls' || calls === undefined) return;
        const { items } = follower.topic('calls');
        for (const id of items.keys()) if (!calls.has(id)) calls.set(id, { from: at, to: Infinity });
        for (const [id, span] of calls) if (span.to === Infinity && !items.has(id)) span.to = at;
      };
    }
    usageSeen.push({ at: performance.now(), ...usageOf(followers[0] ?? (await follow())) });

    const samples: { begun: number; ended: number; calls: readonly ApiCall[]; active: number }[] = [];
    const running = load();
    const progress = { over: false };
    void running.finally(() => (progress.over = true));
    while (!progress.over) {
      const begun = performance.now();
      const usage = await lab().service.usage(trunkGroups.newYork);
      const calls = await lab().service.liveCalls();
      samples.push({ begun, ended: performance.now(), calls, active: usage.active });
      await sleep(20);
    }
    await running;
    await lab().idle();
    await sleep(toleranceMs);

    expect(samples.length).toBeGreaterThan(80);
    expect(Math.max(...samples.map(({ active }) => active))).toBeGreaterThan(15);
    for (const { begun, ended, calls, active } of samples) {
      const listed = new Set(calls.map(({ id }) => id));
      for (const known of seen) {
        // What the API lists, the client has from at most a moment later on, and has not long given up.
        for (const id of listed) {
          const span = known.get(id);
          expect(span === undefined ? Infinity : span.from - ended).toBeLessThan(toleranceMs);
          expect((span?.to ?? 0) - begun).toBeGreaterThan(-toleranceMs);
        }
        // What the client had all the while, the API lists.
        for (const [id, { from, to }] of known) {
          if (from < begun - toleranceMs && to > ended + toleranceMs) expect(listed).toContain(id);
        }
      }
      // Usage lies between what the client was told just before and just after; a call that came and went between two
      // messages may be missed.
      const before = usageSeen.filter(({ at }) => at <= begun - toleranceMs).at(-1);
      const around = usageSeen.filter(({ at }) => at > begun - toleranceMs && at < ended + toleranceMs);
      const near = [...(before === undefined ? [] : [before]), ...around].map((one) => one.active);
      expect(active).toBeGreaterThanOrEqual(Math.min(...near) - 1);
      expect(active).toBeLessThanOrEqual(Math.max(...near) + 1);
    }
    for (const follower of followers) {
      expect(follower.topic('calls').items.size).toBe(0);
      expect(usageOf(follower)).toMatchObject({ active: 0, incoming: 0 });
      expect(follower.topic('calls').snapshots).toBe(1);
    }
    expect(new Set(seen[0]?.keys())).toEqual(new Set(seen[1]?.keys()));
    expect(seen[0]?.size).toBe(150);
  }, 60_000);

  test('in quiet moments usage and calls are the API’s, value for value', async () => {
    const follower = await follow();
    await follower.subscribe('trunk-groups');
    await follower.subscribe('calls');
    for (const calls of [1, 3, 6]) {
      const running = lab().callIn(talks, listens, { calls, rate: 50, holdMs: 1500 });
      await eventually(async () => {
        const states = (await lab().service.liveCalls()).map(({ state }) => state);
        expect(states).toEqual(Array.from({ length: calls }, () => 'answered'));
      });
      await sleep(toleranceMs);
      const api = (await lab().service.get('/api/v1/calls')) as { items: readonly { id: string }[] };
      expect(api.items).toHaveLength(calls);
      for (const item of api.items) {
        expect(item).toMatchObject(follower.topic('calls').items.get(item.id) ?? { missing: true });
      }
      const group = await lab().service.get(`/api/v1/trunk-groups/${trunkGroups.newYork}`);
      expect(group).toMatchObject(follower.topic('trunk-groups').items.get(trunkGroups.newYork) ?? {});
      expect(group).toMatchObject({ usage: { active: calls } });
      await running;
      await lab().idle();
    }
  }, 40_000);

  test('a client that is cut off again and again, and resumes, misses nothing', async () => {
    const steady = await follow();
    for (const topic of ['calls', 'trunk-groups']) await steady.subscribe(topic);
    let resuming = await follow();
    for (const topic of ['calls', 'trunk-groups']) await resuming.subscribe(topic);
    /** Every sequence it was told, over all its connections. */
    const told = new Map<string, number[]>([
      ['calls', []],
      ['trunk-groups', []],
    ]);
    const collect = (follower: LiveFollower): void => {
      for (const { type, topic, sequence } of follower.messages) {
        if (type === 'change') told.get(String(topic))?.push(sequence as number);
      }
    };
    const running = load();
    const progress = { over: false };
    void running.finally(() => (progress.over = true));
    let cuts = 0;
    while (!progress.over) {
      await sleep(300);
      resuming.socket.terminate();
      await resuming.gone();
      collect(resuming);
      const before = resuming;
      await sleep(150);
      resuming = await follow();
      for (const topic of ['calls', 'trunk-groups']) {
        const known = before.topic(topic);
        resuming.remember(topic, known);
        await resuming.subscribe(topic, known.sequence);
      }
      cuts += 1;
    }
    await running;
    await lab().idle();
    await eventually(() => {
      for (const topic of ['calls', 'trunk-groups']) {
        expect(resuming.topic(topic).sequence).toBe(steady.topic(topic).sequence);
        expect(resuming.topic(topic).items).toEqual(steady.topic(topic).items);
        expect(resuming.topic(topic).snapshots).toBe(1);
      }
    });
    collect(resuming);
    expect(cuts).toBeGreaterThan(5);
    for (const sequences of told.values()) {
      expect(sequences.length).toBeGreaterThan(20);
      const [first = 0] = sequences;
      expect(sequences).toEqual(sequences.map((_sequence, place) => first + place));
    }
  }, 60_000);

  test('metrics are readable and move with calls', async () => {
    const read = async (): Promise<ReturnType<typeof parseMetrics>> => {
      const response = await fetch(`${url()}/metrics`);
      expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
      return parseMetrics(await response.text());
    };
    const before = await read();
    const running = lab().callIn(talks, listens, { calls: 4, rate: 50, holdMs: 1200 });
    const group = `trunk_group="${trunkGroups.newYork}"`;
    await eventually(async () => {
      const during = await read();
      expect(during.value('trunkline_calls')).toBe(4);
      expect(during.value('trunkline_leases')).toBe(4);
      expect(during.value('trunkline_trunk_group_calls', group, 'kind="incoming"')).toBe(4);
    });
    await running;
    await lab().idle();
    // An attempt nobody takes: refused with 404.
    const lost = lab().caller('carrier', stranger, '+12125550177', [caller.invite(), caller.refused(404)]);
    expect((await lost.result()).failed).toBe(0);
    const after = await read();
    const moved = (name: string, ...labels: readonly string[]): number =>
      after.value(name, ...labels) - before.value(name, ...labels);
    expect(moved('trunkline_calls_closed_total', 'outcome="answered"')).toBe(4);
    expect(moved('trunkline_calls_closed_total', 'failure="number_not_found"')).toBe(1);
    expect(moved('trunkline_calls_opened_total')).toBe(5);
    expect(after.value('trunkline_calls')).toBe(0);
    for (const stage of ['first_invite', 'ringing', 'answer']) {
      expect(moved('trunkline_call_setup_seconds_count', `stage="${stage}"`)).toBe(4);
    }
    expect(moved('trunkline_call_setup_seconds_count', 'stage="decision"')).toBe(5);
    expect(moved('trunkline_call_setup_seconds_bucket', 'stage="decision"', 'le="+Inf"')).toBe(5);
    // To sipp's phone and back over loopback: not at once, and not for ever.
    expect(moved('trunkline_call_setup_seconds_sum', 'stage="answer"')).toBeGreaterThan(0);
    expect(moved('trunkline_call_setup_seconds_sum', 'stage="answer"')).toBeLessThan(20);
    expect(moved('trunkline_sip_messages_total', 'direction="received"')).toBeGreaterThanOrEqual(4 * 6);
    expect(moved('trunkline_sip_responses_total', 'direction="sent"', 'class="2xx"')).toBe(8);
    expect(moved('trunkline_sip_responses_total', 'direction="sent"', 'class="4xx"')).toBe(1);
    expect(moved('trunkline_directory_lookups_total', 'result="hit"')).toBeGreaterThan(0);
    expect(moved('process_cpu_user_seconds_total')).toBeGreaterThan(0);
    for (const thread of ['signalling', 'provisioning']) {
      expect(after.value('trunkline_event_loop_lag_seconds_count', `thread="${thread}"`)).toBeGreaterThan(5);
    }
    expect(after.value('trunkline_overloaded')).toBe(0);
  }, 40_000);
});

describeWith('sipp', 'logs', () => {
  const lab = useLab({ TRUNKLINE_LOG_LEVEL: 'debug', TRUNKLINE_LOG_NUMBERS: 'masked' });

  test('one closing line a call with its id, no number whole, no key', async () => {
    const ids: string[] = [];
    const running = lab().callIn(talks, listens, { calls: 2, rate: 50, holdMs: 800 });
    await eventually(async () => {
      const calls = await lab().service.liveCalls();
      expect(calls).toHaveLength(2);
      ids.push(...calls.map(({ id }) => id));
    });
    await running;
    await lab().idle();
    await eventually(() => {
      const lines = lab()
        .service.output.split('\n')
        .filter((line) => line.includes('"call closed"'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines.map(({ call }) => call).sort()).toEqual([...new Set(ids)].sort());
      for (const line of lines) {
        expect(line).toMatchObject({ level: 20, outcome: 'answered', ended_by: 'caller', sip_code: 200 });
        expect(line.called_number).toBe('+121******01');
        expect(line.trunk_group).toBe(trunkGroups.newYork);
      }
    });
    expect(lab().service.output).not.toContain(ada.number.slice(1));
    expect(lab().service.output).not.toContain(stranger.slice(1));
    expect(lab().service.output).not.toContain(rootKey);
  });
});
