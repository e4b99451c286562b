import { z } from 'zod';
import { problemAnswer } from '../http/answers';
import { bodyTypes } from '../http/jsonBody';
import type { About, NamedSchema, Operation } from '../http/operations';

/** A JSON Schema, or any other part of the document. */
export type Part = Readonly<Record<string, unknown>>;

/** The API's description (OpenAPI 3.1); the schemas are those that validate the requests. */
export interface ApiDocument {
  readonly openapi: '3.1.0';
  readonly info: Part;
  readonly servers: readonly Part[];
  readonly security: readonly Part[];
  readonly tags: readonly Part[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Part>>;
    readonly responses: Part;
    readonly headers: Part;
    readonly securitySchemes: Part;
  };
}

export interface DocumentedOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Part>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: true;
  readonly description: string;
  readonly schema: Part;
}

type Content = Readonly<Record<string, { readonly schema: Part }>>;

/** `/users/:id` as the document has it. */
export const documentPath = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

export function apiDocument(operations: readonly Operation[]): ApiDocument {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const { method, path, about } of operations) {
    (paths[documentPath(path)] ??= {})[method] = documented(method, path, about, schemas);
  }
  const problem = schemas.reference({ name: 'Problem', schema: problemAnswer }, 'output');
  const tags = new Set(operations.map(({ about }) => about.tag));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Trunkline',
      version: '1',
      description:
        'Provisioning of a SIP trunking service. Unknown keys, fields and filters are mistakes. Failures are problem documents (RFC 9457).',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    tags: [...tags].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.all(),
      responses: {
        Problem: {
          description: 'what went wrong',
          content: { 'application/problem+json': { schema: problem } },
        },
      },
      headers: {
        ETag: { description: 'the state of what was read, for If-Match', schema: { type: 'string' } },
        Location: { description: 'where the new object is', schema: { type: 'string' } },
      },
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function documented(method: string, path: string, about: About, schemas: Schemas): DocumentedOperation {
  const parameters = parametersOf(method, path, about);
  const body = requestBody(method, about, schemas);
  return {
    operationId: about.id,
    summary: about.summary,
    tags: [about.tag],
    ...(about.description === undefined ? {} : { description: about.description }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: { required: true, content: body } }),
    responses: responses(method, about, schemas),
  };
}

function parametersOf(method: string, path: string, about: About): readonly Parameter[] {
  const header = (name: string, description: string): Parameter => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']): Parameter => ({
    name,
    in: 'path',
    required: true,
    description: `the object's ${name}`,
    schema: { type: 'string' },
  }));
  const inQuery = (about.query ?? []).map((parameter): Parameter => ({ ...parameter, in: 'query' }));
  const headers: Parameter[] = [];
  if (method === 'get') headers.push(header('If-None-Match', 'an ETag that is known: 304 while it holds'));
  if (about.problems?.includes(412) === true)
    headers.push(header('If-Match', 'the ETag that was read: 412 when it was changed meanwhile'));
  if (about.idempotent === true) {
    headers.push(
      header('Idempotency-Key', 'the same key and body again within 24 hours get the same answer'),
    );
  }
  return [...inPath, ...inQuery, ...headers];
}

function requestBody(method: string, about: About, schemas: Schemas): Content | null {
  if (about.rawBody !== undefined) {
    return Object.fromEntries(about.rawBody.map((type) => [type, { schema: { type: 'string' } }]));
  }
  if (about.body === undefined) return null;
  const isPatch = method === 'patch';
  const schema = isPatch ? schemas.patchReference(about.body) : schemas.reference(about.body, 'input');
  return Object.fromEntries(bodyTypes[isPatch ? 'patch' : 'post'].map((type) => [type, { schema }]));
}

function responses(method: string, about: About, schemas: Schemas): Readonly<Record<string, Part>> {
  const status = String(about.status ?? 200);
  const headers = {
    ...(method === 'get' || method === 'patch' || about.status === 201
      ? { ETag: { $ref: '#/components/headers/ETag' } }
      : {}),
    ...(about.status === 201 ? { Location: { $ref: '#/components/headers/Location' } } : {}),
  };
  const content = about.answer && {
    'application/json': { schema: schemas.reference(about.answer, 'output') },
    ...(about.csv === true ? { 'text/csv': { schema: { type: 'string' } } } : {}),
    ...Object.fromEntries(
      (about.alsoAs ?? []).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
    ),
  };
  const described = about.status === 201 ? 'made' : 'done';
  const problems = new Set([400, 401, ...(about.problems ?? [])]);
  return {
    [status]: {
      description: described,
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(content === null ? {} : { content }),
    },
    ...(method === 'get' ? { '304': { description: 'nothing has changed' } } : {}),
    ...Object.fromEntries(
      [...problems].sort((a, b) => a - b).map((code) => [String(code), problemReference]),
    ),
    default: problemReference,
  };
}

const problemReference = { $ref: '#/components/responses/Problem' };

/** The components the operations speak of, each under one name. */
class Schemas {
  readonly #schemas = new Map<string, Part>();

  reference({ name, schema }: NamedSchema, io: 'input' | 'output'): Part {
    if (!this.#schemas.has(name)) this.#put(name, schema, io);
    return { $ref: `#/components/schemas/${name}` };
  }

  /** A merge patch of the object: every key may be left out, and null removes. */
  patchReference({ name, schema }: NamedSchema): Part {
    if (!this.#schemas.has(name)) {
      this.#put(name, schema, 'input');
      this.#schemas.set(name, patchOf(this.#schemas.get(name) ?? {}));
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  all(): Readonly<Record<string, Part>> {
    return Object.fromEntries([...this.#schemas].sort(([first], [second]) => (first < second ? -1 : 1)));
  }

  #put(name: string, schema: z.ZodType, io: 'input' | 'output'): void {
    const made = z.toJSONSchema(schema, { io, reused: 'inline' }) as Part & { $defs?: Record<string, Part> };
    const { $schema: _schema, $defs = {}, id: _id, ...own } = made;
    for (const [inner, part] of Object.entries($defs)) {
      const { id: _inner, ...rest } = part;
      this.#schemas.set(inner, withComponents(rest) as Part);
    }
    this.#schemas.set(name, withComponents(own) as Part);
  }
}

/** Definitions of one schema become components of the document. */
function withComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponents);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => [
      key,
      key === '$ref' && typeof item === 'string'
        ? item.replace('#/$defs/', '#/components/schemas/')
        : withComponents(item),
    ]),
  );
}

function patchOf(schema: Part): Part {
  const { anyOf, properties, required: _required, default: _default, ...rest } = schema;
  if (Array.isArray(anyOf)) return { ...rest, anyOf: anyOf.map((option) => patchOf(option as Part)) };
  if (typeof properties !== 'object' || properties === null) return schema;
  const optional = Object.entries(properties).map(([key, property]: [string, unknown]) => [
    key,
    { anyOf: [patchOf(property as Part), { type: 'null' }] },
  ]);
  return { ...rest, properties: Object.fromEntries(optional) as Part };
}
