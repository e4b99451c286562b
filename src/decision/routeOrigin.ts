import type { UserRecord } from '../model/directory';
import type { RedirectReason } from '../model/redirection';
import type { RoutingScheme } from '../model/settings';
import type { CallingParty } from './presentation';

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
}

/** The user is rung through another trunk group. */
export interface RerouteRemedy extends RemedyCommon {
  readonly kind: 'reroute';
  readonly trunkGroupId: string;
}

/** One thing that can still be done for a call that reached nobody. */
export type Remedy = ForwardRemedy | RerouteRemedy;

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
}

/** Of a route that leads to a number outside. */
export const outside: Pick<RouteOrigin, 'user' | 'scheme' | 'countedAnswers'> = {
  user: null,
  scheme: null,
  countedAnswers: [],
};

/** Of a route for a call that nobody has sent on yet. */
export const asDialled: Pick<RouteOrigin, 'forwarders' | 'forwards' | 'asked' | 'behind'> = {
  forwarders: [],
  forwards: 0,
  asked: [],
  behind: [],
};
