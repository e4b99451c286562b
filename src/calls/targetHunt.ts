import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { FirstAsked, HuntResult, Unreached } from '../decision/huntResult';
import { gatewayAddress } from '../model/gatewayAddress';
import type { Gateway } from '../model/settings';
import type { Admission, LeaseRequest } from '../routing/ledger/ledger';
import { Attempt, type AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import { confirming } from './confirmedAnswer';
import { HeldLease } from './heldLease';
import { HuntOrder } from './huntOrder';
import { targetInvite, type ReceivedInvite } from './targetInvite';
import type { Wait } from './wait';

/** What a hunt needs from elsewhere. */
export type HuntPorts = Pick<
  CallPorts,
  'ledger' | 'stack' | 'log' | 'rates' | 'addressHealth' | 'media' | 'wheel' | 'random'
>;

/** Whoever hunts: the call, by one route after the other. */
export interface Hunter {
  readonly callId: string;
  readonly attempts: AttemptOwner;
  /**
   * What stands beside the legs and is not held yet: the lease of the caller's own leg, those of called numbers. It is
   * asked for together with the first candidate's.
   */
  readonly standing: readonly LeaseRequest[];
  /** One of these was had; from here it is not the hunt's. */
  standingAdmitted(request: LeaseRequest, lease: HeldLease): void;
  /** Whether the caller may hear what a target plays before it answers. */
  readonly passesMedia: boolean;
  /** Where its attempts go, for the call log. */
  readonly station: number;
  /** For the trace; `ofCaller`: what is the calling side's own affair. */
  note(rule: string, result: string, ofCaller: boolean): void;
  /** A trunk group has taken the call, or refused it for want of room. */
  trunkGroupAdmitted(id: string): void;
  trunkGroupFull(id: string): void;
  /** Whether one more INVITE may go out; false: the call is being answered. */
  mayTry(): boolean;
  /** An INVITE goes out; `trusted`: to a trusted peer, from a trusted one. */
  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean): void;
  /** Nobody is left to be tried. */
  huntEnded(result: HuntResult): void;
  /** The ledger cannot be asked. */
  huntFailed(): void;
}

/**
 * The search along one route: admits the first candidate that is not full, in the order the ledger gives, tries its
 * addresses, then goes on to the next. What stands beside the legs is asked for together with the first candidate's; a
 * candidate's is asked for when it is its turn, and let go when the hunt leaves it: what then still holds it are legs not
 * yet over.
 */
export class TargetHunt {
  readonly #ports: HuntPorts;
  readonly #hunter: Hunter;
  readonly #wait: Wait;
  readonly #route: CallRoute;
  readonly #invite: ReceivedInvite;
  readonly #order: HuntOrder;
  /** The order of the candidates is settled with the first admission. */
  #arranged = false;
  /** A candidate was passed over because of its call rate. */
  #isOverRate = false;
  /** The hunt's own hold on the lease of the candidate it tries. */
  #lease: HeldLease | null = null;
  #first: FirstAsked | null = null;

  constructor(ports: HuntPorts, hunter: Hunter, wait: Wait, route: CallRoute, invite: ReceivedInvite) {
    this.#ports = ports;
    this.#hunter = hunter;
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
      this.#nobodyReached(
        this.#isOverRate && this.#order.tried === 0 ? 'call_rate_exceeded' : 'not_reachable',
      );
      return;
    }
    const { standing } = this.#hunter;
    if (standing.length === 0 && first.lease === null) {
      this.#enter(0, null);
      return;
    }
    const { ledger } = this.#ports;
    const admission = ledger.admit({
      callId: this.#hunter.callId,
      candidates: leaseRequests(offered, standing),
      selection: this.#arranged ? asListed : this.#route.selection,
    });
    this.#wait.begin(admission, {
      arrived: (granted) => {
        this.#admitted(granted, standing);
      },
      failed: (error) => {
        this.#admissionFailed(error);
      },
      late: ({ leases }) => {
        for (const lease of leases) ledger.release(lease);
      },
    });
  }

  #admitted({ admitted, order, leases, refusals }: Admission, standing: readonly LeaseRequest[]): void {
    this.#order.arrange(order);
    this.#arranged = true;
    let callerFull = false;
    let policed = false;
    for (const { candidate, lease, scope, id, limit, maximum } of refusals) {
      policed ||= scope === 'called_number';
      const ofCaller = lease < standing.length && scope !== 'called_number';
      callerFull ||= ofCaller;
      this.#hunter.note('admission', `${scope} ${id} is full: ${limit} ${maximum}`, ofCaller);
      if (scope === 'trunk_group') this.#hunter.trunkGroupFull(id);
      const asked = this.#order.remaining()[order.indexOf(candidate)];
      if (asked !== undefined && lease >= standing.length) this.#asked(asked, true);
    }
    if (admitted === null) {
      this.#order.skipAll();
      if (callerFull) this.#hunter.huntEnded({ kind: 'caller_full' });
      else if (policed) this.#hunter.huntEnded({ kind: 'policed' });
      // Only where all were full is it a matter of capacity (design.md section 4, Failures).
      else this.#nobodyReached(this.#order.tried === 0 ? 'over_capacity' : 'not_reachable');
      return;
    }
    for (const { request } of leases) {
      if (request.trunkGroup !== null) this.#hunter.trunkGroupAdmitted(request.trunkGroup.id);
    }
    const held = leases.map((lease) => new HeldLease(this.#ports.ledger, lease));
    for (const request of standing) {
      const lease = held.shift();
      if (lease !== undefined) this.#hunter.standingAdmitted(request, lease);
    }
    this.#enter(order.indexOf(admitted), held[0] ?? null);
  }

  /** Without the ledger only an emergency call goes on: it counts against nothing (decisions.md 18). */
  #admissionFailed(error: unknown): void {
    this.#ports.log.error({ err: error, call: this.#hunter.callId }, 'the ledger did not answer');
    this.#hunter.note('admission', 'the ledger did not answer', false);
    if (this.#route.parties.emergency) this.#enter(0, null);
    else this.#hunter.huntFailed();
  }

  #enter(position: number, lease: HeldLease | null): void {
    this.#lease = lease;
    if (this.#passOver(position)) {
      this.#leaveCandidate();
      this.#admit();
      return;
    }
    this.#order.take(position);
    const { candidate } = this.#order;
    if (candidate !== null) {
      this.#asked(candidate, false);
      this.#hunter.note('admission', `goes to ${candidate.destination.name}`, false);
      if (candidate.forwardsAll) {
        this.#leaveCandidate();
        this.#hunter.huntEnded({
          kind: 'forwarding_trunk_group',
          trunkGroupId: candidate.destination.id,
        });
        return;
      }
    }
    this.next();
  }

  /** Whether a candidate has as many calls a second as it may; it is as good as full then. */
  #passOver(position: number): boolean {
    const candidate = this.#order.remaining()[position];
    if (candidate === undefined || candidate.forwardsAll || this.#route.parties.emergency) return false;
    const tooMany = this.#ports.rates.takeThrough(candidate.destination);
    if (tooMany === null) return false;
    this.#isOverRate = true;
    this.#asked(candidate, true);
    this.#order.skip(position);
    const { name } = candidate.destination;
    this.#hunter.note('call_rate', `${name} is over ${tooMany.perSecond} calls a second`, false);
    return true;
  }

  #asked({ destination }: RouteCandidate, full: boolean): void {
    if (destination.kind === 'trunk_group') this.#first ??= { trunkGroupId: destination.id, full };
  }

  #nobodyReached(failure: Unreached): void {
    const asked = this.#order.asked.filter(({ destination }) => destination.kind === 'trunk_group');
    this.#hunter.huntEnded({
      kind: 'nobody_reached',
      failure,
      first: this.#first,
      asked: asked.map(({ destination }) => destination.id),
    });
  }

  #attempt(candidate: RouteCandidate, gateway: Gateway): void {
    if (!this.#hunter.mayTry()) return;
    const trusted = this.#route.peerTrusted && candidate.trusted;
    const attempt = new Attempt(
      this.#hunter.attempts,
      {
        destination: candidate.destination,
        address: gatewayAddress(gateway),
        startedAt: this.#hunter.attempts.wallTime(),
        ringingAt: null,
        answeredAt: null,
        endedAt: null,
        sipCode: null,
        station: this.#hunter.station,
      },
      candidate,
      this.#lease,
      { ringTimeoutMs: this.#route.ringTimeoutMs, passesMedia: this.#hunter.passesMedia },
      this.#ports.addressHealth(gateway),
    );
    attempt.start(
      this.#route.origin.answerConfirmation ? confirming(this.#ports) : this.#ports.stack,
      targetInvite(candidate, gateway, this.#invite, this.#route.peerTrusted),
      candidate.invitationTimeoutMs,
    );
    this.#hunter.attempting(attempt, candidate, trusted);
  }
}

const asListed = { kind: 'listed' } as const;

/** What each candidate needs; first what stands beside it and is not held yet. */
function leaseRequests(
  candidates: readonly RouteCandidate[],
  standing: readonly LeaseRequest[],
): (readonly LeaseRequest[])[] {
  return candidates.map(({ lease }) => (lease === null ? standing : [...standing, lease]));
}
