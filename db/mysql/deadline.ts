/** What did not come in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'ETIMEDOUT';
}

/**
 * Waits for `work` at most so long.
 * @param limitMs null: for ever
 * @param late told of a result that came after all
 * @throws DeadlineError
 */
export function within<Result>(
  work: Promise<Result>,
  limitMs: number | null,
  message: string,
  late: (result: Result) => void = () => undefined,
): Promise<Result> {
  if (limitMs === null) return work;
  return new Promise((resolve, reject) => {
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      reject(new DeadlineError(message));
    }, limitMs);
    work.then(
      (result) => {
        clearTimeout(timer);
        if (over) late(result);
        else resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
