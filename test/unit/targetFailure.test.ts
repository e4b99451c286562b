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

  test('the list of a peer says which responses send a call on', () => {
    const list = [404, 486, 503];
    const reroutes = (status: number, progress: TargetProgress): boolean =>
      targetFailure(status, progress, list).reroute;
    expect(targetFailure(404, 'silent', list)).toMatchObject({ failure: 'number_not_found', reroute: true });
    expect(targetFailure(486, 'ringing', list)).toMatchObject({ failure: 'busy', reroute: true });
    expect(reroutes(503, 'trying')).toBe(true);
    for (const status of [480, 500, 603]) expect(reroutes(status, 'silent')).toBe(false);
    for (const status of list) expect(reroutes(status, 'early_media')).toBe(false);
    expect(targetFailure(503, 'silent', []).reroute).toBe(false);
  });

  test('whatever the list: never after early media, never a person who does not answer', () => {
    const statuses = fc.integer({ min: 300, max: 699 });
    fc.assert(
      fc.property(statuses, fc.array(statuses), fc.constantFrom(...every), (status, list, progress) => {
        const { failure, reroute } = targetFailure(status, progress, list);
        if (reroute) {
          expect(list).toContain(status);
          expect(progress).not.toBe('early_media');
          expect(['no_answer', 'redirected']).not.toContain(failure);
        }
      }),
    );
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
