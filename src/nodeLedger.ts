import type { Logger } from 'pino';
import type { Alarm, AlarmKey } from './events/workerProtocol';
import type { Clock, Timers } from './model/ports';
import { RedisScripts } from './redisScripts';
import type { Ledger } from './routing/ledger/ledger';
import { MemoryLedger } from './routing/ledger/memoryLedger';
import { ledgerScript, ledgerTimes } from './routing/ledger/redis/ledgerScript';
import { RedisLedger } from './routing/ledger/redis/redisLedger';
import type { SlotOf } from './routing/ledger/redis/sharedUsage';
import type { UsageBoard } from './routing/ledger/usageBoard';

/** All keys of the ledger; in braces what keeps them in one slot of a cluster. */
const keyPrefix = 'trunkline:{ledger}:';
/** How long the start waits for Redis; without it the node starts all the same, and admits nothing that has a limit. */
const startPatienceMs = 3_000;
const leavePatienceMs = 1_000;

export interface NodeLedgerPorts {
  readonly redisUrl: string | null;
  readonly board: UsageBoard;
  readonly slotOf: SlotOf;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Of this life of the process. */
  readonly nodeId: string;
  readonly log: Pick<Logger, 'info'>;
  readonly raiseAlarm: (alarm: Alarm) => void;
  readonly clearAlarm: (key: AlarmKey) => void;
}

/** The ledger of this node, alone or among others, from its start to its end. */
export interface NodeLedger {
  readonly ledger: Ledger;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** In Redis where there is one, else in this process. */
export function nodeLedger(ports: NodeLedgerPorts): NodeLedger {
  const { redisUrl, log } = ports;
  if (redisUrl === null) {
    const nothing = (): Promise<void> => Promise.resolve();
    return { ledger: new MemoryLedger(ports.board), start: nothing, close: nothing };
  }
  const connection = new RedisScripts(redisUrl, ledgerScript(ledgerTimes), keyPrefix);
  const aloneAlarm: AlarmKey = { code: 'ledger_alone', key: 'ledger' };
  let isAlone = false;
  const ledger = new RedisLedger({
    ...ports,
    connection,
    times: ledgerTimes,
    observer: {
      alone: (reason) => {
        const message = `Redis is out of reach (${reason}): this node admits calls up to its share of what was free`;
        isAlone = true;
        ports.raiseAlarm({ ...aloneAlarm, message, details: { reason } });
      },
      together: (nodes) => {
        log.info({ nodes }, 'limits are counted together with all nodes');
        if (isAlone) ports.clearAlarm(aloneAlarm);
        isAlone = false;
      },
    },
  });
  return {
    ledger,
    start: () => ledger.start(startPatienceMs),
    close: () => ledger.close(leavePatienceMs),
  };
}
