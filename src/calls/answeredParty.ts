import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { Content, IncomingRequest, Leg, LegEnd, LegListener } from '../sip/stack';
import type { Attempt } from './attempt';
import type { AnsweredTarget } from './callerSide';
import type { HeldLease } from './heldLease';
import { targetIdentity, type HandOver, type Identity, type Party } from './transfer/party';
import { TargetSeat, type SeatOwner } from './transfer/targetSeat';

/** The target that answered. A call lasts; the chain it was tried along, which keeps the caller's INVITE, does not. */
export interface Winner {
  readonly attempt: Attempt;
  readonly candidate: RouteCandidate;
  /** Its peer and the caller's are both trusted. */
  readonly trusted: boolean;
  /** With the candidate that answered alone. */
  readonly route: CallRoute;
  /** Who was rung along it; null: somebody outside. */
  readonly userId: string | null;
}

/** The call whose called side it is. */
export interface CallOfParty {
  targetRequested(request: IncomingRequest): void;
  /** It has hung up or was lost. */
  targetGone(end: LegEnd): void;
}

/**
 * Whoever is talked to at the called side of a call: the target that answered, or, once a transfer has put somebody from
 * another call in its place, that party (transfer/targetSeat.ts). It has the leases that stand as long as either does.
 */
export class AnsweredParty implements AnsweredTarget, SeatOwner {
  readonly #call: CallOfParty;
  #winner: Winner | null = null;
  /** Who has come from another call. */
  #seat: TargetSeat | null = null;
  /** Leases of called numbers that stand as long as the call. */
  #kept: readonly HeldLease[] = nothing;

  constructor(call: CallOfParty) {
    this.#call = call;
  }

  get isThere(): boolean {
    return this.#winner !== null || this.#seat !== null;
  }

  answered(winner: Winner): void {
    this.#winner = winner;
  }

  /** Null: nobody is there, or one who was not called. */
  get candidate(): RouteCandidate | null {
    return this.#winner?.candidate ?? null;
  }

  get leg(): Leg | null {
    return this.#seat?.party?.leg ?? this.#winner?.attempt.leg ?? null;
  }

  get trusted(): boolean {
    return this.#seat === null && (this.#winner?.trusted ?? false);
  }

  /** Whether it is talked to over that trunk group or carrier. */
  isAt(destinationId: string): boolean {
    if (this.#seat !== null) return this.#seat.party?.identity.trunkGroupId === destinationId;
    return this.#winner?.attempt.record.destination.id === destinationId;
  }

  /** Null: nobody yet, or somebody outside. */
  get userId(): string | null {
    return this.#seat === null
      ? (this.#winner?.userId ?? null)
      : (this.#seat.party?.identity.user?.id ?? null);
  }

  /** The route of the target that answered, or how the call of who was not called has come about. */
  get route(): CallRoute | null {
    return this.#winner?.route ?? this.#seat?.route ?? null;
  }

  /** Null: nobody has answered. */
  get identity(): Identity | null {
    const winner = this.#winner;
    if (this.#seat !== null) return this.#seat.party?.identity ?? null;
    return winner === null ? null : targetIdentity(winner.candidate, winner.route);
  }

  /** Of its leg. */
  get leases(): readonly HeldLease[] {
    if (this.#seat !== null) return this.#seat.party?.leases ?? nothing;
    const lease = this.#winner?.attempt.lease ?? null;
    return lease === null ? nothing : [lease];
  }

  /** How long its trunk group lets the call last; null: as long as it likes. */
  get maxCallDurationMs(): number | null {
    const seated = this.#seat?.party?.identity.maxCallDurationMs;
    return seated ?? this.#winner?.candidate.maxCallDurationMs ?? null;
  }

  acknowledge(content: Content): void {
    this.#winner?.attempt.acknowledge(content);
    this.#seat?.acknowledge(content);
  }

  hangUp(content: Content): void {
    this.#winner?.attempt.hangUp(content);
    this.#seat?.acknowledge({});
    this.#seat?.party?.leg.bye(content);
    this.#leaveSeat();
  }

  /** A lease stands as long as the call. */
  keep(lease: HeldLease): void {
    this.#kept = [...this.#kept, lease];
  }

  /** The call is over. */
  letGo(): void {
    for (const lease of this.#kept) lease.letGo();
    this.#kept = nothing;
  }

  forget(): void {
    this.#winner = null;
  }

  // Transfers.

  /** It goes on to another call, with the leases; null: nobody is there. */
  handOver(successor: LegListener): Party | null {
    const [seat, identity] = [this.#seat, this.identity];
    if (seat !== null) {
      this.#seat = null;
      seat.handOver(successor);
      return seat.party;
    }
    const moved = this.#winner?.attempt.handOver(successor) ?? null;
    if (moved === null || identity === null) return null;
    const leases = moved.lease === null ? this.#kept : [moved.lease, ...this.#kept];
    this.#kept = nothing;
    return { leg: moved.leg, leases, identity };
  }

  /** Another party takes its place, and it is hung up on; null: that one is not there any more. */
  seat(handOver: HandOver, content: Content): Party | null {
    return this.#seatIn(new TargetSeat(this, this.route), handOver, content);
  }

  /**
   * A party comes in where nobody was looked for, with a route that says how the call came about; `acknowledge` sends the
   * ACK of what it has answered.
   */
  takeIn(handOver: HandOver, route: CallRoute, acknowledge: (content: Content) => void): Party | null {
    return this.#seatIn(new TargetSeat(this, route, acknowledge), handOver, {});
  }

  seatRequested(request: IncomingRequest): void {
    this.#call.targetRequested(request);
  }

  seatGone(end: LegEnd): void {
    this.#leaveSeat();
    this.#call.targetGone(end);
  }

  #seatIn(seat: TargetSeat, handOver: HandOver, content: Content): Party | null {
    const party = handOver(seat);
    if (party === null) return null;
    this.hangUp(content);
    seat.party = party;
    this.#seat = seat;
    return party;
  }

  #leaveSeat(): void {
    const seat = this.#seat;
    this.#seat = null;
    for (const lease of seat?.party?.leases ?? nothing) lease.letGo();
  }
}

const nothing: readonly HeldLease[] = [];
