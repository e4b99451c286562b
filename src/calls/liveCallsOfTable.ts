import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LiveCall, LiveCallPage, LiveCallQuery, LiveCalls } from '../model/liveCall';
import type { EndedBy } from '../model/outcome';
import type { Call } from './call';
import type { CallTable } from './callTable';

/** Calls looked at before other work of the signalling thread gets its turn. */
const sliceSize = 1000;

/**
 * What the API sees of the calls in progress. A list with a filter looks at every call to count the matches, a slice a
 * turn, so that the total may be off by what came and went meanwhile.
 */
export class LiveCallsOfTable implements LiveCalls {
  readonly #table: CallTable;

  constructor(table: CallTable) {
    this.#table = table;
  }

  async list(query: LiveCallQuery): Promise<LiveCallPage> {
    const page = new Page(query);
    let from = page.from;
    for (;;) {
      from = this.#table.walk(from, page.slice());
      if (from === null || page.isComplete) break;
      await nextTurn();
    }
    const total = page.total ?? this.#table.size;
    return { items: page.items, total, isEstimated: false, next: page.next };
  }

  read(id: string): Promise<LiveCall | null> {
    const call = this.#table.get(id);
    return Promise.resolve(call?.isOpen === true ? call.snapshot() : null);
  }

  end(id: string, by: EndedBy): Promise<boolean> {
    const call = this.#table.get(id);
    if (call?.isOpen !== true) return Promise.resolve(false);
    call.endByService('ended_by_operator', by);
    return Promise.resolve(true);
  }
}

/** One page as it fills. */
class Page {
  readonly items: LiveCall[] = [];
  readonly #query: LiveCallQuery;
  readonly #filtered: boolean;
  #matching = 0;
  #more = false;

  constructor(query: LiveCallQuery) {
    this.#query = query;
    this.#filtered = query.enterpriseId !== null || query.trunkGroupId !== null;
  }

  /** The id to start behind: with a filter every call is counted. */
  get from(): string | null {
    return this.#filtered ? null : this.#query.after;
  }

  get isComplete(): boolean {
    return this.#more && !this.#filtered;
  }

  /** Null: there was no filter, and nothing to count. */
  get total(): number | null {
    return this.#filtered ? this.#matching : null;
  }

  get next(): string | null {
    return this.#more ? (this.items.at(-1)?.id ?? this.#query.after) : null;
  }

  /** Visits the next slice of calls. */
  slice(): (call: Call) => boolean {
    let left = sliceSize;
    return (call) => {
      left -= 1;
      this.#visit(call);
      return left > 0 && !this.isComplete;
    };
  }

  #visit(call: Call): void {
    const { enterpriseId, trunkGroupId, after, limit } = this.#query;
    if (!call.isOpen) return;
    if (enterpriseId !== null && !call.involvesEnterprise(enterpriseId)) return;
    if (trunkGroupId !== null && !call.involvesTrunkGroup(trunkGroupId)) return;
    this.#matching += 1;
    if (after !== null && call.id <= after) return;
    if (this.items.length < limit) this.items.push(call.snapshot());
    else this.#more = true;
  }
}
