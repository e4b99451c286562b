import { TollAlarms } from './calls/tollAlarms';
import { TollBook } from './calls/tollBook';
import type { Clock, Timers } from './model/ports';
import { RedisScripts } from './redisScripts';
import type { Configuration } from './routing/configuration';
import { MemoryTollCounts } from './routing/toll/memoryTollCounts';
import { RedisTollCounts } from './routing/toll/redis/redisTollCounts';
import { tollScript, tollTimes } from './routing/toll/redis/tollScript';
import type { TollCounts } from './routing/toll/tollCounts';
import type { SignallingAlarms } from './signallingAlarms';

/** All keys of the counts; in braces what keeps them in one slot of a cluster. */
const keyPrefix = 'trunkline:{toll}:';
/** How long the start waits for Redis; without it the node counts alone. */
const startPatienceMs = 3_000;
const leavePatienceMs = 1_000;

export interface NodeTollPorts {
  readonly redisUrl: string | null;
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Of this life of the process. */
  readonly nodeId: string;
  readonly alarms: SignallingAlarms;
}

/** International and premium calls, and the alarms of who has too many, from the start of this node to its end. */
export interface NodeToll {
  readonly counts: TollCounts;
  readonly book: TollBook;
  readonly alarms: TollAlarms;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Counted with all nodes over Redis where there is one, else in this process. */
export function nodeToll(ports: NodeTollPorts): NodeToll {
  const { configuration } = ports;
  const { counts, start, close } = countsOf(ports);
  const book = new TollBook(counts);
  const { raise, clear } = ports.alarms;
  const alarms = new TollAlarms({
    limits: (id) => configuration.enterprises.get(id)?.tollLimits ?? null,
    calls: (scope) => book.calls(scope),
    raise,
    clear,
  });
  book.counted = (scope, enterpriseId) => {
    alarms.counted(scope, enterpriseId);
  };
  return { counts, book, alarms, start, close };
}

function countsOf(ports: NodeTollPorts): Pick<NodeToll, 'counts' | 'start' | 'close'> {
  const { redisUrl, clock } = ports;
  if (redisUrl === null) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { counts: new MemoryTollCounts(clock), start: nothing, close: nothing };
  }
  const connection = new RedisScripts(redisUrl, tollScript, keyPrefix);
  const counts = new RedisTollCounts({ ...ports, connection, times: tollTimes });
  return {
    counts,
    start: () => counts.start(startPatienceMs),
    close: () => counts.close(leavePatienceMs),
  };
}
