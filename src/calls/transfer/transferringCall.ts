import type { CallParties, CallRoute, Decision } from '../../decision/decision';
import type { CallFacts } from '../../model/callFacts';
import type { TransferLink } from '../../model/callRecord';
import type { TraceStep } from '../../model/trace';
import type { Body, Content, DialogName, Leg, LegListener } from '../../sip/stack';
import type { CallInput, CallInputs, CallState } from '../callStates';
import type { HeldLease } from '../heldLease';
import type { Side } from '../midCall';
import type { HandOver, Identity, Party } from './party';
import type { ReferredLeg } from './referredLeg';
import type { Replaces } from './replaces';

/** The call an end of which is transferred, or takes somebody in. */
export interface TransferringCall {
  readonly id: string;
  readonly state: CallState;
  readonly parties: CallParties | null;
  /** The route along which somebody answered. */
  readonly route: CallRoute | null;
  take<Input extends CallInput>(input: Input, payload: CallInputs[Input]): void;
  note(step: TraceStep): void;
  /** The dialog of one side; null: nobody is there. */
  dialogOf(side: Side): Leg | null;
  identityOf(side: Side): Identity | null;
  /** An offer is on its way from one side to the other. */
  readonly isOffering: boolean;
  handOver(side: Side, successor: LegListener): Party | null;
  /** A party takes the place of one side, who hears `content` with its BYE; false: it is not there any more. */
  seat(side: Side, handOver: HandOver, content: Content): boolean;
  /** Leases that one side stands on. */
  leasesOf(side: Side): readonly HeldLease[];
  /** Calls back once the call stands on both sides, or has ended, or has taken too long for that. */
  whenSettled(go: () => void): void;
  /** It has a part in a transfer from here on. */
  join(transfer: CallTransfer): void;
  /** What is under way for it goes on as this. */
  goOnAs(transfer: CallTransfer): void;
  transferredTo(link: TransferLink): void;
  transferredFrom(link: TransferLink): void;
}

/** A call that takes over the place of a dialog in another one, as its sender's INVITE asks for (RFC 3891). */
export interface TakingOver {
  readonly kind: 'takeover';
  readonly replaces: Replaces;
  readonly decide: (facts: CallFacts, missing: 'ask' | 'absent') => Decision;
}

/** How a call that is made for a transfer comes about. */
export interface Referral {
  readonly kind: 'referral';
  readonly leg: ReferredLeg;
  readonly uri: string;
  readonly from: TransferLink;
  readonly decide: (facts: CallFacts, missing: 'ask' | 'absent') => Decision;
}

/** A call that is to take over the place of a dialog in another one: its caller waits, and has no answer yet. */
export interface Newcomer extends TransferringCall {
  /** What its caller offers; null: nothing. */
  readonly offer: Body | null;
  /** The caller stands on these, too. */
  standOn(leases: readonly HeldLease[]): void;
  /** Who remains of the other call comes in as whom the caller talks to; false: it is not there any more. */
  takeIn(handOver: HandOver, route: CallRoute, acknowledge: (content: Content) => void): boolean;
}

/** What transfers need of the table of calls. */
export interface TransferHome {
  /** Makes a call; what comes of it the referral's leg hears, perhaps before this returns. */
  refer(referral: Referral): TransferringCall;
  /** The answered or early call a dialog is part of, and its side; null: there is none. */
  callOf(dialog: DialogName): { readonly call: TransferringCall; readonly side: Side } | null;
  /** Whether a dialog with this Call-ID has ended a short while ago. */
  hasEnded(callId: string): boolean;
}

/** A transfer under way, as the calls it concerns know it. */
export interface CallTransfer {
  /** Whether that side of the call is who asked for it. */
  isBy(side: Side): boolean;
  /** No offer may go through the call. */
  readonly isJoining: boolean;
  /** The call ends, or who remains has left it. */
  stop(): void;
}
