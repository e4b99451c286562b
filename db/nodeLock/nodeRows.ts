import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database, NodeRow } from '../schema';
import type { LockHolder, LockRefusal, NodeLock } from './nodeLock';
import { isRunning, processSpace } from './processSpace';

/** How often a process gives a sign of life, and after how long without one it counts as gone. */
const beatMs = 5_000;
const aliveMs = 15_000;
/** How often a starting node looks whether an `apply` is done, and how long it waits for that. */
const lookMs = 200;
const patienceMs = 60_000;

/** The server's clock, in milliseconds since the Unix epoch: the clocks of the nodes may differ. */
const now = sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`;

/**
 * The lock of a MySQL/MariaDB database, the server that several nodes may share: a row a process, with a heartbeat. Who
 * comes first writes its row and then looks for others, so that of two who start at once at least one sees the other. A
 * node waits until no `apply` is at work; an `apply` that finds anybody else withdraws. A process that was killed counts
 * for 15 s more, unless it ran beside this one, where it can be seen to be gone.
 */
export async function acquireNodeRow(
  db: Database,
  kind: LockHolder['kind'],
): Promise<NodeLock | LockRefusal> {
  const row = new OwnRow(db, kind);
  await row.beat();
  try {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const others = (await livingNodes(db)).filter(({ id }) => id !== row.id);
      const inTheWay = others.filter((other) => kind === 'apply' || other.kind === 'apply');
      if (inTheWay.length === 0) break;
      if (kind === 'apply' || performance.now() > deadline) {
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
  /** Shorter than a UUID's text, and as unlikely to come twice. */
  readonly id = randomUUID().replaceAll('-', '').slice(0, 26);
  readonly #db: Database;
  readonly #kind: LockHolder['kind'];
  #httpUrl: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #beating: Promise<void> = Promise.resolve();

  constructor(db: Database, kind: LockHolder['kind']) {
    this.#db = db;
    this.#kind = kind;
  }

  /** Writes the row anew, so that it is there whatever became of it. */
  async beat(): Promise<void> {
    const row = {
      kind: this.#kind,
      host: hostname(),
      process_space: processSpace(),
      pid: process.pid,
      http_url: this.#httpUrl,
      seen_at: now,
    };
    await this.#db
      .insertInto('nodes')
      .values({ id: this.id, ...row })
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

  /** A row that cannot be deleted any more is believed for a few seconds only. */
  async release(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    await this.#beating;
    await this.#db
      .deleteFrom('nodes')
      .where((row) =>
        row.or([row('id', '=', this.id), row('seen_at', '<', sql<number>`${now} - ${aliveMs}`)]),
      )
      .execute()
      .catch(() => undefined);
  }
}

async function livingNodes(db: Database): Promise<NodeRow[]> {
  const rows = await db
    .selectFrom('nodes')
    .selectAll()
    .where('seen_at', '>=', sql<number>`${now} - ${aliveMs}`)
    .orderBy('id')
    .execute();
  const here = processSpace();
  return rows.filter((row) => here === null || row.process_space !== here || isRunning(row.pid));
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
