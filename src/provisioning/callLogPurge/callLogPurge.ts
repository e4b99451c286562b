import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { schedule, type ScheduledTask } from 'node-cron';
import type { PurgeEnd } from '../../../db/callLogPurge';
import { sinceLastDone } from '../../../db/repositories/jobLeases';
import type { Database } from '../../../db/schema';
import type { Alarm, AlarmKey } from '../../events/workerProtocol';
import type { DatabaseSetting } from '../../model/databaseSetting';
import { idAtTime } from '../../model/id';

/** What the thread of a run is started with. */
export interface PurgeStart {
  readonly database: DatabaseSetting;
  readonly before: string;
  readonly holder: string;
}

export type PurgeMessage =
  { readonly type: 'deleted'; readonly total: number } | { readonly type: 'over'; readonly end: PurgeEnd };

export interface PurgePorts {
  readonly setting: DatabaseSetting;
  readonly database: Database;
  /** Days a call log is kept. */
  readonly keptDays: number;
  /** A cron expression, in the local time of this machine. */
  readonly schedule: string;
  readonly newId: () => string;
  /** Milliseconds since the Unix epoch. */
  readonly wallTime: () => number;
  readonly log: { info(fields: object, message: string): void };
  readonly raise: (alarm: Alarm) => void;
  readonly clear: (key: AlarmKey) => void;
}

/** What this node's runs came to since it started. */
export interface PurgeFigures {
  readonly deleted: number;
  readonly runs: Readonly<Record<PurgeEnd | 'failed', number>>;
  /** Milliseconds since the Unix epoch, of this node's last run that came to its end; null: none has. */
  readonly doneAt: number | null;
}

const failedAlarm: AlarmKey = { code: 'call_log_purge', key: 'call_log_purge' };
const dayMs = 86_400_000;
const threadFile = path.join(__dirname, 'purgeThread.js');
/** A run that failed is tried again after so long. */
const retryMs = 900_000;
/** A node that starts makes up for a run that nobody made: when the last one is so long ago, after a while. */
const overdueMs = 26 * 3_600_000;
const makeUpMs = 60_000;
/** How often a run that takes long says how far it is. */
const progressMs = 30_000;

/**
 * Has old call logs deleted when the schedule says so, in a thread of its own. All nodes that share a database try at the
 * same time; the one that gets the lease does it (db/callLogPurge.ts).
 */
export class CallLogPurge {
  readonly #ports: PurgePorts;
  readonly #runs = { done: 0, elsewhere: 0, failed: 0 };
  #task: ScheduledTask | null = null;
  #later: NodeJS.Timeout | null = null;
  #thread: Worker | null = null;
  #deleted = 0;
  #doneAt: number | null = null;
  #hasFailed = false;

  constructor(ports: PurgePorts) {
    this.#ports = ports;
  }

  get figures(): PurgeFigures {
    return { deleted: this.#deleted, runs: { ...this.#runs }, doneAt: this.#doneAt };
  }

  async start(): Promise<void> {
    const { schedule: expression, database } = this.#ports;
    this.#task = schedule(
      expression,
      () => {
        this.#run();
      },
      { unref: true, suppressMissedWarning: true },
    );
    const since = await sinceLastDone(database, 'call_log_purge');
    if (since === null || since > overdueMs) this.#runIn(makeUpMs);
  }

  /** A run in progress ends where it is; the next one goes on. */
  async stop(): Promise<void> {
    if (this.#later !== null) clearTimeout(this.#later);
    await this.#task?.destroy();
    await this.#thread?.terminate();
  }

  #runIn(milliseconds: number): void {
    if (this.#later !== null) clearTimeout(this.#later);
    this.#later = setTimeout(() => {
      this.#run();
    }, milliseconds).unref();
  }

  #run(): void {
    if (this.#thread !== null) return;
    const { setting, keptDays, newId, wallTime, log } = this.#ports;
    const began = wallTime();
    const before = idAtTime(began - keptDays * dayMs);
    const workerData: PurgeStart = { database: setting, before, holder: newId() };
    const thread = new Worker(threadFile, { workerData, name: 'call-log-purge' });
    this.#thread = thread;
    let total = 0;
    let toldAt = began;
    let end: PurgeEnd | null = null;
    let error = 'its thread ended';
    thread.on('message', (message: PurgeMessage) => {
      if (message.type === 'over') {
        end = message.end;
        return;
      }
      this.#deleted += message.total - total;
      total = message.total;
      if (wallTime() - toldAt < progressMs) return;
      toldAt = wallTime();
      log.info({ deleted: total, kept_days: keptDays }, 'old call logs are being deleted');
    });
    thread.on('error', (reason) => {
      error = reason instanceof Error ? reason.message : String(reason);
    });
    thread.on('exit', () => {
      this.#thread = null;
      this.#over(end, total, { kept_days: keptDays, took_ms: wallTime() - began }, error);
    });
  }

  #over(end: PurgeEnd | null, deleted: number, about: object, error: string): void {
    const { log, raise, clear, wallTime } = this.#ports;
    const details = { deleted, ...about };
    this.#runs[end ?? 'failed'] += 1;
    if (end !== null && this.#hasFailed) {
      this.#hasFailed = false;
      clear(failedAlarm);
    }
    switch (end) {
      case 'done':
        this.#doneAt = wallTime();
        log.info(details, 'old call logs have been deleted');
        return;
      case 'elsewhere':
        if (deleted > 0) log.info(details, 'another node goes on deleting old call logs');
        return;
      case null: {
        // Ended with the node, it is no failure.
        if (this.#task?.getStatus() === 'destroyed') return;
        const message = 'old call logs could not all be deleted; it is tried again';
        this.#hasFailed = true;
        raise({ ...failedAlarm, message, details: { ...details, error } });
        this.#runIn(retryMs);
        return;
      }
      default:
        end satisfies never;
    }
  }
}
