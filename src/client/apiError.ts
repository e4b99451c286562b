/** One mistake of the input, or one thing that stands in the way. */
export interface ApiErrorDetail {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** An answer that is no success, from its problem document (RFC 9457). */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** A stable word, such as `conflict`; `no_problem_document` when whoever answered gave none. */
    readonly code: string,
    detail: string,
    readonly errors: readonly ApiErrorDetail[],
  ) {
    super(detail);
  }
}

/** Reads the problem document of an answer; whoever stands in between may have answered something else. */
export async function readApiError(response: Response): Promise<ApiError> {
  const text = await response.text();
  const { code, detail, errors } = problemIn(text);
  return new ApiError(
    response.status,
    typeof code === 'string' ? code : 'no_problem_document',
    typeof detail === 'string' ? detail : response.statusText,
    Array.isArray(errors) ? (errors as ApiErrorDetail[]) : [],
  );
}

function problemIn(text: string): {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
} {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
