import type { Logger } from 'pino';
import type { ProvisioningClient } from './events/provisioningClient';
import type { Alarm, AlarmKey } from './events/workerProtocol';

/** How the signalling thread raises and clears alarms. */
export interface SignallingAlarms {
  readonly raise: (alarm: Alarm) => void;
  readonly clear: (key: AlarmKey) => void;
}

/** They go to the provisioning worker, which tells everybody; while there is none, into the log alone. */
export const signallingAlarms = (
  client: () => Pick<ProvisioningClient, 'raiseAlarm' | 'clearAlarm'> | null,
  log: Pick<Logger, 'error' | 'info'>,
): SignallingAlarms => ({
  raise: (alarm) => {
    const worker = client();
    if (worker === null) log.error({ event: 'alarm', ...alarm }, alarm.message);
    else worker.raiseAlarm(alarm);
  },
  clear: (key) => {
    const worker = client();
    if (worker === null) log.info({ event: 'alarm_cleared', ...key }, 'an alarm is over');
    else worker.clearAlarm(key);
  },
});
