import { raw, type Request, type RequestHandler } from 'express';
import { Problem } from './problem';
import { readStrictJson } from './strictJson';

/** What a body of JSON may be sent as, by method: a change is a merge patch (RFC 7396). */
export const bodyTypes = {
  post: ['application/json'],
  patch: ['application/merge-patch+json', 'application/json'],
} as const;

const largestBody = 1024 * 1024;

const readers = {
  post: raw({ type: [...bodyTypes.post], limit: largestBody }),
  patch: raw({ type: [...bodyTypes.patch], limit: largestBody }),
};

/** Reads the bytes of a request that carries JSON. */
export const bodyReader = (method: keyof typeof bodyTypes): RequestHandler => readers[method];

/**
 * The object in the body.
 * @throws Problem 415 for another media type, 400 for what is no JSON object
 */
export function bodyOf(request: Request, method: keyof typeof bodyTypes): Record<string, unknown> {
  const types = bodyTypes[method];
  const body: unknown = request.body;
  if (!Buffer.isBuffer(body)) {
    if (request.headers['content-type'] === undefined || request.is([...types]) === false) {
      const headers = method === 'patch' ? { 'Accept-Patch': types.join(', ') } : {};
      throw new Problem(415, 'unsupported_media_type', `expected ${types.join(' or ')}`, [], headers);
    }
    throw new Problem(400, 'malformed', 'expected a JSON object as the body');
  }
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    throw new Problem(415, 'unsupported_media_type', 'expected JSON in UTF-8');
  }
  const read = readStrictJson(body);
  if ('wrong' in read) throw new Problem(400, 'malformed', read.wrong);
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Problem(400, 'malformed', 'expected a JSON object as the body');
  }
  return value as Record<string, unknown>;
}
