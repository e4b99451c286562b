import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareCallLogs, loggedCall, ordinaryExpectation } from './callLogComparison';
import type { Ending } from './ending';
import { SimulatedEnds } from './ends/simulatedEnds';
import type { LabApi } from './labApi';
import { LabError } from './labError';
import { find, layOut, type Layout } from './layout';
import type { LabOptions } from './options';
import { isShared, mismatches } from './reconciliation';
import { inUse, passedLimits, readState, type ServiceState } from './serviceState';
import { startOwn, useGiven, type Target } from './target';
import { introduction } from './view/introduction';
import { screenFor } from './view/screen';
import { summary } from './view/summary';

const everyMs = 1_000;
/** How long the last hang-ups may take: an INVITE that nobody answers is over after 32 s (RFC 3261 section 17.1.1.2). */
const hangUpPatienceMs = 35_000;
/** Nobody is there to answer the hang-ups. */
const lostPatienceMs = 1_000;
const idlePatienceMs = 5_000;
/** Call logs are written behind. */
const callLogPatienceMs = 10_000;

/** What is shown and said. */
export interface LabOutput {
  readonly stream: NodeJS.WriteStream;
  say(lines: readonly string[]): void;
}

/**
 * A run from its start to its end: service, ends, traffic, hanging up, reconciliation.
 * @param running is handed the target while it may have to be abandoned
 * @returns whether everything agreed
 */
export async function runLab(
  options: LabOptions,
  ending: Ending,
  output: LabOutput,
  running: (target: Target) => void,
): Promise<boolean> {
  const life = { lost: false };
  const lost = (): void => {
    life.lost = true;
    ending.request('the service has ended');
  };
  const target =
    options.given === null ? await startOwn(options, lost) : await useGiven(options.given, options.freePorts);
  running(target);
  let stopped = false;
  try {
    const layout = await layoutOf(target, options);
    const ends = await SimulatedEnds.open({
      ends: layout.ends,
      service: target.sip,
      traffic: options.traffic,
      run: randomBytes(6).toString('hex'),
    });
    try {
      const before = await readState(target.api);
      const newest = await target.api.newestCallLog();
      output.say(introduction(target, layout, options.traffic));
      ends.begin();
      const limits = await watch(target.api, ends, options, ending, output, before);
      output.say(['', `${ending.reason ?? 'the time is over'}: hanging up`]);
      const report = await ends.finish(life.lost ? lostPatienceMs : hangUpPatienceMs);
      const after = await settledState(target.api, before);
      const callLogs = await compared(target.api, ends, newest, before);
      stopped = true;
      const service = await target.stop();
      const evidence = { ends: report, before, after, passedLimits: limits, callLogs, service };
      const found = mismatches(evidence);
      output.say(['', ...summary(evidence, found)]);
      return found.length === 0;
    } finally {
      await ends.close();
    }
  } finally {
    if (!stopped) await target.stop();
  }
}

async function layoutOf({ api }: Target, { given }: LabOptions): Promise<Layout> {
  const placed = layOut(await find(api));
  if ('layout' in placed) return placed.layout;
  const hint = given === null || given.apply ? '' : '\n--apply applies the example deployment to it';
  throw new LabError(
    `the service at ${api.url} has not the example deployment:\n${placed.missing.map((line) => `  ${line}`).join('\n')}${hint}`,
  );
}

/** Shows a moment a second until the end is requested or its time has come. @returns limits seen exceeded */
async function watch(
  api: LabApi,
  ends: SimulatedEnds,
  { traffic }: LabOptions,
  ending: Ending,
  output: LabOutput,
  before: ServiceState,
): Promise<readonly string[]> {
  const screen = screenFor(output.stream);
  const passed: string[] = [];
  const startMs = performance.now();
  let last = before;
  for (let nextMs = everyMs; ending.reason === null; nextMs += everyMs) {
    await ending.within(Math.max(0, startMs + Math.min(nextMs, traffic.seconds * 1000) - performance.now()));
    const [state, report] = await Promise.all([stateOrNull(api), ends.report()]);
    const elapsedMs = performance.now() - startMs;
    if (state !== null) {
      passed.push(...passedLimits(last, state));
      last = state;
    }
    screen.show({
      elapsedSeconds: Math.round(elapsedMs / 1000),
      totalSeconds: traffic.seconds,
      state,
      ends: report,
    });
    if (elapsedMs >= traffic.seconds * 1000) break;
    nextMs = Math.max(nextMs, Math.floor(elapsedMs / everyMs) * everyMs);
  }
  return passed;
}

/** Where calls and call logs do not agree, once there has been time to write them; null: that cannot be said. */
async function compared(
  api: LabApi,
  ends: SimulatedEnds,
  newest: string | null,
  before: ServiceState,
): Promise<readonly string[] | null> {
  const calls = await ends.seenCalls();
  if (calls === null || isShared(before)) return null;
  // In their order: what the service's clock says is its own affair.
  const options = {
    expectation: ordinaryExpectation,
    toleranceMs: Infinity,
    lateMs: Infinity,
    slackMs: Infinity,
  };
  const until = performance.now() + callLogPatienceMs;
  for (;;) {
    const logs = await api.callLogsAfter(newest).catch(() => null);
    if (logs === null) return ['the API did not give the call logs'];
    const found = compareCallLogs(calls, logs.map(loggedCall), options);
    if (found.length === 0 || performance.now() > until) return found;
    await sleep(300);
  }
}

const stateOrNull = (api: LabApi): Promise<ServiceState | null> => readState(api).catch(() => null);

/** What the API says once nothing is in use, or what it said last. */
async function settledState(api: LabApi, before: ServiceState): Promise<ServiceState | null> {
  const until = performance.now() + idlePatienceMs;
  for (;;) {
    const state = await stateOrNull(api);
    if (state === null || inUse(state).length === 0 || isShared(before) || performance.now() > until)
      return state;
    await sleep(100);
  }
}
