import type { Invalidation } from '../model/directory';
import type { LiveCallsStep, Named } from '../model/liveCall';
import type { TouchedConfiguration } from '../model/settings';
import type { Alarm, AlarmKey, EmergencyEvent } from './workerProtocol';

/** A change of the configuration that is in the database. */
export interface CommittedChange {
  /** The database's own count of changes: each has the next number, whichever node made it. */
  readonly turn: number;
  /** What it touched of that which the signalling thread always has in memory, beyond users and numbers. */
  readonly touched: TouchedConfiguration;
  /** Directory entries that may have changed. */
  readonly invalidate: Invalidation;
}

/** An alarm as clients see it; the same one raised again by the same node is counted, not listed twice. */
export interface RaisedAlarm {
  readonly id: string;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The node it was raised on. */
  readonly node: Named;
  /** RFC 3339. */
  readonly first_at: string;
  readonly last_at: string;
  readonly count: number;
  /** Since when it is over; null: it stands. */
  readonly cleared_at: string | null;
}

/** To one node, by its id, or to all of them. */
interface Wish {
  readonly to: string | null;
}

/** What nodes tell each other, by name; a node without others tells itself. */
export interface NodeEvents {
  configuration: CommittedChange;
  /** Somebody begins to follow the live calls of a node: they are told from the start. */
  calls_wanted: Wish;
  /** What became of the live calls of a node since the step before. */
  calls: { readonly node: string; readonly step: LiveCallsStep };
  alarm: Alarm & { readonly at: number; readonly node: Named };
  /** What it spoke of is over. */
  alarm_cleared: Required<AlarmKey> & { readonly at: number; readonly node: Named };
  emergency: EmergencyEvent & { readonly node: Named };
  /** A node that was not there asks for the alarms raised on another. */
  alarms_wanted: Wish;
  alarms: { readonly items: readonly RaisedAlarm[] };
  /** A question to all other nodes, and what one of them answers. */
  question: {
    readonly from: string;
    readonly id: number;
    readonly name: string;
    readonly ask: unknown;
  };
  answer: {
    readonly from: string;
    readonly to: string;
    readonly id: number;
    readonly answer: unknown;
  };
}
