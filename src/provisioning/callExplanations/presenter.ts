import type {
  CallExplanation,
  ExplainedAnswer,
  ExplainedCandidate,
  ExplainedFailure,
  ExplainedLimit,
} from '../../model/callExplanation';

/** What would become of a call, as the API shows it. */
export const presentExplanation = (told: CallExplanation) => ({
  at: new Date(told.at).toISOString(),
  outcome: told.outcome,
  peer: told.peer,
  peers: told.peers,
  direction: told.direction,
  enterprise: told.enterprise,
  group: told.group,
  user: told.user,
  trunk_group: told.trunkGroup,
  called_user: told.calledUser,
  calling_number: told.callingNumber,
  called_number: told.calledNumber,
  dialled: told.dialled,
  emergency: told.emergency && {
    callback_number: told.emergency.callbackNumber,
    no_emergency_route: told.emergency.noEmergencyRoute,
  },
  limits: told.limits.map(presentLimit),
  candidates: told.candidates.map(presentCandidate),
  first: told.first,
  max_reroutes: told.maxReroutes,
  failures: told.failures.map(presentFailure),
  answer: told.answer && presentAnswer(told.answer),
  trace: presentTrace(told.trace),
});

const presentFailure = ({ when, steps, answer, trace }: ExplainedFailure) => ({
  when,
  steps: steps.map((step) => ({
    forwarded_to: step.forwardedTo,
    candidates: step.candidates.map(presentCandidate),
    max_reroutes: step.maxReroutes,
    trace: presentTrace(step.trace),
  })),
  answer: presentAnswer(answer),
  trace: presentTrace(trace),
});

const presentAnswer = ({ failure, status, reason, q850Cause }: ExplainedAnswer) => ({
  failure,
  status,
  reason,
  q850_cause: q850Cause,
});

const presentTrace = (trace: CallExplanation['trace']) => trace.map(({ rule, result }) => ({ rule, result }));

const presentCandidate = (candidate: ExplainedCandidate) => ({
  destination: candidate.destination,
  addresses: candidate.addresses,
  health: candidate.health.map(({ address, isTried, state, since, lastResponse }) => ({
    address,
    tried: isTried,
    state,
    since: since === null ? null : new Date(since).toISOString(),
    last_response: lastResponse,
  })),
  forwards_all: candidate.forwardsAll,
  request_user: candidate.requestUser,
  presented: candidate.presented,
  failover_codes: candidate.failoverCodes,
  limits: candidate.limits.map(presentLimit),
  full: candidate.full,
});

const presentLimit = ({ scope, limit, maximum, inUse }: ExplainedLimit) => ({
  scope,
  limit,
  maximum,
  in_use: inUse,
});
