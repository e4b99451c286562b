import type { Say } from '../../model/trace';
import type { AnsweringRule } from '../../model/userFeatures';
import type { InboundPlan } from '../callPlan';
import type { NumberForms } from '../numberForms';
import type { InboundCall } from './inboundCall';

/** What every inbound rule looks at, worked out once a call. */
export interface RuleInput {
  readonly call: InboundCall;
  readonly numbers: NumberForms;
  /** The answering rule that is in force; null: none. */
  readonly answering: () => AnsweringRule | null;
  readonly say: Say;
}

/** What becomes of the call; null: the rule leaves it to those behind. */
export type InboundRule = (input: RuleInput) => InboundPlan | null;
