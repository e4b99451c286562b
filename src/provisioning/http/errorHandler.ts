import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { isUnreachable } from '../../../db/unreachable';
import type { OutageLog } from '../../model/outageLog';
import { Problem } from './problem';

/** Answers every failure as a problem document; what nobody foresaw is logged and told as 500 without its insides. */
export const errorHandler =
  (logger: Logger, databaseLog: Pick<OutageLog, 'error'>): ErrorRequestHandler =>
  (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = problemOf(error);
    if (problem.status >= 500 && !(error instanceof Problem)) {
      const { method, path } = request;
      const log = isUnreachable(error) ? databaseLog : logger;
      log.error({ err: error, method, path }, 'a request failed');
    }
    response.status(problem.status).set(problem.headers);
    response.type('application/problem+json').send(JSON.stringify(problem.document()));
  };

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isUnreachable(error)) {
    return new Problem(503, 'database_unavailable', 'the database does not answer');
  }
  // Failures of the body readers and of the URL carry a status of their own.
  const { status, type } = (typeof error === 'object' && error !== null ? error : {}) as {
    status?: unknown;
    type?: unknown;
  };
  if (status === 413) return new Problem(413, 'too_large', 'the body is too large');
  if (status === 415 || type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new Problem(415, 'unsupported_media_type', 'the encoding of the body is not supported');
  }
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(
      400,
      'malformed',
      error instanceof Error ? error.message : 'the request cannot be read',
    );
  }
  return new Problem(500, 'internal_error', 'something went wrong here; the log says what');
}
