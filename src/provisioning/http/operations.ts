import { Router } from 'express';
import type { z } from 'zod';
import { etagOf, isNotModified, textTag } from './etag';
import { bodyReader, bodyTypes } from './jsonBody';
import { resource, type Handler, type Method } from './resource';

/** A schema with the name it goes by in the API's document. */
export interface NamedSchema {
  readonly name: string;
  readonly schema: z.ZodType;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What the API's document says of an operation. */
export interface About {
  /** Unique; the method of the generated client. */
  readonly id: string;
  /** The resource it is listed under. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly query?: readonly QueryParameter[];
  readonly body?: NamedSchema;
  /** Media types of a body that is no JSON of a schema. */
  readonly rawBody?: readonly string[];
  /** Body of the answer; null: 204. */
  readonly answer: NamedSchema | null;
  readonly status?: 200 | 201 | 204;
  /** The same list as CSV. */
  readonly csv?: boolean;
  /** Media types of the same answer for programs that do not read JSON. */
  readonly alsoAs?: readonly string[];
  /** Keys of the answer that change without anybody changing them. */
  readonly live?: readonly string[];
  /** Whether it takes an `Idempotency-Key`. */
  readonly idempotent?: boolean;
  /** Status codes of the problems that are this operation's own. */
  readonly problems?: readonly number[];
}

export interface DescribedOperation {
  readonly about: About;
  readonly handle: Handler;
}

export interface Operation {
  readonly method: Method;
  /** As Express has it, such as `/users/:id`. */
  readonly path: string;
  readonly about: About;
}

/** The routes of the API, and what is to be said of them. */
export class ApiRoutes {
  readonly router = Router();
  readonly operations: Operation[] = [];

  /** Puts the methods of one path on the router. Reads get an entity tag, bodies of JSON are read. */
  add(path: string, methods: Partial<Record<Method, DescribedOperation>>): void {
    const handlers: Partial<Record<Method, Handler>> = {};
    for (const [method, { about, handle }] of Object.entries(methods) as [Method, DescribedOperation][]) {
      this.operations.push({ method, path, about });
      if (method !== 'get') handlers[method] = handle;
      else handlers[method] = about.csv === true ? taggedPage(handle) : tagged(handle, about.live ?? []);
      if (about.body !== undefined && method in bodyTypes)
        this.router[method](path, bodyReader(method as keyof typeof bodyTypes));
    }
    resource(this.router, path, handlers);
  }
}

/** A read with its entity tag: 304 to who has the answer already. */
const tagged =
  (handle: Handler, live: readonly string[]): Handler =>
  async (request, response) => {
    const body = await handle(request, response);
    if (body === null) return null;
    const etag = etagOf(body, live);
    response.set('ETag', etag);
    if (!isNotModified(request, etag)) return body;
    response.status(304).end();
    return null;
  };

/**
 * The same of a page of a list. No change is held to its tag, which is of the text that goes out: to put hundreds of items
 * in order for it takes longer than to read them.
 */
const taggedPage =
  (handle: Handler): Handler =>
  async (request, response) => {
    const body = await handle(request, response);
    if (body === null) return null;
    const text = JSON.stringify(body);
    const etag = textTag(text);
    response.set('ETag', etag);
    if (isNotModified(request, etag)) response.status(304).end();
    else response.type('json').send(text);
    return null;
  };
