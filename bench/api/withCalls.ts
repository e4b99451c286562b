import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { deployment } from '../../test/support/deployment';
import { freePorts } from '../../test/support/freePort';
import { measureSetupDelay, type DelayResult } from '../calls/setupDelay';
import { startForwarder, type System } from '../calls/systems';
import { table } from '../calls/table';
import type { BenchDatabase } from './benchDatabase';
import type { DisturberResult, DisturberStart } from './disturber';
import type { Facts } from './measure/facts';
import { percentiles } from './measure/percentiles';
import type { ApiBenchOptions } from './options';
import { startService } from './startService';

const seconds = 20;
/** Called in turn: after an import every one of them is asked of the database again. */
const calledUsers = 2_000;
const groupId = '4980000';
const numberOf = (index: number): string => `+1212${5_500_000 + index}`;

/** Set-up delay by itself, while call logs are listed, and while users are imported as well (design.md section 6). */
export async function measureWithCalls(
  database: BenchDatabase,
  { large }: Facts,
  { callRate, imported }: ApiBenchOptions,
): Promise<void> {
  const [carrierPort = 0, callerPort = 0, calleePort = 0] = await freePorts(3);
  const called = Array.from({ length: calledUsers }, (_, index) => numberOf(index));
  const layout = { pairs: [{ callerPort, calleePort }] };
  const measure = (system: System): Promise<DelayResult> =>
    measureSetupDelay(system, layout, { rate: callRate, seconds });
  const rows: string[][] = [];
  const note = (name: string, delay: DelayResult, rest: string): void => {
    const figures = [delay.p50, delay.p95, delay.p99].map((value) => value.toFixed(2));
    rows.push([name, String(delay.calls), ...figures, rest]);
    console.error(`  ${name}: ${figures.join(', ')}${rest === '' ? '' : `; ${rest}`}`);
  };

  const forwarder = await startForwarder(layout, { called: [called] });
  try {
    note('forwarder', await measure(forwarder), '');
  } finally {
    await forwarder.stop();
  }
  const service = await startService(database);
  try {
    await service.apply(
      deployment({
        carrier: { port: carrierPort, acceptFrom: [`127.0.0.1:${callerPort}`] },
        groups: [{ id: groupId, pbx: [{ port: calleePort }], trunkGroup: { invitation_timeout_s: 6 } }],
        users: called.map((number, index) => ({
          group: groupId,
          extension: String(1_000_000 + index),
          number,
        })),
        enterprise: { numbers: [`${numberOf(0)}-${numberOf(calledUsers - 1)}`] },
      }),
    );
    const system: System = {
      name: 'service',
      pids: [service.pid],
      port: () => service.sipPort,
      called: () => called,
      stop: () => service.stop(),
    };
    note('service', await measure(system), '');
    const list = '/api/v1/call-logs?limit=100';
    const disturbances: readonly (readonly [string, Omit<DisturberStart, 'httpPort'>])[] = [
      ['with a list of all call logs', { list, imported: 0 }],
      ['with a filtered list', { list: `${list}&enterprise=${large.id}&outcome=busy`, imported: 0 }],
      ['with a list and the import', { list, imported }],
    ];
    for (const [name, disturbance] of disturbances) {
      const disturber = disturb({ httpPort: service.httpPort, ...disturbance });
      const delay = await measure(system);
      note(`service ${name}`, delay, aboutDisturbance(await disturber.end()));
    }
  } finally {
    await service.stop();
  }
  const head = [`${callRate} calls/s, set-up delay (ms)`, 'calls', 'p50', 'p95', 'p99', 'meanwhile'];
  console.log(`${table(head, rows)}\n\nBudget: p50 below 1 ms, p99 below 5 ms.\n`);
}

function disturb(start: DisturberStart): { end(): Promise<DisturberResult> } {
  const thread = new Worker(path.join(__dirname, 'disturber.js'), { workerData: start });
  const result = once(thread, 'message') as Promise<[DisturberResult]>;
  // Whoever waits hears of it; nobody may be waiting yet.
  result.catch(() => undefined);
  return {
    end: async () => {
      thread.postMessage('end');
      return (await result)[0];
    },
  };
}

function aboutDisturbance({ pages, importMs }: DisturberResult): string {
  const at = percentiles(pages);
  const list = pages.length === 0 ? [] : [`${pages.length} pages, p95 ${at(0.95).toFixed(0)} ms`];
  const imported = importMs === null ? [] : [`import ${(importMs / 1000).toFixed(1)} s`];
  return [...list, ...imported].join('; ');
}
