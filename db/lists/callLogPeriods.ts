import { afterPeriod, periodOf, readPeriods } from '../repositories/callLogPeriods';
import type { Database } from '../schema';
import type { ListQuery } from './listDefinition';

/** So many logs are passed over one by one. */
const fewPassedOver = 10_000;

/**
 * The same page of all call logs, in the order of time, from the period it begins in: a page by number far into ten
 * million does not go through all that lie before it.
 */
export async function fromPeriod(db: Database, query: ListQuery, few = fewPassedOver): Promise<ListQuery> {
  if (query.offset <= few || query.after !== null) return query;
  const descending = query.sort?.descending === true;
  const at = (offset: number, id: string): ListQuery => ({ ...query, offset, after: { value: id, id } });
  const periods = await readPeriods(db);
  let offset = query.offset;
  for (const { id, total } of descending ? periods.toReversed() : periods) {
    if (offset < total) return at(offset, descending ? afterPeriod(id) : id);
    offset -= total;
  }
  return at(0, descending ? '' : afterPeriod(''));
}

/** How many logs there are in the periods between those of the two ids. */
export async function countWithin(db: Database, from: string, to: string): Promise<number> {
  const periods = await readPeriods(db);
  return periods
    .filter(({ id }) => id > periodOf(from) && id < periodOf(to))
    .reduce((sum, { total }) => sum + total, 0);
}
