import type { RingingPlan } from '../features/callPlan';
import type { CallFacts } from '../model/callFacts';
import type { UserRecord } from '../model/directory';
import type { RedirectReason } from '../model/redirection';
import type { FailureClass } from '../model/outcome';
import type { RoutingScheme } from '../model/settings';
import type { CalledNumberLease } from './leaseRequests';
import type { CallingParty } from './presentation';
import type { StageFailure } from './stageResult';

/** A user who sent a call on, or in whose place a trunk group or a scheme did. */
export interface Forwarder {
  readonly user: UserRecord;
  readonly reason: RedirectReason;
}

/** Whose answer counts as one of a scheme's trunk groups, so that its round robin moves on (feature A7). */
export interface CountedAnswer {
  readonly schemeId: string;
  /** Null: the trunk group that answers. */
  readonly trunkGroupId: string | null;
}

interface RemedyCommon {
  /** Name of the rule, for the trace. */
  readonly rule: string;
  /** In whose place it is done. */
  readonly user: UserRecord;
  /** Who had sent the call on to this user. */
  readonly forwarders: readonly Forwarder[];
  readonly countedAnswers: readonly CountedAnswer[];
}

/** To a public number, or an extension of the user's enterprise. */
export interface ForwardRemedy extends RemedyCommon {
  readonly kind: 'forward';
  readonly to: string;
  readonly reason: RedirectReason;
  /** A call the user makes: the user's restrictions and limit hold for it. Else a trunk group or a scheme sends it on. */
  readonly ofUser: boolean;
  /** Before anybody was rung: where it leads nowhere, the call goes on as if this forward were off. */
  readonly atOnce: boolean;
  /** Numbers that the call could not be forwarded to before. */
  readonly notTo: readonly string[];
  /** Whoever answers has to press a digit first. */
  readonly answerConfirmation: boolean;
}

/** What is left out of a forward that comes after somebody was rung. */
export const afterRinging = { atOnce: false, notTo: [] } as const satisfies Pick<
  ForwardRemedy,
  'atOnce' | 'notTo'
>;

/** The user is rung through another trunk group. */
export interface RerouteRemedy extends RemedyCommon {
  readonly kind: 'reroute';
  readonly trunkGroupId: string;
  /** Where the user's calls go that are not taken there. */
  readonly follows: Follows | null;
}

/** The user's own phones are rung, by the routing scheme: a branch of a stage. */
export interface BaseRemedy extends RemedyCommon {
  readonly kind: 'base';
  /** How long they may say nothing beyond 100; null: as the trunk group has it. */
  readonly timerMs: number | null;
}

/** A stage of the user's ringing plan is rung, its branches together. */
export interface StageRemedy extends RemedyCommon {
  readonly kind: 'stage';
  readonly plan: RingingPlan;
  /** Which of the plan's stages. */
  readonly index: number;
  /** How the user's own phones failed in an earlier stage; null: they did not ring yet. */
  readonly ownFailure: StageFailure | null;
}

/** The user does not take the call. It is said only once the policing of the called number has let the call through. */
export interface RefuseRemedy extends RemedyCommon {
  readonly kind: 'refuse';
  readonly failure: FailureClass;
}

/** One thing that can still be done for a call that reached nobody, or that was not taken. */
export type Remedy = ForwardRemedy | RerouteRemedy | BaseRemedy | StageRemedy | RefuseRemedy;

/** Where a user's calls go that are not taken, by how they failed. */
export type Follows = RingingPlan['behind'];

/** How a route came about: what it leaves when it reaches nobody is worked out from this. */
export interface RouteOrigin {
  readonly calling: CallingParty;
  /** Who is rung; null: a number outside. */
  readonly user: UserRecord | null;
  /** The scheme whose trunk groups are its candidates; null: carriers, or one trunk group that was rerouted to. */
  readonly scheme: RoutingScheme | null;
  /** Who sent the call on to get here, the first first. */
  readonly forwarders: readonly Forwarder[];
  /** How often the call was sent on in all, ways that led nowhere included. */
  readonly forwards: number;
  readonly countedAnswers: readonly CountedAnswer[];
  /** Trunk groups asked before it: none is rerouted to twice. */
  readonly asked: readonly string[];
  /** What was left to be done when this route was taken, the next first. */
  readonly behind: readonly Remedy[];
  /** Nobody is hunted along it: the first of what is behind is done at once. */
  readonly onward: boolean;
  /** The user's own forwarding, behind whatever schemes and trunk groups do; null: none. */
  readonly follows: Follows | null;
  /** The stage whose branches are rung; null: it is none. */
  readonly stage: StageRemedy | null;
  /** Calls to these numbers of ours are counted, and this is one to each (DID policing, feature B3). */
  readonly policed: readonly CalledNumberLease[];
  /** Whoever answers has to press a digit first. */
  readonly answerConfirmation: boolean;
}

type Towards = Pick<
  RouteOrigin,
  'user' | 'scheme' | 'countedAnswers' | 'onward' | 'follows' | 'stage' | 'policed' | 'answerConfirmation'
>;

/** Of a route that leads to a number outside. */
export const outside: Towards = {
  user: null,
  scheme: null,
  countedAnswers: [],
  onward: false,
  follows: null,
  stage: null,
  policed: [],
  answerConfirmation: false,
};

/** How a call came to whom it is for, and what is left to be done when that user does not take it. */
export type Path = Pick<
  RouteOrigin,
  'forwarders' | 'forwards' | 'asked' | 'behind' | 'countedAnswers' | 'policed' | 'answerConfirmation'
>;

/** Of a route for a call that none of ours has sent on yet. */
export const asDialled: Path = {
  forwarders: [],
  forwards: 0,
  asked: [],
  behind: [],
  countedAnswers: [],
  policed: [],
  answerConfirmation: false,
};

/** The same, where a trusted peer says how often others have sent it on: a circle through it ends as one within does. */
export const asReceived = ({ redirections }: Pick<CallFacts, 'redirections'>, trusted: boolean): Path =>
  trusted && redirections.length > 0 ? { ...asDialled, forwards: redirections.length } : asDialled;
