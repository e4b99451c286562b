/** Tests are compiled by tsc and run as they are: see scripts/test.mjs. */
module.exports = {
  rootDir: 'dist',
  testMatch: ['<rootDir>/test/**/*.test.js'],
  testEnvironment: 'node',
  transform: {},
  // Two of them already share the cores with the service and the load generators of the signalling tests.
  maxWorkers: 2,
  testTimeout: 30_000,
};
