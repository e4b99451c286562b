import type { TollCalls } from '../../../model/tollLimits';
import { TollAccount, type TollRow } from '../tollAccount';

interface OtherNode {
  /** When it was last heard of, by this node's clock. */
  heardAt: number;
  readonly accounts: Map<string, TollAccount>;
}

const hourMs = 3_600_000;

/** What this node has last heard of the calls of the others. `now` is of this node's monotonic clock. */
export class OtherNodes {
  readonly #expiryMs: number;
  readonly #nodes = new Map<string, OtherNode>();

  /** `expiryMs`: calls in progress on a node that was not heard of for so long count no more. */
  constructor(expiryMs: number) {
    this.#expiryMs = expiryMs;
  }

  /** When each was last heard of that Redis knows. Of the rest, those go of which nothing is within the hour. */
  heard(nodes: readonly (readonly [node: string, heardAt: number])[], now: number): void {
    for (const [node, heardAt] of nodes) this.#node(node).heardAt = heardAt;
    const known = new Set(nodes.map(([node]) => node));
    for (const [node, { heardAt }] of this.#nodes) {
      if (!known.has(node) && now - heardAt > hourMs) this.#nodes.delete(node);
    }
  }

  told(node: string, key: string, row: TollRow, toldAt: number): void {
    this.#node(node).accounts.set(key, TollAccount.of(row, toldAt));
  }

  calls(key: string, now: number): TollCalls {
    let [concurrent, lastHour] = [0, 0];
    for (const node of this.#nodes.values()) {
      const calls = node.accounts.get(key)?.calls(now);
      if (calls === undefined) continue;
      if (this.#isThere(node, now)) concurrent += calls.concurrent;
      lastHour += calls.lastHour;
    }
    return { concurrent, lastHour };
  }

  /** Forgets who has nothing that counts. */
  sweep(now: number): void {
    for (const { accounts } of this.#nodes.values()) {
      for (const [key, account] of accounts) if (account.isOver(now)) accounts.delete(key);
    }
  }

  #node(id: string): OtherNode {
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    const node: OtherNode = { heardAt: -Infinity, accounts: new Map() };
    this.#nodes.set(id, node);
    return node;
  }

  #isThere({ heardAt }: OtherNode, now: number): boolean {
    return now - heardAt < this.#expiryMs;
  }
}
