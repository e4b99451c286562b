/** Says each case as it ends, for suites that take minutes: `npm test -- PATTERN --reporters=./test/support/caseReporter.cjs`. */
module.exports = class CaseReporter {
  onTestCaseResult(_test, { fullName, status, duration, failureMessages }) {
    const seconds = duration === null || duration === undefined ? '' : ` (${(duration / 1000).toFixed(1)} s)`;
    console.log(`${status}: ${fullName}${seconds}`);
    for (const message of failureMessages) console.log(message);
  }
};
