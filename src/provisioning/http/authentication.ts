import type { RequestHandler } from 'express';
import { Problem } from './problem';
import { isSameKey } from './rootApiKey';

/** Lets in who brings the root key: `Authorization: Bearer KEY`. */
export const authentication =
  (rootApiKey: string): RequestHandler =>
  (request, _response, next) => {
    const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    if (given !== undefined && isSameKey(given, rootApiKey)) {
      next();
      return;
    }
    const detail = given === undefined ? 'expected Authorization: Bearer KEY' : 'the key is not valid';
    throw new Problem(401, 'unauthenticated', detail, [], { 'WWW-Authenticate': 'Bearer' });
  };
