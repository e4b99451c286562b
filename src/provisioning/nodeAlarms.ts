import type { Logger } from 'pino';
import type { NodeBus } from '../events/nodeBus';
import type { NodeEvents } from '../events/nodeEvents';
import type { Alarm, AlarmKey } from '../events/workerProtocol';
import type { Named } from '../model/liveCall';

/** Raises and clears alarms of a node: they go into its log and to all nodes. */
export interface NodeAlarms {
  readonly raise: (alarm: Alarm) => void;
  readonly clear: (key: AlarmKey) => void;
}

/** `bus` is asked for when there is something to tell: whoever joins the nodes has alarms of that, too. */
export const nodeAlarms = (
  self: Named,
  bus: () => Pick<NodeBus<NodeEvents>, 'publish'>,
  logger: Pick<Logger, 'error' | 'info'>,
): NodeAlarms => ({
  raise: (alarm) => {
    const { code, message, details } = alarm;
    logger.error({ event: 'alarm', code, ...details }, message);
    bus().publish('alarm', { ...alarm, at: Date.now(), node: self });
  },
  clear: ({ code, key = '' }) => {
    logger.info({ event: 'alarm_cleared', code, key }, 'an alarm is over');
    bus().publish('alarm_cleared', { code, key, at: Date.now(), node: self });
  },
});
