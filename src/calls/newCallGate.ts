import type { CallParties } from '../decision/decision';
import type { TraceStep } from '../model/trace';
import { ownAnswer, type CallerAnswer } from './callerAnswer';
import type { CallPorts } from './callPorts';
import { retryAfter } from './reason';

/** A refusal that has nothing to do with whom the call is for, and what the trace says of it. */
export interface ShutGate {
  readonly step: TraceStep;
  readonly answer: CallerAnswer;
}

/** More calls a second than its sender may place; null: it may. An emergency call always may. */
export function overCallRate({ rates }: Pick<CallPorts, 'rates'>, parties: CallParties): ShutGate | null {
  const tooMany = parties.emergency ? null : rates.takeFromSender(parties.peer);
  if (tooMany === null) return null;
  const whose = tooMany.limit === 'sender' ? 'the sender' : 'its trunk group';
  return {
    step: { rule: 'call_rate', result: `${whose} is over ${tooMany.perSecond} calls a second` },
    answer: ownAnswer('call_rate_exceeded', 'service', retryAfter(tooMany.retryAfterS)),
  };
}

/** This node takes no new calls; null: it does. It always takes emergency calls. */
export function notTakingCalls(
  { isOverloaded, settings }: Pick<CallPorts, 'isOverloaded' | 'settings'>,
  isDraining: boolean,
  parties: CallParties,
): ShutGate | null {
  if (parties.emergency) return null;
  if (isDraining) {
    return {
      step: { rule: 'drain', result: 'no new calls are taken' },
      answer: ownAnswer('draining', 'service', retryAfter(settings.retryAfterS)),
    };
  }
  if (isOverloaded()) {
    return {
      step: { rule: 'overload', result: 'no new calls are taken' },
      answer: ownAnswer('overloaded', 'service', retryAfter(settings.overloadRetryAfterS)),
    };
  }
  return null;
}
