import { describe, test } from '@jest/globals';
import fc from 'fast-check';
import { sipFuzz } from '../support/sipFuzz';

/** A million messages of these go through `npm run soak`. */
describe('whatever comes in', () => {
  for (const [what, property] of Object.entries(sipFuzz(() => undefined))) {
    test(what, () => fc.assert(property as fc.IAsyncProperty<unknown>, { numRuns: 150 }));
  }
});
