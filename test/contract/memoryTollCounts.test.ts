import { MemoryTollCounts } from '../../src/routing/toll/memoryTollCounts';
import { ManualClock } from '../support/switchboard';
import { tollCountsContract } from './tollCounts.contract';

tollCountsContract('in memory', () => {
  const clock = new ManualClock();
  const counts = new MemoryTollCounts(clock);
  return Promise.resolve({
    one: counts,
    other: counts,
    advance: (ms) => {
      clock.advance(ms);
    },
    close: () => Promise.resolve(),
  });
});
