import type { Admission, AdmissionRequest, Lease } from '../ledger';
import { refusing } from '../leaseRequest';
import { MemoryLedger } from '../memoryLedger';
import type { RowKey } from './ledgerSteps';
import type { OwnLeases } from './ownLeases';
import type { SharedUsage } from './sharedUsage';
import { byTheWhole, Shares } from './shares';
import type { Sight } from './sight';

export interface LoneLedgerPorts {
  readonly own: OwnLeases;
  readonly sight: Sight;
  readonly usage: SharedUsage;
  /** Told of leases in the turn in which they are admitted. */
  readonly admitted: (leases: readonly Lease[]) => void;
}

/**
 * What a node admits by itself while nodes do not count together: up to its own leases plus its share of what was free at
 * its last sight, emergency calls always (decisions.md 30).
 */
export class LoneLedger {
  readonly #ports: LoneLedgerPorts;
  /** The node's own leases once more, to admit by shares with the rules of a single node. */
  readonly #memory = new MemoryLedger({ writeTrunkGroup: () => undefined, writeEnterprise: () => undefined });
  /** Null while nodes count together. */
  #shares: Shares | null;
  /** Refused by share, and not told to Redis yet. */
  readonly #rejected = new Map<string, number>();

  constructor(ports: LoneLedgerPorts) {
    this.#ports = ports;
    this.#shares = new Shares(ports.sight, new Map());
  }

  /** Whether admissions are decided here now. */
  get isAlone(): boolean {
    return this.#shares !== null;
  }

  /** Nodes that counted together when this one lost sight; 0: it never saw any, or counts with them now. */
  get nodes(): number {
    return this.#shares?.nodes ?? 0;
  }

  /** Nodes part: what was seen last is what is shared. */
  part(): void {
    this.#shares = new Shares(this.#ports.sight, this.#ports.own.counts());
  }

  /** Nodes count together again. */
  meet(): void {
    this.#shares = null;
  }

  /** Ids for so many leases that others admit; the first of them. */
  reserve(count: number): number {
    return this.#memory.reserve(count);
  }

  /** A lease of this node that was admitted elsewhere. */
  hold(lease: Lease): void {
    this.#memory.hold(lease);
  }

  release(lease: Lease): void {
    this.#memory.release(lease);
    this.#show(lease);
  }

  answered(schemeId: string, trunkGroupId: string): void {
    this.#memory.answered(schemeId, trunkGroupId);
  }

  /** Null: nodes count together. */
  async admit(request: AdmissionRequest): Promise<Admission | null> {
    if (this.#shares === null) return null;
    const { own, usage, admitted } = this.#ports;
    const { leases, refusals, ...decided } = await this.#memory.admit(this.#shares.of(request));
    const requests = request.candidates[decided.admitted ?? -1] ?? [];
    const held = leases.flatMap(({ id, callId }, index): Lease[] => {
      const asked = requests[index];
      return asked === undefined ? [] : [{ id, callId, request: asked }];
    });
    for (const lease of held) {
      own.add(lease);
      usage.learn(lease.request, (key) => this.#values(key));
      this.#show(lease);
    }
    admitted(held);
    for (const { id } of refusing(request, refusals)) {
      this.#rejected.set(id, (this.#rejected.get(id) ?? 0) + 1);
      usage.show({ key: `t${id}`, values: this.#values(`t${id}`) });
    }
    return { ...decided, leases: held, refusals: refusals.map((refusal) => byTheWhole(refusal, request)) };
  }

  async preview(request: AdmissionRequest): Promise<Omit<Admission, 'leases'>> {
    const { refusals, ...decided } = await this.#memory.preview(this.#shares?.of(request) ?? request);
    return { ...decided, refusals: refusals.map((refusal) => byTheWhole(refusal, request)) };
  }

  /** Trunk groups that refused calls here, and how many, of which Redis has not heard. */
  rejected(): readonly (readonly [id: string, count: number])[] {
    return [...this.#rejected];
  }

  /** Redis has heard of these. */
  toldRejected(told: readonly (readonly [id: string, count: number])[]): void {
    for (const [id, count] of told) {
      const left = (this.#rejected.get(id) ?? 0) - count;
      if (left > 0) this.#rejected.set(id, left);
      else this.#rejected.delete(id);
    }
  }

  #show({ request: { enterprise, trunkGroup } }: Lease): void {
    if (this.#shares === null) return;
    const keys: RowKey[] = [];
    if (enterprise !== null) keys.push(`e${enterprise.id}`);
    if (trunkGroup !== null) keys.push(`t${trunkGroup.id}`);
    for (const key of keys) this.#ports.usage.show({ key, values: this.#values(key) });
  }

  /** The last sight, with what this node has had more or less since. */
  #values(key: RowKey): readonly number[] {
    const last = this.#shares?.last(key) ?? [];
    const [before, now] = [this.#shares?.own(key) ?? [], this.#ports.own.values(key)];
    const rejected = this.#rejected.get(key.slice(1)) ?? 0;
    return Array.from({ length: 6 }, (_, column) => {
      const more = column === rejectedColumn ? rejected : (now[column] ?? 0) - (before[column] ?? 0);
      return (last[column] ?? 0) + more;
    });
  }
}

const rejectedColumn = 5;
