import { STATUS_CODES } from 'node:http';

/** One thing wrong with the input. */
export interface ProblemDetail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** A request that cannot be served, answered as a problem document (RFC 9457) with a stable code. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly ProblemDetail[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  document() {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      code: this.code,
      detail: this.message,
      ...(this.errors.length === 0 ? {} : { errors: this.errors }),
    };
  }
}

export const notFound = (what: string): Problem => new Problem(404, 'not_found', `there is no such ${what}`);
