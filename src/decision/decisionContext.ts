import type { CallFacts } from '../model/callFacts';
import type { Named } from '../model/liveCall';
import { ownedString } from '../model/ownedString';
import type { Random } from '../model/ports';
import type { FailureClass } from '../model/outcome';
import type { Trace } from '../model/trace';
import type { Configuration } from '../routing/configuration';
import type { CallParties, Decision, EmergencyNotice } from './decision';
import type { Lookups } from './lookups';

/** What every step of one decision works with. */
export interface DecisionContext {
  readonly facts: CallFacts;
  readonly configuration: Configuration;
  readonly lookups: Lookups;
  readonly random: Random;
  readonly trace: Trace;
}

/** Adds what a rule said to the trace. */
export const say = (context: DecisionContext, rule: string, result: string): void => {
  context.trace.push({ rule, result });
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
): Decision => ({ kind: 'refuse', failure, parties, trace: context.trace, emergency });

export const named = (thing: Named): Named => ({ id: thing.id, name: thing.name });

/** The called number as received, a `urn:` whole. */
export const dialledOf = ({ called }: CallFacts): string =>
  ownedString(called.scheme === 'urn' ? `urn:${called.user}` : called.user);
