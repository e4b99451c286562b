import type { CallExplanation, ExplainedCandidate, ExplainedLimit } from '../../model/callExplanation';

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
  answer: told.answer && {
    failure: told.answer.failure,
    status: told.answer.status,
    reason: told.answer.reason,
    q850_cause: told.answer.q850Cause,
  },
  trace: told.trace.map(({ rule, result }) => ({ rule, result })),
});

const presentCandidate = (candidate: ExplainedCandidate) => ({
  destination: candidate.destination,
  addresses: candidate.addresses,
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
