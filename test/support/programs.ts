import { describe, test } from '@jest/globals';
import { programPath } from './programPath';

/**
 * A group of tests that need programs this machine may not have. Where one is missing they are skipped, and the count
 * says for what; with CI=true a missing program is a failure.
 */
export function describeWith(programs: string | readonly string[], title: string, body: () => void): void {
  const missing = [programs].flat().filter((name) => !isInstalled(name));
  if (missing.length === 0) {
    describe(title, body);
  } else if (process.env.CI === 'true') {
    describe(title, () => {
      test.each(missing)('%s is installed', (name) => {
        throw new Error(`${name} is not installed`);
      });
    });
  } else {
    // scripts/test.mjs reads the programs out of the title.
    describe.skip(`${title} [needs ${missing.join(', ')}]`, body);
  }
}

const isInstalled = (name: string): boolean => programPath(name) !== null;
