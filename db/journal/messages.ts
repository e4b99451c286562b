import type { DatabaseSetting } from '../../src/model/databaseSetting';
import type { Segment } from './segments';

/** What the journal thread is started with. */
export interface JournalStart {
  /** Folder of the segments, made when absent. */
  readonly directory: string;
  /** Id of this run of the service; the same for a thread that goes on where another ended. */
  readonly life: string;
  /** Size the journal may grow to while the database takes nothing. */
  readonly limitBytes: number;
  readonly loader: LoaderStart;
}

/** What the loader thread is started with. */
export interface LoaderStart {
  readonly database: DatabaseSetting;
  /** Id of this node, one of several on the database; null: it is the only one. */
  readonly node: string | null;
}

/** Something an operator should look at. */
export interface JournalAlarm {
  /** Stable word. */
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export type ToJournal =
  /** Payloads in UTF-8, a line each. Numbers rise by one. */
  | { readonly type: 'append'; readonly number: number; readonly payloads: Uint8Array }
  /** Answered with `closed` once everything is in the database, or the time is over. */
  | { readonly type: 'close'; readonly patienceMs: number };

export type FromJournal =
  | { readonly type: 'ready' }
  /** The batch with this number is in the file, and all before it. */
  | { readonly type: 'appended'; readonly number: number }
  | { readonly type: 'alarm'; readonly alarm: JournalAlarm }
  /** What the alarm with this code spoke of is over. */
  | { readonly type: 'cleared'; readonly code: string }
  /** An alarm's cause is over, or something else worth a line in the log. */
  | { readonly type: 'note'; readonly message: string; readonly details: Readonly<Record<string, unknown>> }
  /** Once a second. */
  | { readonly type: 'state'; readonly bytes: number }
  | { readonly type: 'closed' };

export type ToLoader =
  | { readonly type: 'recover'; readonly segments: readonly Segment[] }
  | { readonly type: 'grown'; readonly segment: Segment; readonly sealed: boolean }
  | { readonly type: 'finish'; readonly patienceMs: number };

export type FromLoader =
  /** It has the database open. */
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly number: number }
  | { readonly type: 'recovered'; readonly interrupted: number; readonly damagedBytes: number }
  | { readonly type: 'damaged'; readonly number: number; readonly bytes: number }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'accepted' }
  /** So many calls of dead nodes were closed in their place. */
  | { readonly type: 'inherited'; readonly calls: number }
  | { readonly type: 'finished' };
