import { expect, jest } from '@jest/globals';
import fc from 'fast-check';

/**
 * Runs before each test file. Where nobody waits (`CI=true`), a test with real sockets and processes has another try, for a
 * machine that stalls for seconds is no mistake of the service; `npm test` names every test that needed it. And properties
 * are tried with one seed there, so that a failure comes back when it is looked at; everywhere else each run has its own.
 */
if (process.env.CI === 'true') {
  const { testPath = '' } = expect.getState();
  if (/[\\/]test[\\/](api|browser|cli|contract|sip)[\\/]/.test(testPath)) {
    jest.retryTimes(1, { logErrorsBeforeRetry: true });
  }
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_129 });
}
