import { setTimeout as sleep } from 'node:timers/promises';
import * as callee from '../../test/support/callee';
import * as caller from '../../test/support/caller';
import { hold, scenario } from '../../test/support/scenario';
import { Sipp, startCallee, type SippOptions } from '../../test/support/sipp';
import { cpuSeconds } from './cpu';
import { calling, pairsFor, type Layout } from './layout';
import type { System } from './systems';

export interface LoadResult {
  readonly calls: number;
  readonly failed: number;
  /** Messages that either end of the load had to send again. */
  readonly retransmissions: number;
  /** CPU-seconds the system used per 1,000 calls. */
  readonly cpuPerThousand: number;
}

const callerScenario = scenario(
  'caller',
  caller.invite(),
  caller.answered(),
  caller.acknowledge(),
  hold,
  caller.hangUp(),
).replaceAll('[called]', '[field0]');
const calleeScenario = scenario(
  'callee',
  callee.receiveInvite(),
  callee.ring,
  callee.answer(),
  callee.awaitHangUp,
);

/** Without the larger buffers sipp itself drops bursts, and the system is blamed for it. */
const loadOptions = {
  trace: false,
  extra: ['-buff_size', '4194304', '-timer_resol', '5', '-max_recv_loops', '2000'],
} satisfies Partial<SippOptions>;

export interface LoadOptions {
  readonly rate: number;
  readonly calls: number;
  readonly holdMs: number;
  /** Leaves the calls as they are once `during` is over, instead of waiting for their end. */
  readonly abandons?: boolean;
}

/** The two ends of a load, running; `during` may look at the system meanwhile. */
export async function runLoad(
  system: System,
  layout: Layout,
  { rate, calls, holdMs, abandons = false }: LoadOptions,
  during: () => Promise<void> = () => Promise.resolve(),
): Promise<LoadResult> {
  const pairs = pairsFor(layout, rate);
  const perPair = Math.ceil(calls / pairs.length);
  const timeoutS = Math.ceil(calls / rate + holdMs / 1000) + 45;
  const callees = await Promise.all(
    pairs.map((pair) =>
      startCallee({
        ...loadOptions,
        scenario: calleeScenario,
        port: pair.calleePort,
        timeoutS: timeoutS + 10,
      }),
    ),
  );
  const before = cpuOf(system);
  const callers = pairs.map(
    (pair, index) =>
      new Sipp({
        ...loadOptions,
        ...{ scenario: callerScenario, port: pair.callerPort, remote: `127.0.0.1:${system.port(index)}` },
        ...{
          calls: perPair,
          rate: Math.ceil(rate / pairs.length),
          limit: 5000 + 2 * perPair,
          holdMs,
          timeoutS,
        },
        keys: { calling },
        fields: system.called(index).map((number) => [number]),
      }),
  );
  await during();
  const callerResults = await Promise.all(callers.map((sipp) => (abandons ? sipp.stop(0) : sipp.result())));
  // What the system writes behind belongs to its calls.
  await sleep(1000);
  const used = cpuOf(system) - before;
  const calleeResults = await Promise.all(callees.map((sipp) => sipp.stop(abandons ? 0 : 3000)));

  for (const { exitCode, errors } of callerResults) {
    if (exitCode > 1 && !abandons)
      console.error(`  sipp ended with exit code ${exitCode}: ${errors.slice(0, 1000)}`);
  }

  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const made = sum(callerResults.map((result) => result.created));
  return {
    calls: made,
    failed: sum(callerResults.map((result) => result.failed)) + perPair * pairs.length - made,
    retransmissions: sum([...callerResults, ...calleeResults].map((result) => result.retransmissions)),
    cpuPerThousand: (used / made) * 1000,
  };
}

const cpuOf = ({ pids }: System): number => pids.reduce((total, pid) => total + cpuSeconds(pid), 0);
