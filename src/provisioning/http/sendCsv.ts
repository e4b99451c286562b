import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { z } from 'zod';
import type { ListPosition, ListQuery } from '../../../db/lists/listDefinition';
import { columnsOf, headerLine, itemLine } from './csv';
import { mostItems } from './listRequest';

export interface CsvList {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly item: z.ZodType;
  readonly read: (
    query: ListQuery,
  ) => Promise<{ readonly items: readonly object[]; readonly next: ListPosition | null }>;
}

/**
 * A list as CSV, written as fast as the reader takes it.
 * @param whole all pages, rather than the one asked for
 */
export async function sendCsv(
  response: Response,
  list: CsvList,
  query: ListQuery,
  whole: boolean,
): Promise<void> {
  const columns = columnsOf(list.item);
  let page = await list.read(whole ? { ...query, limit: mostItems } : query);
  response.set('Content-Disposition', `attachment; filename="${list.name}.csv"`);
  response.type('text/csv; charset=utf-8');
  const lines = async function* (): AsyncGenerator<string> {
    yield headerLine(columns);
    for (;;) {
      yield page.items.map((item) => itemLine(columns, item)).join('');
      if (!whole || page.next === null) return;
      page = await list.read({ ...query, limit: mostItems, after: page.next });
    }
  };
  try {
    await pipeline(Readable.from(lines()), response);
  } catch (error) {
    // The reader went away: nobody is left to be told.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
