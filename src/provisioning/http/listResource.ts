import type { Router } from 'express';
import { readList, readListItem, type ListDefinition } from '../../../db/lists/list';
import type { Database } from '../../../db/schema';
import { cursorText, readListRequest } from './listRequest';
import { notFound } from './problem';
import { acceptParameters, parametersOf, pathParameter, resource } from './resource';

export interface ListResource<Row extends object> {
  /** Of the list, such as `/users`. */
  readonly path: string;
  /** What one item is called. */
  readonly what: string;
  readonly definition: ListDefinition;
  /** The rows of a page as the API shows them, in their order. */
  readonly present: (rows: readonly Row[]) => Promise<readonly object[]>;
  /** One item on its own, where it shows more than in a list. */
  readonly presentOne?: (row: Row) => object;
}

/** `GET` of a list and of one of its items. */
export function listResource<Row extends object>(
  router: Router,
  db: Database,
  list: ListResource<Row>,
): void {
  resource(router, list.path, {
    get: async (request) => {
      const query = readListRequest(parametersOf(request), list.definition);
      const page = await readList<Row>(db, list.definition, query);
      return { items: await list.present(page.rows), total: page.total, next: cursorText(query, page.next) };
    },
  });
  resource(router, `${list.path}/:id`, {
    get: async (request) => {
      acceptParameters(request);
      const row = await readListItem<Row>(db, list.definition, pathParameter(request, 'id'));
      if (row === null) throw notFound(list.what);
      if (list.presentOne !== undefined) return list.presentOne(row);
      const [item] = await list.present([row]);
      if (item === undefined) throw notFound(list.what);
      return item;
    },
  });
}
