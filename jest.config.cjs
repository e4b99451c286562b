/** Tests are compiled by tsc and run as they are: see scripts/test.mjs. */
module.exports = {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: 'node',
  setupFilesAfterEnv: ['<rootDir>/test/support/everyTest.js'],
  transform: {},
  // Two of them already share the cores with the service and the load generators of the signalling tests; where nobody
  // waits, one leaves those the time that their far ends count on. With the limit it is a process of its own all the same.
  maxWorkers: process.env.CI === 'true' ? 1 : 2,
  workerIdleMemoryLimit: '4GB',
  testTimeout: 30_000,
};
