import { table } from '../../calls/table';
import type { ApiCaller } from './apiCaller';
import type { ListKind } from './lists';
import { percentiles } from './percentiles';

export interface Measured {
  readonly name: string;
  readonly budgetMs: number | null;
  readonly ms: readonly number[];
  /** The same requests before, when no page of the database had been read yet; null: they were not made. */
  readonly coldMs: readonly number[] | null;
}

/** How long one kind of request may take, so that a run ends whatever it meets. */
const mostMs = 4_000;
/** Pages read of a list before another one is begun. */
const pagesOfList = 4;

/**
 * Lists: a first page, then those its cursor leads to.
 * @param before what the same measurement came to over pages that were still on the disk
 */
export async function measureLists(
  api: ApiCaller,
  kinds: readonly ListKind[],
  requests: number,
  before: readonly Measured[] = [],
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const { name, budgetMs, path } of kinds) {
    const ms: number[] = [];
    const begun = performance.now();
    let next: string | null = null;
    let list = path(0);
    // The first answer finds nothing in the database's memory; it is not counted, unless there is no other.
    for (let sample = 0; sample <= requests && performance.now() - begun < mostMs; sample++) {
      if (next === null || sample % pagesOfList === 0) {
        list = path(sample);
        next = null;
      }
      const answer = await api.call('GET', next === null ? list : `${list}&cursor=${next}`);
      const isNumbered = list.includes('page=');
      next = isNumbered ? null : (JSON.parse(answer.body) as { readonly next: string | null }).next;
      if (sample > 0 || performance.now() - begun >= mostMs) ms.push(answer.ms);
    }
    measured.push({ name, budgetMs, ms, coldMs: before.find((cold) => cold.name === name)?.ms ?? null });
    console.error(`  ${name}: p95 ${percentiles(ms)(0.95).toFixed(1)} ms of ${ms.length}`);
  }
  return measured;
}

/** Requests of one kind, one after the other. */
export async function measureCalls(
  name: string,
  requests: number,
  call: (sample: number) => Promise<{ readonly ms: number }>,
): Promise<Measured> {
  const ms: number[] = [];
  const begun = performance.now();
  for (let sample = 0; sample < requests && performance.now() - begun < mostMs; sample++) {
    ms.push((await call(sample)).ms);
  }
  return { name, budgetMs: null, ms, coldMs: null };
}

export function report(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, budgetMs, ms, coldMs }) => {
    const at = percentiles(ms);
    const isOver = budgetMs !== null && at(0.95) > budgetMs;
    return [
      name,
      String(ms.length),
      ...[0.5, 0.95, 0.99].map((share) => at(share).toFixed(1)),
      budgetMs === null ? '' : `< ${budgetMs}`,
      isOver ? 'over' : '',
      coldMs === null ? '' : percentiles(coldMs)(0.95).toFixed(1),
    ];
  });
  return table(
    ['request (milliseconds)', 'count', 'p50', 'p95', 'p99', 'budget of p95', '', 'p95 from disk'],
    rows,
  );
}
