import { expect } from '@jest/globals';
import type { Ends } from './lab';
import type { SippResult } from './sipp';

/** Every call of both ends went as its scenario says. */
export function expectSuccess(ends: Ends, calls = 1): void {
  for (const end of [ends.caller, ends.callee]) expectEnd(end, calls);
}

export function expectEnd(end: SippResult, calls = 1): void {
  expect(end.errors).toBe('');
  expect(end).toMatchObject({ exitCode: 0, successful: calls, failed: 0, retransmissions: 0, outOfCall: 0 });
}
