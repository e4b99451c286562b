import type { CalledSide } from './calledSide';
import type { CallHistory } from './callHistory';
import type { CallingSide } from './callingSide';
import type { DialogRequests } from './dialogRequests';

/** What a call is made of: its two sides, what goes from one to the other, and what is known of it. */
export interface PartsOfCall {
  readonly calling: CallingSide;
  readonly called: CalledSide;
  readonly requests: DialogRequests;
  readonly history: CallHistory;
}
