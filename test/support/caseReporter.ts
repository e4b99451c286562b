/** What of a case's result is said. */
interface CaseResult {
  readonly fullName: string;
  readonly status: string;
  /** Milliseconds. */
  readonly duration?: number | null;
  readonly failureMessages: readonly string[];
}

/**
 * Says each case as it ends, for suites that take minutes: `npm test -- PATTERN --reporters=./test/support/caseReporter.ts`.
 * A default export, for jest takes a reporter from nowhere else.
 */
// eslint-disable-next-line import-x/no-default-export
export default class CaseReporter {
  onTestCaseResult(_test: unknown, { fullName, status, duration, failureMessages }: CaseResult): void {
    const time = typeof duration === 'number' ? ` (${(duration / 1000).toFixed(1)} s)` : '';
    console.log([`${status}: ${fullName}${time}`, ...failureMessages].join('\n'));
  }
}
