import type { RouteCandidate } from '../decision/decision';
import type { AttemptRecord } from '../model/liveCall';
import { isTargetDown } from '../model/targetHealth';
import { failures } from '../model/outcome';
import type { TargetProgress } from '../model/targetFailure';
import { TimerNode } from '../model/timerWheel';
import type {
  Content,
  IncomingRequest,
  LegEnd,
  LegListener,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  ResponseView,
  SipStack,
} from '../sip/stack';
import { ConfirmedAnswer } from './confirmedAnswer';
import type { HeldLease } from './heldLease';
import { carriesSdp } from './sdp';

/** What an attempt tells of the address it tried: that it was sent, then once how it went (feature A5). */
export interface TriedAddress {
  inviteSent(): void;
  /** It said something that is no failure. */
  invitePassed(): void;
  /** @param status 408 for silence, 503 for a transport error */
  inviteFailed(status: number): void;
  /** The call was given up before it was known. */
  inviteUndecided(): void;
}

/** Where the time to ring ends while an answer is being confirmed, it is looked again after so long. */
export const confirmingMs = 1_000;

/** What holds for a target while it is tried. */
export interface AttemptLimits {
  /** How long it may ring before it counts as not answered. */
  readonly ringTimeoutMs: number;
  readonly passesMedia: boolean;
}

/** The call an attempt belongs to. It is told of each end once. */
export interface AttemptOwner {
  schedule(timer: TimerNode, delayMs: number): void;
  unschedule(timer: TimerNode): void;
  wallTime(): number;
  targetRang(attempt: Attempt, response: ResponseView): void;
  targetAnswered(attempt: Attempt, response: ResponseView): void;
  /** It failed while it was being tried. */
  targetFailed(attempt: Attempt, end: LegEnd): void;
  /** It was silent, or rang, for too long; it is still being tried. */
  targetOverdue(attempt: Attempt): void;
  /** The answered target hung up or was lost. */
  targetGone(attempt: Attempt, end: LegEnd): void;
  /** The leg of an attempt given up before is over. */
  targetOver(attempt: Attempt): void;
  targetRequested(attempt: Attempt, request: IncomingRequest): void;
}

/**
 * One INVITE to one address of a candidate: the target leg, its lease and its timer.
 *
 *     trying      being tried; the timer is the invitation timeout, from the first 18x the ring timeout
 *     given_up    cancelled, by us or the caller; its final response is awaited, at most 64*T1, and the lease stands;
 *                 a target that never said anything at all is over at once
 *     answered    the other half of an answered call
 *     moved       answered, and gone on to another call by a transfer, which has the leg and the lease
 *     over        the leg has ended, its lease is let go
 */
export class Attempt extends TimerNode implements OutgoingLegListener {
  readonly record: AttemptRecord;
  /** Final responses that send the call on. */
  readonly failoverCodes: readonly number[];
  readonly #owner: AttemptOwner;
  #lease: HeldLease | null;
  readonly #ringTimeoutMs: number;
  /** Whether the caller may hear what the target plays before it answers. */
  readonly passesMedia: boolean;
  readonly #endsAtTrying: boolean;
  #state: 'trying' | 'given_up' | 'answered' | 'moved' | 'over' = 'trying';
  #leg: OutgoingLeg | null = null;
  /** Null: nobody wants to know, or it has been told. */
  #address: TriedAddress | null;
  #acknowledged = false;
  /** The call it has moved to. */
  #successor: LegListener | null = null;
  progress: TargetProgress = 'silent';

  constructor(
    owner: AttemptOwner,
    record: AttemptRecord,
    candidate: RouteCandidate,
    lease: HeldLease | null,
    { ringTimeoutMs, passesMedia }: AttemptLimits,
    address: TriedAddress | null,
  ) {
    super();
    this.#owner = owner;
    this.record = record;
    this.failoverCodes = candidate.failoverCodes;
    this.#lease = lease;
    this.#ringTimeoutMs = ringTimeoutMs;
    this.passesMedia = passesMedia;
    this.#endsAtTrying = candidate.invitationTimeoutEnds === 'any_response';
    this.#address = address;
    lease?.hold();
  }

  get leg(): OutgoingLeg | null {
    return this.#leg;
  }

  /** What the leg stands on; null: nothing, or it is over or has moved. */
  get lease(): HeldLease | null {
    return this.#state === 'over' ? null : this.#lease;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  start(stack: Pick<SipStack, 'invite'>, invite: OutgoingInvite, invitationTimeoutMs: number): void {
    this.#leg = stack.invite(invite, this);
    this.#address?.inviteSent();
    this.#owner.schedule(this, invitationTimeoutMs);
  }

  provisional(response: ResponseView): void {
    if (this.#state !== 'trying') return;
    if (response.status === 100) {
      // Only the sign of life was waited for: from here it may take as long as ringing may (RFC 3261 16.6, Timer C).
      if (this.progress === 'silent' && this.#endsAtTrying) this.#owner.schedule(this, this.#ringTimeoutMs);
      if (this.progress === 'silent') this.progress = 'trying';
      return;
    }
    // 199 tells of an early dialog that ended, not of progress (RFC 6228).
    if (response.status === 199) return;
    this.#judge(response.status);
    if (this.record.ringingAt === null) {
      this.record.ringingAt = this.#owner.wallTime();
      this.#owner.schedule(this, this.#ringTimeoutMs);
    }
    if (this.passesMedia && carriesSdp(response.body)) this.progress = 'early_media';
    else if (this.progress !== 'early_media') this.progress = 'ringing';
    this.#owner.targetRang(this, response);
  }

  answered(response: ResponseView): void {
    if (this.#state === 'trying') {
      this.#state = 'answered';
      this.#judge(response.status);
      this.#owner.unschedule(this);
      this.record.answeredAt = this.#owner.wallTime();
      this.record.sipCode = response.status;
      this.#owner.targetAnswered(this, response);
      return;
    }
    // Its answer crossed our decision: nobody is there to talk to it any more.
    this.#hangUpLeg({});
    this.#over(response.status);
    this.#owner.targetOver(this);
  }

  ended(end: LegEnd): void {
    const before = this.#state;
    this.#successor?.ended(end);
    if (before === 'over' || before === 'moved') return;
    this.#judge(statusOf(end));
    this.#over(statusOf(end));
    if (before === 'trying') this.#owner.targetFailed(this, end);
    else if (before === 'answered') this.#owner.targetGone(this, end);
    else this.#owner.targetOver(this);
  }

  request(request: IncomingRequest): void {
    if (this.#successor !== null) this.#successor.request(request);
    else if (this.#state === 'answered' || this.#state === 'trying')
      this.#owner.targetRequested(this, request);
    else request.respond(481, 'Call/Transaction Does Not Exist', {});
  }

  /** Whoever answered is asked to confirm it, which takes no long time. */
  get isConfirming(): boolean {
    return this.#leg instanceof ConfirmedAnswer && this.#leg.isConfirming;
  }

  override onTimer(): void {
    if (this.#state !== 'trying') return;
    if (this.isConfirming) this.#owner.schedule(this, confirmingMs);
    else this.#owner.targetOverdue(this);
  }

  /** Cancels the leg; unless it is over with that, `targetOver` tells when. `sipCode` is what the attempt's record shows of it. */
  giveUp(content: Content, sipCode: number | null = null): void {
    if (this.#state !== 'trying') return;
    this.#state = 'given_up';
    this.#judge(sipCode);
    this.#owner.unschedule(this);
    this.record.sipCode = sipCode;
    this.#leg?.cancel(content);
    // Nothing ever heard: there is nobody whose final response could be waited for (design.md section 4, Leases). What
    // still comes is the stack's to cancel or hang up.
    if (this.progress === 'silent') this.#over(failures.cancelled.status);
  }

  /** Sends the ACK of the answer, once. */
  acknowledge(content: Content): void {
    if (this.#state !== 'answered' || this.#acknowledged) return;
    this.#acknowledged = true;
    this.#leg?.acknowledge(content);
  }

  /** Ends the answered leg, which is over with that. */
  hangUp(content: Content): void {
    if (this.#state !== 'answered') return;
    this.#hangUpLeg(content);
    this.#over(null);
  }

  /** The answered leg goes on to another call, with its lease; null: there is none. */
  handOver(successor: LegListener): { readonly leg: OutgoingLeg; readonly lease: HeldLease | null } | null {
    if (this.#state !== 'answered' || this.#leg === null) return null;
    this.#state = 'moved';
    this.record.endedAt = this.#owner.wallTime();
    this.#successor = successor;
    const lease = this.#lease;
    this.#lease = null;
    return { leg: this.#leg, lease };
  }

  /** Stops waiting for the end of a cancelled leg. */
  abandon(): void {
    if (this.#state === 'given_up') this.#over(null);
  }

  /** Tells once what the address is worth; null: it cannot be known. */
  #judge(status: number | null): void {
    const address = this.#address;
    this.#address = null;
    if (status === null) address?.inviteUndecided();
    else if (isTargetDown(status)) address?.inviteFailed(status);
    else address?.invitePassed();
  }

  /** A 2xx is acknowledged even where the leg is hung up at once (RFC 3261 section 13.2.2.4). */
  #hangUpLeg(content: Content): void {
    if (!this.#acknowledged) this.#leg?.acknowledge({});
    this.#acknowledged = true;
    this.#leg?.bye(content);
  }

  #over(status: number | null): void {
    this.#state = 'over';
    this.#owner.unschedule(this);
    this.record.endedAt = this.#owner.wallTime();
    this.record.sipCode ??= status;
    this.#lease?.letGo();
  }
}

/** As call logs show it: 408 for silence, 503 for a transport error (RFC 3261 section 8.1.3.1). */
export function statusOf(end: LegEnd): number {
  switch (end.kind) {
    case 'failed':
      return end.response.status;
    case 'transport_error':
      return 503;
    case 'answered_late':
    case 'bye':
      return 200;
    case 'cancelled':
      return 487;
    case 'timeout':
    case 'no_ack':
    case 'lost':
    case 'session_expired':
      return 408;
  }
}
