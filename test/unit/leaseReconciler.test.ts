import { expect, test } from '@jest/globals';
import { LeaseReconciler } from '../../src/calls/leaseReconciler';
import { TimerWheel } from '../../src/model/timerWheel';
import { MemoryLedger } from '../../src/routing/ledger/memoryLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { leaseOf, ManualClock } from '../support/switchboard';

/** A reconciler over a real ledger, and calls that are in progress for as long as their ids are in the set. */
function stage() {
  const clock = new ManualClock();
  const wheel = new TimerWheel(clock);
  const ledger = new MemoryLedger(new UsageBoard());
  const calls = new Set<string>();
  const warned: object[] = [];
  const log = { warn: (fields: object) => void warned.push(fields) };
  const reconciler = new LeaseReconciler({ ledger, hasCall: (id) => calls.has(id), wheel, log });
  reconciler.start();
  const admit = async (callId: string): Promise<void> => {
    calls.add(callId);
    const candidates = [[leaseOf('a', 'incoming', null)]];
    await ledger.admit({ callId, candidates, selection: { kind: 'listed' } });
  };
  const seconds = (count: number): void => {
    for (let step = 0; step < count * 10; step += 1) {
      clock.advance(100);
      wheel.advance(clock.now());
    }
  };
  return { ledger, calls, warned, reconciler, admit, seconds };
}

test('a lease whose call is gone is released in the second round that finds it so, once', async () => {
  const { ledger, calls, warned, reconciler, admit, seconds } = stage();
  await admit('gone');
  await admit('there');
  seconds(5);
  expect(ledger.size()).toBe(2);
  calls.delete('gone');
  seconds(1);
  expect(ledger.size()).toBe(2);
  seconds(2);
  expect([...ledger.held()].map(({ callId }) => callId)).toEqual(['there']);
  expect(reconciler.released).toBe(1);
  expect(warned).toEqual([{ call: 'gone', trunk_group: 'a', enterprise: 'acme' }]);
  seconds(10);
  expect(reconciler.released).toBe(1);
});

test('a call that ends as it should is no stray, and its lease is not released for it', async () => {
  const { ledger, calls, warned, reconciler, admit, seconds } = stage();
  for (let call = 0; call < 50; call += 1) {
    await admit(`call ${call}`);
    seconds(1);
    const [lease] = ledger.held();
    if (lease === undefined) throw new Error('nothing is held');
    calls.delete(lease.callId);
    ledger.release(lease);
  }
  expect([reconciler.released, warned, ledger.size()]).toEqual([0, [], 0]);
});

test('ten thousand calls are looked at in parts, and none is missed', async () => {
  const { ledger, calls, reconciler, admit, seconds } = stage();
  for (let call = 0; call < 10_000; call += 1) await admit(`call ${call}`);
  calls.delete('call 9999');
  calls.delete('call 0');
  seconds(14);
  expect(reconciler.released).toBe(2);
  expect(ledger.size()).toBe(9_998);
});
