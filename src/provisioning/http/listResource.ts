import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import { readList, readListItem, readRows } from '../../../db/lists/list';
import type { ListDefinition, ListQuery } from '../../../db/lists/listDefinition';
import type { Database } from '../../../db/schema';
import type { ApiContext } from '../apiContext';
import type { Edit } from '../changes/configurationWriter';
import { listOf } from './answers';
import { checkIfMatch, etagOf } from './etag';
import { once } from './idempotency';
import { bodyOf } from './jsonBody';
import { listParameters } from './listParameters';
import { cursorText, readListRequest } from './listRequest';
import type { ApiRoutes, DescribedOperation, QueryParameter } from './operations';
import { notFound } from './problem';
import { acceptParameters, parametersOf, pathParameter, type Method } from './resource';
import { sendCsv } from './sendCsv';
import { withWarnings, type Warn } from './warnings';

type Body = Readonly<Record<string, unknown>>;

/** What a body asks for, as changes of the database; every failure is a Problem. */
export interface Creation {
  readonly body: z.ZodType;
  readonly query?: readonly QueryParameter[];
  readonly plan: (
    edit: Edit,
    body: Body,
    query: URLSearchParams,
  ) => Promise<{ readonly id: string; readonly changes: DeploymentChanges }>;
}

export interface Change {
  /** Of the whole object; a merge patch of it is what is sent. */
  readonly body: z.ZodType;
  readonly query?: readonly QueryParameter[];
  readonly plan: (edit: Edit, id: string, patch: Body, query: URLSearchParams) => Promise<DeploymentChanges>;
}

export interface Removal {
  readonly query?: readonly QueryParameter[];
  readonly plan: (edit: Edit, id: string, query: URLSearchParams) => Promise<DeploymentChanges>;
}

export interface ListResource<Row extends object> {
  /** Of the list, such as `/users`. */
  readonly path: string;
  /** What one item is called. */
  readonly what: string;
  readonly definition: ListDefinition;
  readonly item: z.ZodType;
  /** An item on its own, where it shows more than in a list. */
  readonly single?: z.ZodType;
  /** Keys of an item that change without anybody changing them. */
  readonly live?: readonly string[];
  /** The rows of a page as the API shows them, in their order. */
  readonly present: (rows: readonly Row[], db: Database) => Promise<readonly object[]>;
  /** One item on its own, where it shows more than in a list. */
  readonly presentOne?: (row: Row) => object;
  /** What of an item just made or changed will hardly do what was meant. */
  readonly warn?: Warn;
  readonly create?: Creation;
  readonly change?: Change;
  readonly remove?: Removal;
}

/** A list and its items: reading, and as far as there is a way, making, changing and removing. */
export function listResource<Row extends object>(
  routes: ApiRoutes,
  { database, lists, writer }: Pick<ApiContext, 'database' | 'lists' | 'writer'>,
  list: ListResource<Row>,
): void {
  const { create, change, remove, definition, what, path } = list;
  const title = titleOf(what);
  const itemName = list.single === undefined ? title : `${title}Item`;
  const item = list.item.meta({ id: itemName });
  const one = { name: title, schema: list.single ?? item };
  const live = list.live ?? [];
  const tag = path.slice(1);

  const readOne = async (db: Database, id: string): Promise<object> => {
    const row = await readListItem<Row>(db, definition, id);
    if (row === null) throw notFound(what);
    if (list.presentOne !== undefined) return list.presentOne(row);
    const [item] = await list.present([row], db);
    if (item === undefined) throw notFound(what);
    return item;
  };

  const get: DescribedOperation = {
    about: {
      id: `list${titleOf(tag.replaceAll('-', ' '))}`,
      tag,
      summary: `List ${tag.replaceAll('-', ' ')}`,
      query: listParameters(definition),
      answer: { name: `${title}List`, schema: listOf(item) },
      csv: true,
    },
    handle: async (request, response) => {
      const parameters = parametersOf(request);
      const query = readListRequest(parameters, definition);
      response.vary('Accept');
      if (request.accepts(['application/json', 'text/csv']) === 'text/csv') {
        const whole = !['limit', 'page', 'cursor'].some((name) => parameters.has(name));
        await sendList(response, lists, list, query, whole);
        return null;
      }
      const page = await readList<Row>(lists, definition, query);
      return {
        items: await list.present(page.rows, lists),
        total: page.total,
        ...(page.isEstimated ? { total_estimated: true } : {}),
        next: cursorText(query, page.next),
      };
    },
  };
  const post = create && {
    about: {
      id: `create${title}`,
      tag,
      summary: `Make ${withArticle(what)}`,
      ...(create.query && { query: create.query }),
      body: { name: `${title}Create`, schema: create.body },
      answer: one,
      status: 201 as const,
      idempotent: true,
      live,
      problems: [409, 415, 422],
    },
    handle: async (request: Request, response: Response) => {
      const query = acceptParameters(request, ...namesOf(create.query));
      const body = bodyOf(request, 'post');
      const answer = await writer.run((edit) =>
        once(edit, request, body, async () => {
          const { id, changes } = await create.plan(edit, body, query);
          await edit.write(changes);
          const item = await readOne(edit.db, id);
          const headers = {
            Location: `/api/v1${path}/${encodeURIComponent(id)}`,
            ETag: etagOf(item, live),
          };
          const text = JSON.stringify(await withWarnings(item, list.warn, edit.db, id));
          return { status: 201, headers, body: text };
        }),
      );
      response.status(answer.status).set(answer.headers).type('json').send(answer.body);
      return null;
    },
  };
  routes.add(path, { get, ...(post && { post }) });

  const methods: Partial<Record<Method, DescribedOperation>> = {
    get: {
      about: {
        id: `read${title}`,
        tag,
        summary: `Read ${withArticle(what)}`,
        answer: one,
        live,
        problems: [404],
      },
      handle: async (request) => {
        acceptParameters(request);
        return await readOne(database, pathParameter(request, 'id'));
      },
    },
  };
  if (change !== undefined) {
    methods.patch = {
      about: {
        id: `update${title}`,
        tag,
        summary: `Change ${withArticle(what)}`,
        description: 'A merge patch (RFC 7396): what is left out stays, null returns to the default.',
        ...(change.query && { query: change.query }),
        body: { name: `${title}Update`, schema: change.body },
        answer: one,
        live,
        problems: [404, 409, 412, 415, 422],
      },
      handle: async (request, response) => {
        const query = acceptParameters(request, ...namesOf(change.query));
        const patch = bodyOf(request, 'patch');
        const id = pathParameter(request, 'id');
        const { item, answer } = await writer.run(async (edit) => {
          checkIfMatch(request, etagOf(await readOne(edit.db, id), live));
          await edit.write(await change.plan(edit, id, patch, query));
          const changed = await readOne(edit.db, id);
          return { item: changed, answer: await withWarnings(changed, list.warn, edit.db, id) };
        });
        response.set('ETag', etagOf(item, live));
        return answer;
      },
    };
  }
  if (remove !== undefined) {
    methods.delete = {
      about: {
        id: `delete${title}`,
        tag,
        summary: `Delete ${withArticle(what)}`,
        ...(remove.query && { query: remove.query }),
        answer: null,
        status: 204,
        problems: [404, 409, 412],
      },
      handle: async (request, response) => {
        const query = acceptParameters(request, ...namesOf(remove.query));
        const id = pathParameter(request, 'id');
        await writer.run(async (edit) => {
          checkIfMatch(request, etagOf(await readOne(edit.db, id), live));
          await edit.write(await remove.plan(edit, id, query));
        });
        response.status(204).end();
        return null;
      },
    };
  }
  routes.add(`${path}/:id`, methods);
}

/**
 * The list as CSV.
 * @param whole all pages, rather than the one asked for
 */
function sendList<Row extends object>(
  response: Response,
  db: Database,
  list: ListResource<Row>,
  query: ListQuery,
  whole: boolean,
): Promise<void> {
  const read = async (page: ListQuery) => {
    const { rows, next } = await readRows<Row>(db, list.definition, page);
    return { items: await list.present(rows, db), next };
  };
  return sendCsv(response, { name: list.path.slice(1), item: list.item, read }, query, whole);
}

const namesOf = (query: readonly QueryParameter[] | undefined): string[] =>
  (query ?? []).map((parameter) => parameter.name);

/** `trunk group` as `TrunkGroup`. */
const titleOf = (what: string): string =>
  what
    .split(' ')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const withArticle = (what: string): string => `${/^[aeio]/.test(what) ? 'an' : 'a'} ${what}`;
