import type { LeaseRequest, Ledger } from '../../src/routing/ledger/ledger';
import { MemoryLedger } from '../../src/routing/ledger/memoryLedger';
import { ledgerScript, ledgerTimes } from '../../src/routing/ledger/redis/ledgerScript';
import { RedisLedger } from '../../src/routing/ledger/redis/redisLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { RedisScripts } from '../../src/redisScripts';

/**
 * The price of an admission and its release, in memory and, given the URL of a Redis that nobody else uses, there: at
 * different numbers of calls held, and of calls at the same time. Usage: node main.js [redis://host:port]
 */
const heldCalls = [10, 1_000, 50_000];
const lease = (held: number): LeaseRequest => ({
  enterprise: { id: 'acme', usageSlot: 0, maxActiveCalls: held + 1_000 },
  trunkGroup: {
    ...{ id: '0012345GRPTRUNK01', usageSlot: 1, direction: 'incoming' },
    ...{ maxActiveCalls: held + 1_000, maxIncomingCalls: null, maxOutgoingCalls: null, bursting: null },
  },
  calledNumber: null,
  emergency: false,
});

async function cycle(ledger: Ledger, request: LeaseRequest, release: boolean): Promise<void> {
  const { leases } = await ledger.admit({
    callId: 'bench',
    candidates: [[request]],
    selection: { kind: 'listed' },
  });
  if (leases.length === 0) throw new Error('the bench ran into its own limit');
  if (release) for (const each of leases) ledger.release(each);
}

async function measure(name: string, ledger: Ledger, atOnce: number, rounds: number): Promise<void> {
  for (const held of heldCalls) {
    const request = lease(held);
    const more = held - ledger.size();
    for (let done = 0; done < more; done += 500) {
      const some = Array.from({ length: Math.min(500, more - done) }, () => cycle(ledger, request, false));
      await Promise.all(some);
    }
    const took: number[] = [];
    const cpu = process.cpuUsage();
    const start = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      const from = performance.now();
      if (atOnce === 1) await cycle(ledger, request, true);
      else await Promise.all(Array.from({ length: atOnce }, () => cycle(ledger, request, true)));
      took.push(performance.now() - from);
    }
    const elapsed = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const calls = rounds * atOnce;
    took.sort((one, other) => one - other);
    const at = (share: number): string => ((took[Math.floor(took.length * share)] ?? 0) * 1_000).toFixed(0);
    console.log(
      `${name.padEnd(8)} ${String(held).padStart(6)} held ${String(atOnce).padStart(3)} at once:` +
        ` ${((elapsed * 1_000) / calls).toFixed(1)} us and ${((user + system) / calls).toFixed(1)} us of CPU an admission` +
        ` with its release; a round p50 ${at(0.5)} us, p99 ${at(0.99)} us`,
    );
  }
}

async function main(): Promise<void> {
  await measure('memory', new MemoryLedger(new UsageBoard()), 1, 200_000);
  const url = process.argv[2];
  if (url === undefined) return;
  for (const atOnce of [1, 20]) {
    const ledger = new RedisLedger({
      connection: new RedisScripts(url, ledgerScript(ledgerTimes), `bench${atOnce}:{ledger}:`),
      board: new UsageBoard(),
      slotOf: () => undefined,
      clock: { now: () => performance.now(), wallTime: () => Date.now() },
      timers: {
        after: (delayMs, callback) => {
          const timer = setTimeout(callback, delayMs);
          return {
            cancel: () => {
              clearTimeout(timer);
            },
          };
        },
      },
      times: ledgerTimes,
      nodeId: `bench${process.pid}`,
      observer: { alone: (reason) => console.log(reason), together: () => undefined },
    });
    await ledger.start(5_000);
    await measure('Redis', ledger, atOnce, atOnce === 1 ? 5_000 : 1_000);
    await ledger.close(1_000);
  }
}

void main();
