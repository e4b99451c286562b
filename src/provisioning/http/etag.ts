import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { canonicalJson } from '../deployments/canonicalJson';
import { Problem } from './problem';

/**
 * The entity tag of an answer (RFC 9110 section 8.8.3): what is configured, and behind a dot what lives, such as calls
 * in progress. Reading again compares the whole tag, changing only the first part: a call must not keep anybody from
 * changing a limit.
 * @param live keys of the body that change without anybody changing them
 */
export function etagOf(body: object, live: readonly string[] = []): string {
  const entries = Object.entries(body);
  const configured = entries.filter(([key]) => !live.includes(key));
  if (configured.length === entries.length) return `"${digest(configured)}"`;
  return `"${digest(configured)}.${digest(entries.filter(([key]) => live.includes(key)))}"`;
}

/** The entity tag of a text. */
export const textTag = (text: string): string => `"${digestOf(text)}"`;

const digest = (entries: readonly (readonly [string, unknown])[]): string =>
  digestOf(canonicalJson(Object.fromEntries(entries)));

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** Whether the reader has this answer already: If-None-Match compares weakly (RFC 9110 section 13.1.2). */
export function isNotModified(request: Request, etag: string): boolean {
  const header = request.headers['if-none-match'];
  return header !== undefined && (header.trim() === '*' || tagsOf(header).includes(etag));
}

/**
 * Holds a change to the state its sender has seen (RFC 9110 section 13.1.1).
 * @throws Problem 412 where If-Match names another
 */
export function checkIfMatch(request: Request, etag: string): void {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return;
  // A weak tag never matches here (RFC 9110 section 8.8.3.2).
  const strong = tagsOf(header, true).map(configuredPart);
  if (strong.includes(configuredPart(etag))) return;
  throw new Problem(412, 'precondition_failed', 'it was changed meanwhile: read it again', [], {
    ETag: etag,
  });
}

const configuredPart = (tag: string): string => tag.replace(/\.[^.]*"$/, '"');

function tagsOf(header: string, strongOnly = false): string[] {
  return [...header.matchAll(/(W\/)?("[^"]*")/g)].flatMap(([, weak, tag]) =>
    tag === undefined || (strongOnly && weak !== undefined) ? [] : [tag],
  );
}
