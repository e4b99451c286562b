import type { Clock, Random } from '../../../model/ports';
import type { TimerWheel } from '../../../model/timerWheel';
import type { SipTransport } from '../../../model/settings';
import type { Target } from '../../stack';
import type { Tokens } from '../../message/tokens';
import type { TransactionLayer } from '../transaction/transactionLayer';
import type { Flow } from '../transport/transport';
import type { DialogLeg } from './dialogLeg';
import type { SessionTerms } from './sessionTerms';

/** What a leg needs of the stack it lives in. */
export interface LegHost {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly layer: TransactionLayer;
  readonly tokens: Tokens;
  readonly random: Random;
  /** Null: session timers are not used. */
  readonly sessionTerms: SessionTerms | null;
  /** `host:port` of ours towards an address; stands in Via and Contact. */
  localHostPort(transport: SipTransport, remoteAddress: string): string;
  /** At once for an IP literal on a transport we listen on; null for a name, which `resolve` looks up. */
  literalFlow(target: Target): Flow | null;
  /** Rejects when the name does not exist or the transport is not listened on. */
  resolve(target: Target): Promise<Flow>;
  register(leg: DialogLeg): void;
  unregister(leg: DialogLeg): void;
  /** Runs something in the stack's own turn, after the caller has returned. */
  later(run: () => void): void;
}
