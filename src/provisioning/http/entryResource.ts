import type { Request } from 'express';
import { z } from 'zod';
import { nameKey } from '../../../db/nameKey';
import type { DeploymentChanges } from '../../../db/repositories/deploymentRecords';
import type { Database, DatabaseTransaction } from '../../../db/schema';
import type { ApiContext } from '../apiContext';
import type { Edit } from '../changes/configurationWriter';
import { refusal } from '../changes/refusal';
import { validate } from '../changes/validate';
import { object } from '../deployments/schema/primitives';
import { listOf } from './answers';
import { checkIfMatch, etagOf } from './etag';
import { once } from './idempotency';
import { bodyOf } from './jsonBody';
import { mergePatch } from './mergePatch';
import type { ApiRoutes, QueryParameter } from './operations';
import { asPart } from './partResource';
import { pathInside } from '../deployments/mistake';
import { notFound } from './problem';
import { acceptParameters, pathParameter } from './resource';
import { sendCsv } from './sendCsv';

type Entry = Readonly<Record<string, unknown>>;

/** A list that is part of something, such as the codes of a group; an entry goes by one of its own keys. */
export interface EntryResource {
  /** With the id of what it belongs to, such as `/groups/:id/authorization-codes`. */
  readonly path: string;
  readonly tag: string;
  /** Of the operations and schemas, such as `AuthorizationCode`. */
  readonly name: string;
  /** What one is called, such as `authorization code`. */
  readonly what: string;
  readonly key: string;
  readonly entry: z.ZodObject;
  /** Where the list stands in what it belongs to, such as `authorization_codes`. */
  readonly at: string;
  /** What is said of the list as a whole, beside its entries. */
  readonly more?: {
    readonly shape: z.ZodRawShape;
    readonly read: (db: Database, id: string) => Promise<object>;
  };
  readonly read: (db: Database, id: string) => Promise<readonly Entry[]>;
  /** The list as it is to be. */
  readonly plan: (edit: Edit, id: string, entries: readonly Entry[]) => Promise<DeploymentChanges>;
  /** What else a removal does; it throws where the entry has to stay. */
  readonly remove?: {
    readonly query: readonly QueryParameter[];
    readonly plan: (
      edit: Edit,
      id: string,
      entry: Entry,
      query: URLSearchParams,
    ) => Promise<DeploymentChanges>;
  };
}

/** Lists, makes several, changes and removes; each change is one of what the list is part of. */
export function entryResource(
  routes: ApiRoutes,
  { database, writer }: Pick<ApiContext, 'database' | 'writer'>,
  list: EntryResource,
): void {
  const { name, tag, what, key, entry } = list;
  const listName = `${what}s`;
  const item = entry.meta({ id: name });
  const page = listOf(item);
  const answer = {
    name: `${name}List`,
    schema: list.more === undefined ? page : z.strictObject({ ...page.shape, ...list.more.shape }),
  };
  const createBody = object({ items: z.array(entry).min(1).max(1000) });

  const readAll = async (db: Database | DatabaseTransaction, id: string): Promise<object> => {
    const items = await list.read(db, id);
    return { items, total: items.length, next: null, ...(await list.more?.read(db, id)) };
  };
  const find = async (db: Database, request: Request) => {
    const entries = await list.read(db, pathParameter(request, 'id'));
    const wanted = nameKey(pathParameter(request, 'key'));
    const index = entries.findIndex((one) => nameKey(String(one[key])) === wanted);
    const found = entries[index];
    if (found === undefined) throw notFound(what);
    return { entries, index, found };
  };

  routes.add(list.path, {
    get: {
      about: {
        id: `list${name}s`,
        tag,
        summary: `List ${listName}`,
        description: 'The whole list, in one page.',
        answer,
        csv: true,
        problems: [404],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        const id = pathParameter(request, 'id');
        response.vary('Accept');
        if (request.accepts(['application/json', 'text/csv']) !== 'text/csv')
          return await readAll(database, id);
        const items = await list.read(database, id);
        const csv = {
          name: listName.replaceAll(' ', '-'),
          item,
          read: () => Promise.resolve({ items, next: null }),
        };
        await sendCsv(
          response,
          csv,
          { filters: [], sort: null, limit: items.length, after: null, offset: 0 },
          true,
        );
        return null;
      },
    },
    post: {
      about: {
        id: `create${name}s`,
        tag,
        summary: `Make ${listName}`,
        body: { name: `${name}Create`, schema: createBody },
        answer,
        idempotent: true,
        problems: [404, 409, 415, 422],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        const body = bodyOf(request, 'post');
        const id = pathParameter(request, 'id');
        const kept = await writer.run((edit) =>
          once(edit, request, body, async () => {
            const { wanted, mistakes } = validate(createBody, body);
            if (mistakes.items.length > 0) throw refusal(mistakes);
            const today = await list.read(edit.db, id);
            const plan = () => list.plan(edit, id, [...today, ...(wanted.items as Entry[])]);
            const changes = await asPart(plan, (path) => movedPath(list.at, today.length, path));
            await edit.write(changes);
            return { status: 200, headers: {}, body: JSON.stringify(await readAll(edit.db, id)) };
          }),
        );
        response.status(kept.status).set(kept.headers).type('json').send(kept.body);
        return null;
      },
    },
  });
  const one = { name, schema: item };
  routes.add(`${list.path}/:key`, {
    get: {
      about: { id: `read${name}`, tag, summary: `Read one of the ${listName}`, answer: one, problems: [404] },
      handle: async (request) => {
        acceptParameters(request);
        return (await find(database, request)).found;
      },
    },
    patch: {
      about: {
        id: `update${name}`,
        tag,
        summary: `Change one of the ${listName}`,
        description: 'A merge patch (RFC 7396): what is left out stays, null returns to the default.',
        body: { name: `${name}Update`, schema: entry },
        answer: one,
        problems: [404, 409, 412, 415, 422],
      },
      handle: async (request, response) => {
        acceptParameters(request);
        const patch = bodyOf(request, 'patch');
        const id = pathParameter(request, 'id');
        const after = await writer.run(async (edit) => {
          const { entries, index, found } = await find(edit.db, request);
          checkIfMatch(request, etagOf(found));
          const changed = entries.with(index, mergePatch(found, patch) as Entry);
          const place = `${list.at}[${String(index)}]`;
          const changes = await asPart(
            () => list.plan(edit, id, changed),
            (path) => pathInside(place, path),
          );
          await edit.write(changes);
          return (await list.read(edit.db, id))[index] ?? {};
        });
        response.set('ETag', etagOf(after));
        return after;
      },
    },
    delete: {
      about: {
        id: `delete${name}`,
        tag,
        summary: `Delete one of the ${listName}`,
        ...(list.remove && { query: list.remove.query }),
        answer: null,
        status: 204,
        problems: [404, 409, 412],
      },
      handle: async (request, response) => {
        const query = acceptParameters(
          request,
          ...(list.remove?.query ?? []).map((parameter) => parameter.name),
        );
        const id = pathParameter(request, 'id');
        await writer.run(async (edit) => {
          const { entries, index, found } = await find(edit.db, request);
          checkIfMatch(request, etagOf(found));
          await edit.write(
            list.remove === undefined
              ? await list.plan(edit, id, entries.toSpliced(index, 1))
              : await list.remove.plan(edit, id, found, query),
          );
        });
        response.status(204).end();
        return null;
      },
    },
  });
}

/** Where a mistake of the whole list stands among the entries that were sent, behind so many that were there. */
function movedPath(at: string, before: number, path: string): string | null {
  const inside = pathInside(at, path);
  if (inside === null) return null;
  return `items${inside.replace(/^\[(\d+)\]/, (_, index: string) => `[${String(Number(index) - before)}]`)}`;
}
