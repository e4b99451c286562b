import { readNodes } from '../../../db/repositories/nodes';
import type { Database } from '../../../db/schema';
import type { Readiness } from '../apiContext';
import type { NodeQuestionnaire } from './nodeQuestions';

/** What a node says of itself. */
export interface NodeSelf {
  readonly id: string;
  readonly state: Readiness;
  readonly version: string;
  /** In progress on it. */
  readonly calls: number;
}

/** A node on the database. */
export interface ListedNode {
  readonly id: string;
  /** Name of the machine it runs on. */
  readonly name: string;
  /** Of its API; null: it does not listen yet. */
  readonly address: string | null;
  readonly pid: number;
  /** Milliseconds since the Unix epoch, both. */
  readonly startedAt: number;
  readonly seenAt: number;
  /** Null: it did not answer. */
  readonly self: NodeSelf | null;
  /** Whether it is the one that was asked. */
  readonly isAsked: boolean;
}

export interface NodeListPorts {
  readonly database: Database;
  readonly others: NodeQuestionnaire;
  readonly describe: () => Promise<NodeSelf>;
  /** As a row would say it, of the only node on a database that has no rows of nodes. */
  readonly here: () => Omit<ListedNode, 'self' | 'isAsked'>;
}

/** The nodes on the database, and what each says of itself now. */
export async function listNodes({ database, others, describe, here }: NodeListPorts): Promise<ListedNode[]> {
  const [rows, own, told] = await Promise.all([
    readNodes(database),
    describe(),
    others.ask('describeNode', null),
  ]);
  const selves = new Map([own, ...told.answers].map((self) => [self.id, self]));
  const stored = rows.map((row) => ({
    id: row.id,
    name: row.host,
    address: row.http_url,
    pid: row.pid,
    startedAt: row.started_at,
    seenAt: row.seen_at,
  }));
  const listed = stored.some(({ id }) => id === own.id) ? stored : [...stored, here()];
  return listed.map((node) => ({ ...node, self: selves.get(node.id) ?? null, isAsked: node.id === own.id }));
}
