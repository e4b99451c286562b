import { TollAlarms } from './calls/tollAlarms';
import { TollBook } from './calls/tollBook';
import type { Clock } from './model/ports';
import type { Configuration } from './routing/configuration';
import type { SignallingAlarms } from './signallingAlarms';

export interface NodeTollPorts {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly alarms: SignallingAlarms;
}

/** International and premium calls as this node counts them, and the alarms of who has too many. */
export interface NodeToll {
  readonly book: TollBook;
  readonly alarms: TollAlarms;
}

export function nodeToll({ configuration, clock, alarms: { raise, clear } }: NodeTollPorts): NodeToll {
  const book = new TollBook(clock);
  const alarms = new TollAlarms({
    limits: (id) => configuration.enterprises.get(id)?.tollLimits ?? null,
    calls: (scope) => book.calls(scope),
    raise,
    clear,
  });
  book.counted = (scope, enterpriseId) => {
    alarms.counted(scope, enterpriseId);
  };
  return { book, alarms };
}
