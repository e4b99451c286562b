import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';

const usage = { active: 3, incoming: 2, outgoing: 1, borrowed: 4, lent: 5, emergency: 6, rejected: 7 };

test('rows do not touch each other, trunk groups and enterprises alike', () => {
  const board = new UsageBoard();
  board.writeTrunkGroup(1, usage);
  board.writeEnterprise(2, { active: 9 });
  expect(board.trunkGroup(1)).toEqual(usage);
  expect(board.enterprise(2)).toEqual({ active: 9 });
  expect(board.enterprise(0)).toEqual({ active: 0 });
  expect(board.enterprise(3)).toEqual({ active: 0 });
});

test('a board made earlier from the same buffer sees rows beyond its first size', () => {
  const board = new UsageBoard();
  const reader = new UsageBoard(board.buffer);
  expect(reader.trunkGroup(500_000).active).toBe(0);
  board.writeTrunkGroup(500_000, usage);
  expect(reader.trunkGroup(500_000)).toEqual(usage);
});

test.each([-1, 0.5, 1 << 20])('slot %p has no row', (slot) => {
  const board = new UsageBoard();
  expect(() => {
    board.writeTrunkGroup(slot, usage);
  }).toThrow(RangeError);
  expect(() => {
    board.writeEnterprise(slot, usage);
  }).toThrow(RangeError);
  expect(board.trunkGroup(slot).active).toBe(0);
});

test('another thread reads what this one wrote, growth included', async () => {
  const board = new UsageBoard();
  const module = JSON.stringify(require.resolve('../../src/routing/ledger/usageBoard'));
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const { UsageBoard } = require(${module});
     const board = new UsageBoard(workerData);
     parentPort.on('message', (slot) => parentPort.postMessage(board.trunkGroup(slot)));`,
    { eval: true, workerData: board.buffer },
  );
  const ask = (slot: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.postMessage(slot);
    });
  expect(await ask(70_000)).toMatchObject({ active: 0 });
  board.writeTrunkGroup(70_000, usage);
  expect(await ask(70_000)).toEqual(usage);
  await worker.terminate();
});

test('a change of any row is another version; a board at rest keeps its own', () => {
  const board = new UsageBoard();
  const reader = new UsageBoard(board.buffer);
  const versions = [reader.version()];
  const look = (): void => void versions.push(reader.version());
  board.writeTrunkGroup(1, usage);
  look();
  board.writeTrunkGroup(70_000, usage);
  look();
  board.writeEnterprise(2, { active: 1 });
  look();
  expect(new Set(versions).size).toBe(4);
  look();
  expect(versions.at(-1)).toBe(versions.at(-2));
  expect(reader.trunkGroup(0).active).toBe(0);
});

test('a row is read as of one moment while another thread writes it', async () => {
  const board = new UsageBoard();
  const module = JSON.stringify(require.resolve('../../src/routing/ledger/usageBoard'));
  const writer = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const { UsageBoard } = require(${module});
     const board = new UsageBoard(workerData);
     const until = Date.now() + 1000;
     // Far more often than any node has calls, yet with a moment in between.
     for (let n = 1, next = 0; Date.now() < until; n = n % 1000000 + 1) {
       while (performance.now() < next);
       next = performance.now() + 0.02;
       board.writeTrunkGroup(3, { active: n, incoming: n, outgoing: n, borrowed: n, lent: n, emergency: n, rejected: n });
     }
     parentPort.postMessage('done');`,
    { eval: true, workerData: board.buffer },
  );
  const ended = once(writer, 'message');
  const progress = { over: false };
  void ended.then(() => (progress.over = true));
  const seen = new Set<number>();
  while (!progress.over) {
    for (let turn = 0; turn < 10_000; turn += 1) {
      const values = new Set<number>(Object.values({ ...board.trunkGroup(3) }));
      if (values.size > 1) throw new Error(`torn: ${[...values].join(' ')}`);
      for (const value of values) if (seen.size < 1000) seen.add(value);
    }
    await nextTurn();
  }
  expect(seen.size).toBeGreaterThan(5);
  await writer.terminate();
});
