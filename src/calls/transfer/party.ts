import type { CallParties, CallRoute, RouteCandidate } from '../../decision/decision';
import type { CallingParty } from '../../decision/presentation';
import type { Transferor } from '../../decision/transfer';
import type { Named } from '../../model/liveCall';
import type { Leg, LegListener } from '../../sip/stack';
import type { HeldLease } from '../heldLease';
import type { TollPart } from '../tollBook';

/** Who is at one end of a call, as far as transfers go. */
export interface Identity {
  /** As who asks for a transfer; null: none of our users, who may not. */
  readonly transferor: Transferor | null;
  /** How it is shown to whom it goes on to; null: the transferring user is shown instead. */
  readonly calling: CallingParty | null;
  /** Of our users; null: somebody else. */
  readonly user: Named | null;
  /** Whose user that is. */
  readonly enterpriseId: string | null;
  /** The trunk group it is talked to over; null: a carrier. */
  readonly trunkGroupId: string | null;
  /** The trunk group or carrier it is talked to over, whoever it is. */
  readonly peerId: string;
  /** How long a call may last there; null: as long as it likes. */
  readonly maxCallDurationMs: number | null;
  /** We made its dialog's Call-ID (RFC 3261 section 14.1). */
  readonly ownsCallId: boolean;
}

/** One end of an answered call, on its way from one call to another: whoever has it ends its leg and lets go its leases. */
export interface Party {
  readonly leg: Leg;
  readonly leases: readonly HeldLease[];
  readonly identity: Identity;
  /** For whom it counts among international and premium calls; left out: for nobody. */
  readonly toll?: TollPart;
}

/** Hands over an end of a call; what its far end says goes to `successor` from there on. */
export type HandOver = (successor: LegListener) => Party | null;

/** Whoever placed a call. */
export function callerIdentity(
  { direction, peer, user, trunkGroup, enterprise }: CallParties,
  { origin: { calling } }: CallRoute,
  maxCallDurationMs: number | null,
): Identity {
  const isOurs = direction === 'originating' && user !== null && trunkGroup !== null && enterprise !== null;
  const extension = calling.internal?.extension ?? null;
  const number = calling.numbers?.user ?? null;
  return {
    transferor:
      isOurs && (extension !== null || number !== null)
        ? { trunkGroupId: trunkGroup.id, extension, number }
        : null,
    calling,
    user: isOurs ? user : null,
    enterpriseId: isOurs ? enterprise.id : null,
    trunkGroupId: direction === 'originating' ? (trunkGroup?.id ?? null) : null,
    peerId: peer.id,
    maxCallDurationMs,
    ownsCallId: false,
  };
}

/** Whoever answered one. */
export function targetIdentity(
  { destination, maxCallDurationMs }: RouteCandidate,
  { origin: { user } }: CallRoute,
): Identity {
  const trunkGroupId = destination.kind === 'trunk_group' ? destination.id : null;
  const isKnown = user !== null && (user.extension !== null || user.number !== null);
  return {
    transferor:
      isKnown && trunkGroupId !== null
        ? { trunkGroupId, extension: user.extension, number: user.number }
        : null,
    calling: null,
    user: user === null ? null : { id: user.id, name: user.name },
    enterpriseId: user?.enterpriseId ?? null,
    trunkGroupId,
    peerId: destination.id,
    maxCallDurationMs,
    ownsCallId: true,
  };
}
