import { expect, test } from '@jest/globals';
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
