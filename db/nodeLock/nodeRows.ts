import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, NodeRow } from '../schema';
import type { LockClaim, LockHolder, LockRefusal, NodeLock } from './nodeLock';
import { isRunning, processSpace } from './processSpace';

/** How often a process gives a sign of life, and after how long without one it counts as gone. */
const beatMs = 5_000;
export const aliveMs = 15_000;
/** How often a starting node looks whether who is in its way is gone. */
const lookMs = 200;
/** How long it waits for an `apply` to be done, and for a node that does not share: that one may be dead, and not count as gone yet. */
const applyPatienceMs = 60_000;
const nodePatienceMs = aliveMs + 5_000;

/** The server's clock, in milliseconds since the Unix epoch: the clocks of the nodes may differ. */
export const serverTime = sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`;

/**
 * The lock of a MySQL/MariaDB database, the server that several nodes may share: a row a process, with a heartbeat. Who
 * comes first writes its row and then looks for others, so that of two who start at once at least one sees the other. A
 * node waits until no `apply` is at work, and beside nodes that were there before it runs only if it shares with them and
 * they with it; an `apply` that finds anybody else withdraws. A process that was killed counts for 15 s more, unless it ran
 * beside this one, where it can be seen to be gone.
 */
export async function acquireNodeRow(db: Database, claim: LockClaim): Promise<NodeLock | LockRefusal> {
  const row = new OwnRow(db, claim);
  await row.beat();
  try {
    const begun = performance.now();
    for (;;) {
      const living = await livingNodes(db);
      const own = living.find(({ id }) => id === row.id);
      const inTheWay = living.filter((other) => other.id !== row.id && isInTheWay(other, claim, own));
      if (inTheWay.length === 0) break;
      const patienceMs = inTheWay.some((other) => other.kind === 'apply') ? applyPatienceMs : nodePatienceMs;
      if (claim.kind === 'apply' || performance.now() > begun + patienceMs) {
        await row.release();
        return { acquired: false, holder: holderOf(inTheWay) };
      }
      await sleep(lookMs);
      await row.beat();
    }
  } catch (error) {
    await row.release();
    throw error;
  }
  row.keepBeating();
  return row;
}

class OwnRow implements NodeLock {
  readonly acquired = true;
  readonly id: string;
  readonly #db: Database;
  readonly #claim: LockClaim;
  #httpUrl: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(db: Database, claim: LockClaim) {
    // Shorter than a UUID's text, and as unlikely to come twice.
    this.id = claim.kind === 'node' ? claim.id : randomUUID().replaceAll('-', '').slice(0, 26);
    this.#db = db;
    this.#claim = claim;
  }

  /** Writes the row anew, so that it is there whatever became of it. */
  async beat(): Promise<void> {
    const row = {
      kind: this.#claim.kind,
      host: hostname(),
      process_space: processSpace(),
      pid: process.pid,
      http_url: this.#httpUrl,
      seen_at: serverTime,
      shares: this.#claim.kind === 'node' && this.#claim.shares ? 1 : 0,
    };
    await this.#db
      .insertInto('nodes')
      .values({ id: this.id, ...row, started_at: serverTime })
      .onDuplicateKeyUpdate(row)
      .execute();
  }

  keepBeating(): void {
    this.#timer = setInterval(() => {
      // With the server away nobody can ask either; the next beat writes the row again.
      this.#beating = this.beat().catch(() => undefined);
    }, beatMs);
    this.#timer.unref();
  }

  async announce(httpUrl: string): Promise<void> {
    this.#httpUrl = httpUrl;
    await this.beat();
  }

  /**
   * A row that cannot be deleted any more is believed for a few seconds only. Those of dead nodes that shared stay until
   * another has closed their call logs.
   */
  async release(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#beating;
    await this.#db
      .deleteFrom('nodes')
      .where((row) =>
        row.or([
          row('id', '=', this.id),
          row.and([row('shares', '=', 0), row('seen_at', '<', sql<number>`${serverTime} - ${aliveMs}`)]),
        ]),
      )
      .execute()
      .catch(() => undefined);
  }
}

/** Of two nodes that cannot run beside each other, the one that came first stays. */
function isInTheWay(other: NodeRow, claim: LockClaim, own: NodeRow | undefined): boolean {
  if (claim.kind === 'apply' || other.kind === 'apply') return true;
  if (claim.shares && other.shares === 1) return false;
  return (
    own === undefined ||
    other.started_at < own.started_at ||
    (other.started_at === own.started_at && other.id < own.id)
  );
}

/** Whether the process runs beside this one; null: it cannot be seen from here. */
export function isRunningHere(row: Pick<NodeRow, 'process_space' | 'pid'>): boolean | null {
  const here = processSpace();
  return here === null || row.process_space !== here ? null : isRunning(row.pid);
}

async function livingNodes(db: Database): Promise<NodeRow[]> {
  const rows = await db
    .selectFrom('nodes')
    .selectAll()
    .where('seen_at', '>=', sql<number>`${serverTime} - ${aliveMs}`)
    .orderBy('id')
    .execute();
  return rows.filter((row) => isRunningHere(row) !== false);
}

/** Of several the one that can be talked to. */
function holderOf(rows: readonly NodeRow[]): LockHolder | null {
  const row =
    rows.find(({ http_url }) => http_url !== null) ?? rows.find(({ kind }) => kind === 'node') ?? rows[0];
  if (row === undefined) return null;
  return {
    kind: row.kind === 'apply' ? 'apply' : 'node',
    pid: row.pid,
    host: row.host,
    httpUrl: row.http_url,
  };
}
