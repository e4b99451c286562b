import type { BehaviourName } from './behaviours';
import type { EndName } from './people';

export const callKinds = [
  'inbound',
  'outbound',
  'on_net_extension',
  'on_net_number',
  'emergency',
  'wrong_number',
  'unknown_caller',
  'burst_inbound',
  'burst_outbound',
] as const;

export type CallKindName = (typeof callKinds)[number];

/** Who calls whom, as the caller's end sends it. */
export interface CallRequest {
  readonly from: EndName;
  /** User part of From and, unless withheld, of P-Asserted-Identity. */
  readonly calling: string;
  readonly callingName: string | null;
  /** Whether the caller withholds its number. */
  readonly withheld: boolean;
  /** User part of the Request-URI. */
  readonly dialled: string;
  /** Who that is, for people to read. */
  readonly calledName: string;
}

/** One call of the traffic plan: all that both ends will do, were it not for the service between them. */
export interface PlannedCall extends CallRequest {
  /** Counts from 0. */
  readonly index: number;
  /** Milliseconds after the first moment of traffic. */
  readonly atMs: number;
  readonly kind: CallKindName;
  /** What the called end does. */
  readonly behaviour: BehaviourName;
  /** How long the called end rings, or thinks, before it says its last word. */
  readonly ringMs: number;
  /** How long the caller waits for an answer before it gives up. */
  readonly patienceMs: number;
  /** From the answer until somebody hangs up. */
  readonly talkMs: number;
  readonly hangsUp: Side;
  /** Who puts the call on hold in the middle of it and takes it up again; null: nobody. */
  readonly holds: Side | null;
}

export type Side = 'caller' | 'callee';
