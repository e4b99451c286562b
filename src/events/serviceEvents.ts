import type { LiveCallsStep } from '../model/liveCall';

/** What the threads of a node tell each other, by name. */
export interface ServiceEvents {
  /** Something that was provisioned has changed, and the change is in force. */
  provisioned: { readonly generation: number };
  /** Somebody begins to follow the live calls: they are told from the start. */
  calls_wanted: null;
  /** What became of the live calls since the step before. */
  calls: LiveCallsStep;
}
