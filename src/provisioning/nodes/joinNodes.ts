import type { Logger } from 'pino';
import type { NodeBus } from '../../events/nodeBus';
import type { NodeEvents } from '../../events/nodeEvents';
import { RedisEventBus } from '../../events/redis/redisEventBus';
import { SoleNodeBus } from '../../events/soleNodeBus';
import type { Alarm, AlarmKey } from '../../events/workerProtocol';

/** How long a start waits for Redis; then it goes on without. */
const patienceMs = 2_000;

export interface JoinHandlers {
  readonly raise: (alarm: Alarm) => void;
  readonly clear: (key: AlarmKey) => void;
  readonly logger: Logger;
}

export interface JoinedNodes {
  readonly bus: NodeBus<NodeEvents>;
  /** Resolves when the others are there, or Redis has taken too long. */
  ready(): Promise<void>;
  /** False: Redis is out of reach, and other nodes with it. */
  isJoined(): boolean;
  close(): Promise<void>;
}

/** Begins to join the other nodes on this database; without Redis there are none. */
export function joinNodes(
  { node, redisUrl, platform }: { node: string; redisUrl: string | null; platform: string },
  { raise, clear, logger }: JoinHandlers,
): JoinedNodes {
  const onFault = (error: unknown): void => {
    logger.error({ err: error }, 'something between the nodes failed; they go on');
  };
  if (redisUrl === null) {
    const bus = new SoleNodeBus<NodeEvents>(node, onFault);
    const done = (): Promise<void> => Promise.resolve();
    return { bus, ready: done, isJoined: () => true, close: done };
  }
  const awayAlarm: AlarmKey = { code: 'redis_unreachable', key: 'redis' };
  let isAway = false;
  const onState = (error: Error | null): void => {
    if (error === null && isAway) {
      logger.info('Redis is in reach again');
      clear(awayAlarm);
    }
    if (error !== null && !isAway) {
      raise({
        ...awayAlarm,
        message: 'Redis is out of reach; changes come from the other nodes by way of the database',
        details: { error: error.message },
      });
    }
    isAway = error !== null;
  };
  const setting = { url: redisUrl, prefix: `trunkline:${platform}`, node };
  const bus = new RedisEventBus<NodeEvents>(setting, { onFault, onState });
  return {
    bus,
    ready: () => bus.untilJoined(patienceMs),
    isJoined: () => bus.isJoined,
    close: () => bus.close(),
  };
}
