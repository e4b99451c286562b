import { limited, type Frame, type RowKey, type Shown, type UsageRow } from './ledgerSteps';

/** What a node may admit by itself of a limit is worked out from this (see `script/reservations.ts`). */
export interface SeenRow {
  readonly row: UsageRow;
  readonly frame: Frame;
  /** The refresh before it was seen. */
  readonly turn: number;
}

const nobody: Frame = { nodes: 0, leastNodes: 0, acknowledged: 0 };
const nothing: Pick<UsageRow, 'values' | 'least' | 'grewAt'> = { values: [], least: [], grewAt: -1 };

/** What a node last saw of the usage of all nodes. */
export class Sight {
  readonly #rows: Map<RowKey, SeenRow>;
  /** Of the last beat that told all rows. */
  #frame: Frame;
  #turn: number;

  constructor(from?: Sight) {
    this.#rows = new Map(from === undefined ? [] : from.#rows);
    this.#frame = from === undefined ? nobody : from.#frame;
    this.#turn = from === undefined ? 0 : from.#turn;
  }

  /** Nodes that shared the ledger; 0: it never saw any. */
  get nodes(): number {
    return this.#frame.nodes;
  }

  /** Answers the rows that are no older than what was seen already. */
  see({ rows, frame }: Shown): readonly UsageRow[] {
    return rows.filter((row) => {
      const seen = this.#rows.get(row.key);
      if (seen !== undefined && row.seq < seen.row.seq) return false;
      // Called numbers come and go.
      if (row.key.startsWith('n') && row.values[0] === 0 && row.least[0] === 0) this.#rows.delete(row.key);
      else this.#rows.set(row.key, { row, frame, turn: this.#turn });
      return true;
    });
  }

  /** All rows are as they are known here, as of a moment in which the nodes stood so. */
  refresh(frame: Frame): void {
    this.#frame = frame;
    this.#turn += 1;
  }

  values(key: RowKey): readonly number[] {
    return this.#rows.get(key)?.row.values ?? [];
  }

  /**
   * What a node by itself may admit beyond what it holds, of a limit: `grant` of `script/reservations.ts`. Negative where more
   * is in use than a lowered maximum allows: its part of that. `which`: of what maxima are for.
   */
  grant(key: RowKey, which: number, maximum: number): number {
    const seen = this.#rows.get(key);
    // As of its own moment, or of the newest at which nothing had changed.
    const frame = seen?.turn === this.#turn ? seen.frame : this.#frame;
    if (frame.nodes === 0) return 0;
    const { values, least, grewAt } = seen?.row ?? nothing;
    const used = limited(key, values)[which] ?? 0;
    const free = maximum - used;
    if (free <= 0) return Math.floor(free / frame.nodes);
    const seenByOthers = grewAt < frame.acknowledged ? used : Math.min(used, least[which] ?? 0);
    const theirs = Math.floor((maximum - seenByOthers) / frame.leastNodes) * (frame.nodes - 1);
    return Math.max(0, Math.min(Math.floor(free / frame.nodes), free - theirs));
  }

  keys(): Iterable<RowKey> {
    return this.#rows.keys();
  }

  /** Forgets the rows: those of an emptied Redis begin anew. */
  clear(): void {
    this.#rows.clear();
  }
}
