import path from 'node:path';
import type { Logger } from 'pino';
import { Journal } from '../db/journal/journal';
import { CallJournal } from './calls/callJournal';
import type { Settings } from './config/settings';
import type { Clock } from './model/ports';
import type { TimerWheel } from './model/timerWheel';
import type { SignallingAlarms } from './signallingAlarms';

export interface NodeJournalPorts {
  /** Id of this run. */
  readonly node: string;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly alarms: SignallingAlarms;
  readonly log: Pick<Logger, 'info'>;
}

/** The journal of call logs on its way into the database, and what writes calls into it. */
export interface NodeJournal {
  readonly journal: Journal;
  readonly calls: CallJournal;
}

export function nodeJournal(settings: Settings, ports: NodeJournalPorts): NodeJournal {
  const { node, wheel, clock, alarms, log } = ports;
  const { database, dataDirectory, journalMegabytes, redisUrl } = settings;
  const isOneOfSeveral = redisUrl !== null && database.kind === 'mysql';
  const journal = new Journal(
    {
      directory: path.join(dataDirectory, 'journal'),
      life: node,
      limitBytes: journalMegabytes * 1_000_000,
      loader: { database, node: isOneOfSeveral ? node : null },
    },
    {
      alarm: (alarm) => {
        alarms.raise({ ...alarm, key: alarm.code });
      },
      cleared: (code) => {
        alarms.clear({ code, key: code });
      },
      note: (message, details) => {
        log.info(details, message);
      },
    },
  );
  const append = (payloads: readonly string[]): void => {
    journal.append(payloads);
  };
  return { journal, calls: new CallJournal(append, wheel, clock) };
}
