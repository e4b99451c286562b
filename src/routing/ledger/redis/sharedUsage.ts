import type { LeaseRequest } from '../ledger';
import type { TrunkGroupUsage, UsageWriter } from '../usageBoard';
import type { RowKey, UsageRow } from './ledgerSteps';

/** Row of this node's usage board; undefined: the trunk group or enterprise is not known here yet. */
export type SlotOf = (kind: 'trunk_group' | 'enterprise', id: string) => number | undefined;

/** Puts the usage of all nodes on the board of this one. */
export class SharedUsage {
  readonly #board: UsageWriter;
  readonly #slotOf: SlotOf;
  readonly #slots = new Map<RowKey, number>();
  /** Rows of what is not known here yet. */
  readonly #homeless = new Map<RowKey, readonly number[]>();

  constructor(board: UsageWriter, slotOf: SlotOf) {
    this.#board = board;
    this.#slotOf = slotOf;
  }

  /** Takes the slots a request brings: one that moved shows in its new row. `values`: what is shown of a row. */
  learn({ enterprise, trunkGroup }: LeaseRequest, values: (key: RowKey) => readonly number[]): void {
    if (enterprise !== null) this.#place(`e${enterprise.id}`, enterprise.usageSlot, values);
    if (trunkGroup !== null) this.#place(`t${trunkGroup.id}`, trunkGroup.usageSlot, values);
  }

  show({ key, values }: Pick<UsageRow, 'key' | 'values'>): void {
    const slot = this.#slot(key);
    if (slot === undefined) {
      if (!key.startsWith('n')) this.#homeless.set(key, values);
      return;
    }
    this.#homeless.delete(key);
    this.#write(key, slot, values);
  }

  /** Shows what was not known here before. */
  showHomeless(): void {
    for (const [key, values] of this.#homeless) this.show({ key, values });
  }

  #slot(key: RowKey): number | undefined {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    if (key.startsWith('n')) return undefined;
    const slot = this.#slotOf(key.startsWith('t') ? 'trunk_group' : 'enterprise', key.slice(1));
    if (slot !== undefined) this.#slots.set(key, slot);
    return slot;
  }

  #place(key: RowKey, slot: number, values: (key: RowKey) => readonly number[]): void {
    const before = this.#slots.get(key);
    if (before === slot) return;
    this.#slots.set(key, slot);
    if (before === undefined) return;
    this.#write(key, before, []);
    this.#write(key, slot, values(key));
  }

  #write(key: RowKey, slot: number, values: readonly number[]): void {
    if (key.startsWith('t')) this.#board.writeTrunkGroup(slot, trunkGroupUsage(values));
    else this.#board.writeEnterprise(slot, { active: values[0] ?? 0 });
  }
}

const trunkGroupUsage = (values: readonly number[]): TrunkGroupUsage => {
  const [incoming = 0, outgoing = 0, emergency = 0, borrowed = 0, lent = 0, rejected = 0] = values;
  return { active: incoming + outgoing, incoming, outgoing, borrowed, lent, emergency, rejected };
};
