import { afterAll, beforeAll, expect } from '@jest/globals';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { ledgerAudit } from '../support/ledgerAudit';
import { describeWith } from '../support/programs';
import { RedisServer } from '../support/redis';
import { LedgerNode, newPrefix, quickTimes } from '../support/redisLedger';
import { slots } from './ledger/fixtures';
import { ledgerContract } from './ledger.contract';

describeWith('redis-server', 'over Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  ledgerContract('Redis', async () => {
    const prefix = newPrefix();
    const node = await new LedgerNode(redis.url, prefix, quickTimes, slots).start();
    return {
      ledger: node.ledger,
      usage: new UsageBoard(node.board.buffer),
      settled: () => node.ledger.settled(),
      close: async () => {
        await node.ledger.settled();
        const wrong = await ledgerAudit(redis.url, prefix);
        await node.ledger.close(1_000);
        // Counts are kept with the leases, and are theirs.
        expect(wrong).toEqual([]);
      },
    };
  });
});
