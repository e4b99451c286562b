import type { UserRecord } from '../model/directory';
import type { CallParties } from './decision';
import type { CallingParty } from './presentation';
import type { Path } from './routeOrigin';

/** A call for one of our users. */
export interface TerminatingCall {
  readonly user: UserRecord;
  readonly calling: CallingParty;
  /** Who placed it: what the user's features make of colleagues depends on it. */
  readonly parties: Pick<CallParties, 'direction' | 'enterprise' | 'group'>;
  readonly path: Path;
  /** Numbers that the user's features would forward it to, and may not. */
  readonly notTo: readonly string[];
}
