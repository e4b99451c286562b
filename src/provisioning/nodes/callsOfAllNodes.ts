import type { LiveCalls } from '../../model/liveCall';
import { Problem } from '../http/problem';
import type { NodeQuestionnaire } from './nodeQuestions';

const silent = (): Problem =>
  new Problem(503, 'node_silent', 'a node that may hold the call does not answer; try again');

/** The calls in progress on this node and on all others. */
export const callsOfAllNodes = (own: LiveCalls, others: NodeQuestionnaire): LiveCalls => ({
  list: async (query) => {
    const [page, rest] = await Promise.all([own.list(query), others.ask('listCalls', query)]);
    const pages = [page, ...rest.answers];
    const all = pages.flatMap(({ items }) => items).sort((one, other) => (one.id < other.id ? -1 : 1));
    const items = all.slice(0, query.limit);
    const hasMore = all.length > items.length || pages.some(({ next }) => next !== null);
    return {
      items,
      total: pages.reduce((sum, { total }) => sum + total, 0),
      isEstimated: rest.silent > 0,
      next: hasMore ? (items.at(-1)?.id ?? query.after) : null,
    };
  },
  read: async (id) => {
    const call = await own.read(id);
    if (call !== null) return call;
    const { answers, silent: unheard } = await others.ask('readCall', id, (answer) => answer !== null);
    const found = answers.find((answer) => answer !== null);
    if (found === undefined && unheard > 0) throw silent();
    return found ?? null;
  },
  end: async (id, by) => {
    if (await own.end(id, by)) return true;
    const { answers, silent: unheard } = await others.ask('endCall', { id, by }, (answer) => answer);
    const isEnded = answers.includes(true);
    if (!isEnded && unheard > 0) throw silent();
    return isEnded;
  },
});
