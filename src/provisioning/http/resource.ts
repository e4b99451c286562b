import type { Request, Response, Router } from 'express';
import { Problem } from './problem';

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** Does what a request asks and returns the body of a 200, or null once it has answered itself. */
export type Handler = (request: Request, response: Response) => Promise<object | null>;

/** Puts the methods of one path on a router; any other is answered 405 with Allow (RFC 9110 section 15.5.6). */
export function resource(router: Router, path: string, methods: Partial<Record<Method, Handler>>): void {
  const route = router.route(path);
  const names = Object.keys(methods) as Method[];
  for (const name of names) {
    const handler = methods[name];
    if (handler === undefined) continue;
    route[name](async (request: Request, response: Response) => {
      const body = await handler(request, response);
      if (body !== null) response.json(body);
    });
  }
  const allowed = names
    .flatMap((name) => (name === 'get' ? ['GET', 'HEAD'] : [name.toUpperCase()]))
    .join(', ');
  route.all((request) => {
    throw new Problem(
      405,
      'method_not_allowed',
      `${request.method} is not possible here; ${allowed} is`,
      [],
      { Allow: allowed },
    );
  });
}

/** The query string as it was sent. */
export const parametersOf = (request: Request): URLSearchParams =>
  new URL(request.originalUrl, 'http://localhost').searchParams;

/** @throws Problem when the request has any query parameter but those named */
export function acceptParameters(request: Request, ...accepted: readonly string[]): URLSearchParams {
  const parameters = parametersOf(request);
  const errors = [...parameters.keys()]
    .filter((name) => !accepted.includes(name))
    .map((name) => ({
      path: name,
      code: 'unknown_parameter',
      message: accepted.length === 0 ? 'no parameter is accepted here' : `expected ${accepted.join(', ')}`,
    }));
  if (errors.length > 0) throw new Problem(400, 'invalid_query', 'the query has mistakes', errors);
  return parameters;
}

/** A parameter of the path. */
export function pathParameter(request: Request, name: string): string {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
}
