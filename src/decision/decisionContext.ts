import type { CallFacts } from '../model/callFacts';
import { emergencyCall, type EmergencyCall } from '../model/emergencyNumbers';
import type { Named } from '../model/liveCall';
import { ownedString } from '../model/ownedString';
import type { FailureClass } from '../model/outcome';
import type { Trace } from '../model/trace';
import type { Carrier, TrunkGroup } from '../model/settings';
import type { CallParties, Decision, EmergencyNotice, Refusal } from './decision';
import type { DecisionInputs } from './decisionInputs';
import type { Lookups } from './lookups';
import { receivedFacts } from './receivedFacts';

/** What every step that looks for a way works with. */
export interface RoutingContext extends Omit<DecisionInputs, 'directory'> {
  readonly lookups: Lookups;
  readonly trace: Trace;
  /** The enterprise whose affair it all is, where a step does not say otherwise; null: the call's own. */
  readonly side: string | null;
}

/** What every step of a call's first decision works with. */
export interface DecisionContext extends RoutingContext {
  /** The call as it came. */
  readonly received: CallFacts;
  /** The call as its peer's number policy reads it; until the peer is known, as it came. */
  readonly facts: CallFacts;
}

/** Adds what a rule said to the trace. */
export const say = (context: RoutingContext, rule: string, result: string): void => {
  context.trace.push(context.side === null ? { rule, result } : { rule, result, side: context.side });
};

/** The same for what is one enterprise's own affair: another one in the call does not see it. */
export const sayOf = (context: RoutingContext, enterpriseId: string, rule: string, result: string): void => {
  context.trace.push({ rule, result, side: enterpriseId });
};

export const lookup = (context: DecisionContext): Decision => ({
  kind: 'lookup',
  keys: context.lookups.missing,
});

export const refuse = (
  context: DecisionContext,
  failure: FailureClass,
  parties: CallParties | null,
  emergency: EmergencyNotice | null = null,
): Refusal => ({ kind: 'refuse', failure, parties, trace: context.trace, emergency });

const names = new WeakMap<Named, Named>();

/** Id and name of a thing: one object for all the calls of as long as the thing stays as it is. */
export function named(thing: Named): Named {
  let name = names.get(thing);
  if (name === undefined) {
    name = { id: thing.id, name: thing.name };
    names.set(thing, name);
  }
  return name;
}

type NamedPeer<Kind> = Named & { readonly kind: Kind };

const peers = new WeakMap<Named, NamedPeer<'trunk_group' | 'carrier'>>();

/** The same for the ends of a call, which may be either. */
export function namedPeer(thing: TrunkGroup | Carrier): NamedPeer<'trunk_group' | 'carrier'> {
  let peer = peers.get(thing);
  if (peer === undefined) {
    peer = { ...named(thing), kind: 'gateways' in thing ? 'carrier' : 'trunk_group' };
    peers.set(thing, peer);
  }
  return peer;
}

/** The called number as received, a `urn:` whole. */
export const dialledOf = ({ received: { called } }: DecisionContext): string =>
  ownedString(called.scheme === 'urn' ? `urn:${called.user}` : called.user);

/** The same decision from where the peer is known: its number policy reads the numbers of the call. */
export const asReadBy = (context: DecisionContext, peer: TrunkGroup | Carrier): DecisionContext => {
  const facts = receivedFacts(context.received, peer);
  if (facts === context.facts) return context;
  if (facts.called.user !== context.received.called.user) {
    say(context, 'number_policy', `${dialledOf(context)} is read as ${ownedString(facts.called.user)}`);
  }
  return { ...context, facts };
};

/** The emergency call that was dialled, as it came or as the peer's number policy reads it; null: none. */
export const emergencyDialled = (
  { received, facts }: DecisionContext,
  country: string,
): EmergencyCall | null => emergencyCall(received.called, country) ?? emergencyCall(facts.called, country);
