import { MemoryLedger } from '../../src/routing/ledger/memoryLedger';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { ledgerContract } from './ledger.contract';

ledgerContract('memory', () => {
  const board = new UsageBoard();
  // Read through the shared buffer, as another thread does, and made before the board grows.
  const usage = new UsageBoard(board.buffer);
  return Promise.resolve({
    ledger: new MemoryLedger(board),
    usage,
    settled: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
});
