import type { CallRoute, RouteCandidate } from '../decision/decision';
import { gatewayAddress } from '../model/gatewayAddress';
import type { Gateway } from '../model/settings';
import type { Admission, LeaseRequest } from '../routing/ledger/ledger';
import { Attempt, type AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import { HeldLease } from './heldLease';
import { HuntOrder } from './huntOrder';
import { targetInvite, type ReceivedInvite } from './targetInvite';
import type { Wait } from './wait';

type HuntPorts = Pick<CallPorts, 'ledger' | 'stack' | 'log' | 'rates' | 'addressHealth'>;

/** The call that hunts. */
export interface HuntingCall extends AttemptOwner {
  readonly id: string;
  note(rule: string, result: string): void;
  /** The same for what is the called side's own affair. */
  noteCalled(rule: string, result: string): void;
  /** The caller's own trunk was admitted; the lease is the call's from here. */
  originatingAdmitted(lease: HeldLease): void;
  /** An INVITE goes out; `trusted`: to a trusted peer, from a trusted one. */
  attempting(attempt: Attempt, trusted: boolean): void;
  /** Nothing is left; the caller gets this answer. */
  nothingLeft(answer: CallerAnswer): void;
}

/**
 * The search for somebody who answers: admits the first candidate that is not full, tries its addresses, then goes on to
 * the next. The originating lease is asked for together with the first candidate's and kept; a candidate's is asked for
 * when it is its turn, and let go when the hunt leaves it: what then still holds it are legs not yet over.
 */
export class TargetHunt {
  readonly #ports: HuntPorts;
  readonly #call: HuntingCall;
  readonly #wait: Wait;
  readonly #route: CallRoute;
  readonly #invite: ReceivedInvite;
  readonly #order: HuntOrder;
  #originatingAdmitted = false;
  /** A candidate was passed over because of its call rate. */
  #isOverRate = false;
  /** The hunt's own hold on the lease of the candidate it tries. */
  #lease: HeldLease | null = null;
  /** The last final response of a target: what the caller gets if nothing better comes. */
  #lastAnswer: CallerAnswer | null = null;

  constructor(ports: HuntPorts, call: HuntingCall, wait: Wait, route: CallRoute, invite: ReceivedInvite) {
    this.#ports = ports;
    this.#call = call;
    this.#wait = wait;
    this.#route = route;
    this.#invite = invite;
    this.#order = new HuntOrder(route);
  }

  /** Tries the next address, or the next candidate that is not full, or says that nothing is left. */
  next(): void {
    const candidate = this.#order.candidate;
    const gateway = this.#order.nextGateway();
    if (candidate !== null && gateway !== null) {
      this.#attempt(candidate, gateway);
      return;
    }
    this.#leaveCandidate();
    this.#admit();
  }

  /** Keeps what a target said, in case it was the last. */
  remember(answer: CallerAnswer): void {
    this.#lastAnswer = answer;
  }

  /** The hunt is over. An admission under way is given back when it comes. */
  stop(): void {
    this.#wait.stop();
    this.#leaveCandidate();
  }

  #leaveCandidate(): void {
    this.#lease?.letGo();
    this.#lease = null;
  }

  /** Asks the ledger for the first of the remaining candidates that is not full, in one step. */
  #admit(): void {
    const offered = this.#order.remaining();
    const first = offered[0];
    if (first === undefined) {
      const none = this.#isOverRate && this.#order.tried === 0 ? 'call_rate_exceeded' : 'not_reachable';
      this.#call.nothingLeft(this.#lastAnswer ?? ownAnswer(none));
      return;
    }
    const originating = this.#originatingAdmitted ? null : this.#route.originatingLease;
    if (originating === null && first.lease === null) {
      this.#enter(0, null);
      return;
    }
    const { ledger } = this.#ports;
    const candidates = leaseRequests(offered, originating);
    this.#wait.begin(ledger.admit({ callId: this.#call.id, candidates, selection: { kind: 'listed' } }), {
      arrived: (admission) => {
        this.#admitted(admission, originating !== null);
      },
      failed: (error) => {
        this.#admissionFailed(error);
      },
      late: (admission) => {
        for (const lease of admission.leases) ledger.release(lease);
      },
    });
  }

  #admitted(admission: Admission, withOriginating: boolean): void {
    for (const { scope, id, limit, maximum } of admission.refusals) {
      const said = `${scope} ${id} is full: ${limit} ${maximum}`;
      if (this.#isCallers(id)) this.#call.note('admission', said);
      else this.#call.noteCalled('admission', said);
    }
    if (admission.admitted === null) {
      // Only where all were full is it a matter of capacity (design.md section 4, Failures).
      const full = this.#order.tried === 0;
      this.#call.nothingLeft(
        full ? ownAnswer('over_capacity') : (this.#lastAnswer ?? ownAnswer('not_reachable')),
      );
      return;
    }
    const leases = admission.leases.map((lease) => new HeldLease(this.#ports.ledger, lease));
    const originating = withOriginating ? leases.shift() : undefined;
    if (originating !== undefined) {
      this.#originatingAdmitted = true;
      this.#call.originatingAdmitted(originating);
    }
    this.#enter(admission.admitted, leases[0] ?? null);
  }

  /** Whether a limit is one of the caller's own trunk group or enterprise. */
  #isCallers(id: string): boolean {
    const own = this.#route.originatingLease;
    return own?.enterprise.id === id || own?.trunkGroup?.id === id;
  }

  /** Without the ledger only an emergency call goes on: it counts against nothing (decisions.md 18). */
  #admissionFailed(error: unknown): void {
    this.#ports.log.error({ err: error, call: this.#call.id }, 'the ledger did not answer');
    this.#call.note('admission', 'the ledger did not answer');
    if (this.#route.parties.emergency) this.#enter(0, null);
    else this.#call.nothingLeft(ownAnswer('internal_error'));
  }

  #enter(index: number, lease: HeldLease | null): void {
    this.#lease = lease;
    if (this.#passOver(index)) {
      this.#leaveCandidate();
      this.#admit();
      return;
    }
    this.#order.take(index);
    this.#call.noteCalled('admission', `goes to ${this.#order.candidate?.destination.name ?? 'nowhere'}`);
    this.next();
  }

  /** Whether a candidate has as many calls a second as it may; it is as good as full then. */
  #passOver(index: number): boolean {
    const candidate = this.#order.remaining()[index];
    if (candidate === undefined || this.#route.parties.emergency) return false;
    const tooMany = this.#ports.rates.takeThrough(candidate.destination);
    if (tooMany === null) return false;
    this.#isOverRate = true;
    this.#order.skip(index);
    const { name } = candidate.destination;
    this.#call.noteCalled('call_rate', `${name} is over ${tooMany.perSecond} calls a second`);
    return true;
  }

  #attempt(candidate: RouteCandidate, gateway: Gateway): void {
    const trusted = this.#route.peerTrusted && candidate.trusted;
    const attempt = new Attempt(
      this.#call,
      {
        destination: candidate.destination,
        address: gatewayAddress(gateway),
        startedAt: this.#call.wallTime(),
        ringingAt: null,
        answeredAt: null,
        endedAt: null,
        sipCode: null,
      },
      candidate,
      this.#lease,
      this.#route.ringTimeoutMs,
      this.#ports.addressHealth(gateway),
    );
    attempt.start(
      this.#ports.stack,
      targetInvite(candidate, gateway, this.#invite, trusted),
      candidate.invitationTimeoutMs,
    );
    this.#call.attempting(attempt, trusted);
  }
}

/** What each candidate needs; the caller's own trunk first, where it is not held yet. */
function leaseRequests(
  candidates: readonly RouteCandidate[],
  originating: LeaseRequest | null,
): (readonly LeaseRequest[])[] {
  return candidates.map(({ lease }) => [
    ...(originating === null ? [] : [originating]),
    ...(lease === null ? [] : [lease]),
  ]);
}
