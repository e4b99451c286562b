import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { targetFailure, type TargetProgress } from '../../src/model/targetFailure';

const before: readonly TargetProgress[] = ['silent', 'trying'];
const every: readonly TargetProgress[] = ['silent', 'trying', 'ringing', 'early_media'];

describe('what the failure of a target means (design.md section 4)', () => {
  test.each([
    [[486, 600], every, 'busy', false],
    [[408, 480], before, 'not_reachable', true],
    [[408, 480], ['ringing', 'early_media'], 'no_answer', false],
    [[500, 502, 503, 504], ['silent', 'trying', 'ringing'], 'not_reachable', true],
    [[500, 502, 503, 504], ['early_media'], 'not_reachable', false],
    [[300, 301, 302, 380], every, 'redirected', false],
    [[403, 433, 603, 607, 608], every, 'rejected', false],
    [[404, 410, 604], every, 'number_not_found', false],
    [[484], every, 'invalid_number', false],
    [[400, 401, 407, 415, 487, 488, 491, 501, 505, 513, 606], every, 'target_error', false],
  ] as const)('%j after %j: %s', (statuses, progress, failure, reroute) => {
    for (const status of statuses) {
      for (const one of progress) expect(targetFailure(status, one)).toMatchObject({ failure, reroute });
    }
  });

  test('a challenge, a 503 and a redirection are never relayed as such', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 699 }), fc.constantFrom(...every), (status, progress) => {
        const { relay } = targetFailure(status, progress);
        if (status < 400) expect(relay).toBeNull();
        else expect(relay).toBe([401, 407, 503].includes(status) ? 500 : status);
      }),
    );
  });
});
