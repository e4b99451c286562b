import type { CallRoute, RouteCandidate } from '../decision/decision';
import type { HuntResult, Unreached } from '../decision/huntResult';
import type { CalledNumberLease } from '../decision/leaseRequests';
import type { NextDecision } from '../decision/nextRoute';
import type { BranchResult } from '../decision/stageResult';
import type { FailureClass } from '../model/outcome';
import type { LeaseRequest } from '../routing/ledger/ledger';
import type { Attempt, AttemptOwner } from './attempt';
import type { CallPorts } from './callPorts';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import type { HeldLease } from './heldLease';
import type { Chain, ChainOwner, RoutedCall, Stage } from './routedCall';
import { StageFork } from './stageFork';
import { StandingAdmission } from './standingAdmission';
import { TargetHunt, type Hunter, type HuntPorts } from './targetHunt';
import type { ReceivedInvite } from './targetInvite';
import type { Wait } from './wait';

type ChainPorts = HuntPorts & Pick<CallPorts, 'decideNext' | 'fetch' | 'capacity' | 'lookupLog'>;

/** As at the first decision: who is called, and what that names. */
const maxLookups = 4;

/**
 * The routes a call, or a branch of it, is sent along, one after the other. Each is hunted (targetHunt.ts), or a stage of
 * several branches is rung (stageFork.ts); when that ends without an answer, `decideNext` says what comes: another route,
 * another stage, or the answer to the caller. The directory may have to be asked in between.
 *
 * Leases of called numbers (DID policing) are asked for together with the first candidate's, or before the branches of a
 * stage, and stand as long as the chain does; those of the chain that answers as long as the call.
 */
export class RouteChain implements Hunter, Chain {
  readonly #ports: ChainPorts;
  readonly #call: RoutedCall;
  readonly #owner: ChainOwner;
  readonly #wait: Wait;
  readonly #invite: ReceivedInvite;
  #route: CallRoute;
  /** What is under way: a hunt, or a stage; null: neither. */
  #hunt: TargetHunt | null = null;
  #fork: StageFork | null = null;
  #station: number;
  #lookups = 0;
  /** The last answer is that of the user's own phones: later stages do not replace it. */
  #isOwnAnswer = false;
  /** The caller wants no further stage of those under way. */
  #isStopped = false;
  #isOver = false;
  #policed: ReadonlyMap<string, HeldLease> = nothingPoliced;
  /** What there was to say of those that were not reached, so far. */
  #unreached: Unreached | null = null;
  /** The last final response of a target: what the caller gets if nothing better comes. */
  #lastAnswer: CallerAnswer | null = null;

  constructor(
    ports: ChainPorts,
    call: RoutedCall,
    owner: ChainOwner,
    wait: Wait,
    route: CallRoute,
    invite: ReceivedInvite,
    station: number,
  ) {
    this.#ports = ports;
    this.#call = call;
    this.#owner = owner;
    this.#wait = wait;
    this.#invite = invite;
    this.#route = route;
    this.#station = station;
  }

  get callId(): string {
    return this.#call.id;
  }

  get attempts(): AttemptOwner {
    return this.#call.attempts;
  }

  /** The stage it is a branch of; null: of none. */
  get stage(): Stage | null {
    return this.#owner.stage;
  }

  /** Where the attempts of this chain go, for the call log. */
  get station(): number {
    return this.#station;
  }

  /** The one being hunted, or along which somebody answered. */
  get route(): CallRoute {
    return this.#route;
  }

  /** Who is rung along it; null: somebody outside. */
  get userId(): string | null {
    return this.#route.origin.user?.id ?? null;
  }

  /**
   * Whether the caller may hear what a target plays before it answers: once that was heard, no other target can be put in
   * its place (RFC 3261 section 13.2.1), so only where nothing may follow.
   */
  get passesMedia(): boolean {
    const { follows, answerConfirmation } = this.#route.origin;
    const isFollowed =
      follows !== null &&
      (follows.busy !== null || follows.noAnswer !== null || follows.notReachable !== null);
    return this.#owner.stage === null && !isFollowed && !answerConfirmation;
  }

  start(): void {
    this.#enter(this.#route);
  }

  /** The target being tried could not be reached: whatever comes next is tried. */
  next(): void {
    if (!this.#isOver) this.#hunt?.next();
  }

  /** The target being tried failed for good: nobody else of this route is tried. */
  notTaken(answer: CallerAnswer): void {
    if (this.#isOver) return;
    this.#lastAnswer = answer;
    this.#hunt?.stop();
    this.huntEnded({ kind: 'not_taken', failure: answer.failure });
  }

  redirected(trunkGroupId: string, to: readonly string[], answer: CallerAnswer): void {
    if (this.#isOver) return;
    this.#lastAnswer = answer;
    this.#hunt?.stop();
    this.huntEnded({ kind: 'redirected', trunkGroupId, to });
  }

  /** Keeps what a target said, in case it was the last. */
  remember(answer: CallerAnswer): void {
    this.#lastAnswer = answer;
  }

  rang(): void {
    this.#owner.rang();
  }

  /** Somebody answered: where that counts, round robin goes on from there (feature A7). */
  answered(candidate: RouteCandidate): void {
    const { destination } = candidate;
    const answering = destination.kind === 'trunk_group' ? destination.id : null;
    for (const { schemeId, trunkGroupId } of this.#route.origin.countedAnswers) {
      const counted = trunkGroupId ?? answering;
      if (counted !== null) this.#ports.ledger.answered(schemeId, counted);
    }
    this.keepPoliced();
  }

  /** The lease of a called number stands as long as the call. */
  keep(lease: HeldLease): void {
    this.#owner.keep(lease);
  }

  /** What the chain, and those it is a part of, hold of called numbers stands as long as the call. */
  keepPoliced(): void {
    for (const lease of this.#policed.values()) this.#owner.keep(lease);
    this.#policed = nothingPoliced;
    this.#owner.stage?.chain.keepPoliced();
  }

  sequenceStop(): (() => void) | null {
    const fork = this.#fork;
    if (fork === null) return null;
    if (this.#route.origin.stage?.plan.callerMayStop !== true) return fork.sequenceStop();
    return () => {
      this.#isStopped = true;
      fork.giveUp('the caller has stopped the sequence');
    };
  }

  /** The search is over. What is under way is given back when it comes. */
  stop(): void {
    this.#isOver = true;
    this.#wait.stop();
    this.#hunt?.stop();
    this.#hunt = null;
    this.#fork?.stop();
    this.#fork = null;
    for (const lease of this.#policed.values()) lease.letGo();
    this.#policed = nothingPoliced;
  }

  /** Whether the call holds a lease for the called number, by this chain or those it is a part of. */
  holds(number: string): boolean {
    return this.#policed.has(number) || this.#owner.holds(number);
  }

  // What the hunt says.

  get standing(): readonly LeaseRequest[] {
    const { originatingLease, origin } = this.#route;
    const own = originatingLease === null || this.#call.isOriginatingHeld ? null : originatingLease;
    if (origin.policed.length === 0) return own === null ? nothingStanding : [own];
    const policed = origin.policed.filter(({ calledNumber }) => !this.holds(calledNumber.number));
    return own === null ? policed : [own, ...policed];
  }

  standingAdmitted(request: LeaseRequest, lease: HeldLease): void {
    const number = request.calledNumber?.number;
    if (number === undefined) this.#call.originatingAdmitted(lease);
    else this.#policed = new Map([...this.#policed, [number, lease]]);
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
    if (this.#call.takeLeg()) return true;
    this.note('hunting', 'as many targets were tried as may be, no more are', false);
    this.#end(this.#bestAnswer());
    return false;
  }

  attempting(attempt: Attempt, candidate: RouteCandidate, trusted: boolean): void {
    this.#call.attempting(attempt, candidate, trusted, this);
  }

  huntFailed(): void {
    this.#end(ownAnswer('internal_error'));
  }

  huntEnded(result: HuntResult): void {
    this.#hunt = null;
    const unreached = unreachedBy(result);
    if (unreached !== null) this.#unreached = worse(this.#unreached, unreached);
    this.#lookups = 0;
    this.#decideNext(result);
  }

  // What the stage says.

  /** All branches have ended; `answer`: what is to be said of it. */
  stageOver(branches: readonly BranchResult[], answer: CallerAnswer): void {
    this.#fork = null;
    if (!this.#isOwnAnswer) this.#lastAnswer = answer;
    this.#isOwnAnswer ||= branches.some(({ own }) => own);
    this.#lookups = 0;
    const isStopped = this.#isStopped;
    this.#isStopped = false;
    this.#decideNext({ kind: 'stage_over', branches, isStopped });
  }

  #enter(route: CallRoute): void {
    this.#route = route;
    if (route.origin.onward) {
      this.#decideNext(onward);
      return;
    }
    this.#hunt = new TargetHunt(this.#ports, this, this.#wait, route, this.#invite);
    this.#hunt.next();
  }

  #decideNext(result: HuntResult): void {
    const next = this.#ports.decideNext(
      this.#route,
      result,
      (userId) => this.#call.forwardedCalls(userId),
      (scope) => this.#call.tollCalls(scope),
    );
    switch (next.kind) {
      case 'lookup':
        this.#fetch(next.keys, result);
        break;
      case 'route':
        this.#call.noteAll(next.trace);
        if (next.forwarded !== null)
          this.#station = this.#call.forwarded(next.forwarded, this.#station, next.forwardedBy);
        if (next.route.toll !== undefined) this.#call.countToll(next.route.toll);
        this.#enter(next.route);
        break;
      case 'fork': {
        this.#call.noteAll(next.trace);
        const { fork } = next;
        this.#route = fork.route;
        this.#admitStanding(() => {
          this.#fork = new StageFork(
            this.#call,
            this,
            fork,
            (branch, owner) =>
              new RouteChain(
                this.#ports,
                this.#call,
                owner,
                this.#call.newWait(),
                branch,
                this.#invite,
                this.#station,
              ),
          );
          this.#fork.start();
        });
        break;
      }
      case 'refused':
        this.#call.noteAll(next.trace);
        this.#refused(next.failure, next.policed);
        break;
      case 'answer':
        this.#call.noteAll(next.trace);
        this.#end(next.failure === null ? this.#bestAnswer() : ownAnswer(next.failure));
        break;
      default:
        next satisfies never;
    }
  }

  /** That calls to the number are too many is said before what else the user says (decisions.md 20). */
  #refused(failure: FailureClass, policed: readonly CalledNumberLease[]): void {
    const end = (): void => {
      this.#end(ownAnswer(failure));
    };
    if (policed.every(({ calledNumber }) => this.holds(calledNumber.number))) end();
    else this.#admitStanding(end);
  }

  /** Before several branches begin, what stands for all of them is admitted. */
  #admitStanding(admitted: () => void): void {
    new StandingAdmission(this.#ports, this, this.#wait).ask(admitted);
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
    this.#end(this.#bestAnswer());
  }

  #end(answer: CallerAnswer): void {
    this.#isOver = true;
    this.#owner.nothingLeft(answer);
  }

  #bestAnswer(): CallerAnswer {
    return this.#lastAnswer ?? ownAnswer(this.#unreached ?? 'not_reachable');
  }

  /** The enterprise whose affair the route is; null: the caller's own. */
  get #side(): string | null {
    const { user, forwarders } = this.#route.origin;
    return (user ?? forwarders.at(-1)?.user)?.enterpriseId ?? null;
  }
}

const onward: HuntResult = { kind: 'onward' };
const nothingStanding: readonly LeaseRequest[] = [];
const nothingPoliced: ReadonlyMap<string, HeldLease> = new Map();

/** Null: it says nothing of anybody who was to be reached. */
const unreachedBy = (result: HuntResult): Unreached | null => {
  if (result.kind === 'policed') return null;
  if (result.kind === 'caller_full') return 'over_capacity';
  return result.kind === 'nobody_reached' ? result.failure : 'not_reachable';
};

/** The caller hears of a lack of room only where nothing but room was lacking (design.md section 4, Failures). */
const byLackOfRoom: readonly Unreached[] = ['over_capacity', 'call_rate_exceeded', 'not_reachable'];
const worse = (one: Unreached | null, other: Unreached): Unreached =>
  one !== null && byLackOfRoom.indexOf(one) > byLackOfRoom.indexOf(other) ? one : other;
