import type { ExplainerPorts } from './calls/callExplainer';
import type { CallPorts } from './calls/callPorts';
import { decide, decideFrom, decideTakeover } from './decision/decide';
import type { DecisionInputs } from './decision/decisionInputs';
import { decideNext } from './decision/nextRoute';
import { decideTransfer } from './decision/transfer';
import type { Clock } from './model/ports';
import type { NodeDirectory } from './nodeDirectory';

/** The decisions of calls as they come, and of calls that somebody asks about. */
export interface NodeDecisions {
  readonly ofCalls: Pick<CallPorts, 'decide' | 'decideNext' | 'decideTransfer' | 'decideTakeover'>;
  readonly ofQuestions: Pick<ExplainerPorts, 'decide' | 'decideNext'>;
}

/** `inputs`: all that decisions look at beside the directory and the time. */
export function nodeDecisions(
  inputs: Omit<DecisionInputs, 'directory' | 'at'>,
  { known }: Pick<NodeDirectory, 'known'>,
  clock: Clock,
): NodeDecisions {
  const about = (missing: 'ask' | 'absent', at = clock.wallTime()): DecisionInputs => ({
    ...inputs,
    directory: known(missing),
    at,
  });
  return {
    ofCalls: {
      decide: (facts, missing) => decide(facts, about(missing)),
      decideTransfer: (transfer, facts, missing) => decideTransfer(transfer, facts, about(missing)),
      decideTakeover: (remainingOf, facts, missing) => decideTakeover(remainingOf, facts, about(missing)),
      decideNext: (route, result, forwardedCalls, tollCalls) =>
        decideNext(route, result, { ...about('ask'), forwardedCalls, tollCalls }),
    },
    ofQuestions: {
      decide: (facts, peer, missing, at) =>
        peer === null ? decide(facts, about(missing, at)) : decideFrom(peer, facts, about(missing, at)),
      decideNext: (route, result, at) => decideNext(route, result, about('ask', at)),
    },
  };
}
