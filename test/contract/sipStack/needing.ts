import type { test } from '@jest/globals';
import type { StackCapability } from '../../../src/sip/stack';

/** Declares a case that only a stack with this capability has to pass; over another one it is skipped. */
export type Needing = (capability: StackCapability) => Pick<typeof test, 'each'> & typeof test.skip;
