import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { HuntResult, Unreached } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type { ForwardedTo } from '../model/callRecord';
import type { Trace, TraceStep } from '../model/trace';
import type { LeaseRequest } from '../routing/ledger/ledger';
import type { Attempt, AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import type { HeldLease } from './heldLease';
import { TargetHunt, type Hunter, type HuntPorts } from './targetHunt';
import type { ReceivedInvite } from './targetInvite';
import type { Wait } from './wait';

type ChainPorts = HuntPorts & Pick<CallPorts, 'decideNext' | 'fetch' | 'capacity' | 'lookupLog'>;

/** INVITEs one call sends at most, whatever it is sent on to (RFC 5393, design.md section 4.4). */
const mostLegs = 32;
/** As at the first decision: who is called, and what that names. */
const maxLookups = 4;

/** The call that is sent along its routes. */
export interface RoutedCall {
  readonly id: string;
  readonly attempts: AttemptOwner;
  note(step: TraceStep): void;
  noteAll(trace: Trace): void;
  /** The caller's own trunk was admitted; the lease is the call's from here. */
  originatingAdmitted(lease: HeldLease): void;
  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean): void;
  forwarded(to: Pick<ForwardedTo, 'party' | 'number' | 'reason'>): void;
  /** Nothing is left; the caller gets this answer. */
  nothingLeft(answer: CallerAnswer): void;
}

/**
 * The routes a call is sent along, one after the other. Each is hunted (targetHunt.ts); when that ends without an answer,
 * `decideNext` says what comes: another route, or the answer to the caller. The directory may have to be asked in between.
 */
export class RouteChain implements Hunter {
  readonly #ports: ChainPorts;
  readonly #call: RoutedCall;
  readonly #wait: Wait;
  readonly #invite: ReceivedInvite;
  #route: CallRoute;
  #hunt: TargetHunt;
  #originatingAdmitted = false;
  #legs = 0;
  #lookups = 0;
  /** What there was to say of those that were not reached, so far. */
  #unreached: Unreached = 'over_capacity';
  /** The last final response of a target: what the caller gets if nothing better comes. */
  #lastAnswer: CallerAnswer | null = null;

  constructor(ports: ChainPorts, call: RoutedCall, wait: Wait, route: CallRoute, invite: ReceivedInvite) {
    this.#ports = ports;
    this.#call = call;
    this.#wait = wait;
    this.#invite = invite;
    this.#route = route;
    this.#hunt = new TargetHunt(ports, this, wait, route, invite);
  }

  get callId(): string {
    return this.#call.id;
  }

  get attempts(): AttemptOwner {
    return this.#call.attempts;
  }

  /** Tries whatever comes next. */
  next(): void {
    this.#hunt.next();
  }

  /** The target being tried failed for good: nobody else of this route is tried. */
  notTaken(answer: CallerAnswer): void {
    this.#lastAnswer = answer;
    this.#hunt.stop();
    this.huntEnded({ kind: 'not_taken', failure: answer.failure });
  }

  /** Keeps what a target said, in case it was the last. */
  remember(answer: CallerAnswer): void {
    this.#lastAnswer = answer;
  }

  /** Somebody answered: where that counts, round robin goes on from there (feature A7). */
  answered(candidate: RouteCandidate): void {
    const { destination } = candidate;
    const answering = destination.kind === 'trunk_group' ? destination.id : null;
    for (const { schemeId, trunkGroupId } of this.#route.origin.countedAnswers) {
      const counted = trunkGroupId ?? answering;
      if (counted !== null) this.#ports.ledger.answered(schemeId, counted);
    }
  }

  /** The search is over. What is under way is given back when it comes. */
  stop(): void {
    this.#hunt.stop();
  }

  // What the hunt says.

  get originatingLease(): LeaseRequest | null {
    return this.#originatingAdmitted ? null : this.#route.originatingLease;
  }

  originatingAdmitted(lease: HeldLease): void {
    this.#originatingAdmitted = true;
    this.#call.originatingAdmitted(lease);
  }

  note(rule: string, result: string, ofCaller: boolean): void {
    const side = ofCaller ? null : this.#side;
    this.#call.note(side === null ? { rule, result } : { rule, result, side });
  }

  trunkGroupAdmitted(id: string): void {
    this.#ports.capacity.admitted(id);
  }

  trunkGroupFull(id: string): void {
    this.#ports.capacity.refused(id);
  }

  mayTry(): boolean {
    this.#legs += 1;
    if (this.#legs <= mostLegs) return true;
    this.note('hunting', `${mostLegs} targets were tried, no more are`, false);
    this.#call.nothingLeft(this.#bestAnswer());
    return false;
  }

  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean): void {
    this.#call.attempting(attempt, candidate, trusted);
  }

  huntFailed(): void {
    this.#call.nothingLeft(ownAnswer('internal_error'));
  }

  huntEnded(result: HuntResult): void {
    this.#unreached = worse(this.#unreached, unreachedBy(result));
    this.#lookups = 0;
    this.#decideNext(result);
  }

  #decideNext(result: HuntResult): void {
    const next = this.#ports.decideNext(this.#route, result);
    switch (next.kind) {
      case 'lookup':
        this.#fetch(next.keys, result);
        break;
      case 'route':
        this.#call.noteAll(next.trace);
        if (next.forwarded !== null) this.#call.forwarded(next.forwarded);
        this.#route = next.route;
        this.#hunt = new TargetHunt(this.#ports, this, this.#wait, next.route, this.#invite);
        this.#hunt.next();
        break;
      case 'answer':
        this.#call.noteAll(next.trace);
        this.#call.nothingLeft(next.failure === null ? this.#bestAnswer() : ownAnswer(next.failure));
        break;
      default:
        next satisfies never;
    }
  }

  #fetch(keys: Extract<NextDecision, { readonly kind: 'lookup' }>['keys'], result: HuntResult): void {
    this.#lookups += 1;
    if (this.#lookups > maxLookups) {
      this.#withoutDirectory(new Error(`still undecided after ${maxLookups} look-ups`));
      return;
    }
    this.#wait.begin(this.#ports.fetch(keys), {
      arrived: () => {
        this.#decideNext(result);
      },
      failed: (error) => {
        this.#withoutDirectory(error);
      },
    });
  }

  #withoutDirectory(error: unknown): void {
    this.#ports.lookupLog.error(
      { err: error, call: this.callId },
      'users and numbers of a call cannot be read',
    );
    this.note('directory', 'users and numbers cannot be read: the call is not sent on', false);
    this.#call.nothingLeft(this.#bestAnswer());
  }

  #bestAnswer(): CallerAnswer {
    return this.#lastAnswer ?? ownAnswer(this.#unreached);
  }

  /** The enterprise whose affair the route is; null: the caller's own. */
  get #side(): string | null {
    const { user, forwarders } = this.#route.origin;
    return (user ?? forwarders.at(-1)?.user)?.enterpriseId ?? null;
  }
}

const unreachedBy = (result: HuntResult): Unreached => {
  if (result.kind === 'caller_full') return 'over_capacity';
  return result.kind === 'nobody_reached' ? result.failure : 'not_reachable';
};

/** The caller hears of a lack of room only where nothing but room was lacking (design.md section 4, Failures). */
const byLackOfRoom: readonly Unreached[] = ['over_capacity', 'call_rate_exceeded', 'not_reachable'];
const worse = (one: Unreached, other: Unreached): Unreached =>
  byLackOfRoom.indexOf(one) > byLackOfRoom.indexOf(other) ? one : other;
