import type { LiveCallsStep } from '../model/liveCall';
import type { Alarm, AlarmKey, EmergencyEvent } from './workerProtocol';

/** What parts of the service tell each other, by name. */
export interface ServiceEvents {
  /** Something that was provisioned has changed, and the change is in force. */
  provisioned: { readonly generation: number };
  /** Somebody begins to follow the live calls: they are told from the start. */
  calls_wanted: null;
  /** What became of the live calls since the step before. */
  calls: LiveCallsStep;
  alarm: Alarm & { readonly at: number };
  /** What it spoke of is over. */
  alarm_cleared: Required<AlarmKey> & { readonly at: number };
  emergency: EmergencyEvent;
}
