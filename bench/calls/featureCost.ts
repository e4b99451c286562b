import { layOut, leastFor, provision } from './layout';
import { runLoad } from './load';
import { startService, type System } from './systems';
import { table } from './table';

const warmUpSeconds = 4;
const holdMs = 200;

const elsewhere = ['+1415*', '+1212555010?', '+4420*', '+19005550000'];
/** Tried for each call, and never met. */
const unmet = [
  { description: 'by number', numbers: elsewhere },
  { description: 'by number and time', numbers: elsewhere, time_schedule: 'office hours' },
  { description: 'hidden', anonymous: true, unavailable: true },
];
const away = '+14155550200';

/** Every feature that can be on without sending the call anywhere but to the user's own phones. */
const everything = {
  allowed_numbers: ['+14155550111', '+14155550112'],
  blocked_numbers: ['+14155550113', '+14155550114'],
  answering_rules: [
    { time_frame: 'never', forward_always: away },
    { time_frame: '*', forward_on_active: null, forward_busy: away, ring_time_s: 30 },
  ],
  inbound: {
    max_did_policing: { enabled: true, max_concurrent_calls: 500 },
    anonymous_call_rejection: { enabled: true },
    call_acceptance: { enabled: true, criteria: [...unmet, { description: 'x anybody' }] },
    call_rejection: { enabled: true, criteria: unmet },
    call_forwarding_selective: { enabled: true, number: away, criteria: unmet },
    call_forwarding_busy: { enabled: true, number: away },
    call_forwarding_no_answer: { enabled: true, number: away, rings: 5 },
    call_forwarding_not_reachable: { enabled: true, number: away, timer_s: 5 },
    sequential_ring: { enabled: true, numbers: [{ number: away }], criteria: unmet },
    simultaneous_ring: { enabled: true, numbers: [{ number: away }], criteria: unmet },
  },
};

const schedules = [
  {
    name: 'office hours',
    type: 'time',
    events: [
      {
        name: 'weekdays',
        start: '2026-01-05T09:00',
        end: '2026-01-05T17:30',
        recurrence: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      },
    ],
  },
  {
    name: 'never',
    type: 'time',
    events: [{ name: 'once', start: '2020-01-01T09:00', end: '2020-01-01T09:01' }],
  },
];

/**
 * What a user's features cost: a user with none beside one with all of them on, none of which diverts the call. The two
 * take turns, so that what else the machine does falls on both. A measurement in which calls failed is shown and does not
 * count: what is refused costs less.
 */
export async function measureFeatures(rate: number, seconds: number, rounds: number): Promise<void> {
  const layout = await layOut(rate);
  const least = leastFor(layout);
  const systems: System[] = [];
  const costs = new Map<string, number[]>();
  const rows: string[][] = [];
  try {
    systems.push(await startService('no features', provision(layout, least)));
    systems.push(
      await startService('every feature', provision(layout, least, { settings: everything, schedules })),
    );
    for (const system of systems)
      await runLoad(system, layout, { rate, calls: rate * warmUpSeconds, holdMs });
    for (let round = 1; round <= rounds; round += 1) {
      for (const system of systems) {
        const { calls, failed, cpuPerThousand } = await runLoad(system, layout, {
          ...{ rate, calls: rate * seconds, holdMs },
        });
        if (failed === 0) costs.set(system.name, [...(costs.get(system.name) ?? []), cpuPerThousand]);
        rows.push([String(round), system.name, String(calls), String(failed), cpuPerThousand.toFixed(3)]);
        console.error(
          `  round ${round}, ${system.name}: ${cpuPerThousand.toFixed(3)} CPU-seconds per 1,000 calls`,
        );
      }
    }
  } finally {
    for (const system of systems) await system.stop();
  }
  console.log(table(['round', 'user with', 'calls', 'failed', 'CPU-s / 1,000 calls'], rows));
  const [without = 0, all = 0] = systems.map(({ name }) => median(costs.get(name) ?? []));
  console.log(
    `\nmedian: ${without.toFixed(3)} with none, ${all.toFixed(3)} with every feature: ${(all / without).toFixed(2)} of it`,
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
