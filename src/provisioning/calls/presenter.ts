import type { AttemptRecord, LiveCall, LiveCallSummary } from '../../model/liveCall';

/** A call in progress as the API shows it. */
export const presentCall = (call: LiveCall) => ({
  ...presentCallSummary(call),
  attempts: call.attempts.map(presentAttempt),
  trace: call.trace.map(({ rule, result }) => ({ rule, result })),
});

/** The same as the push shows it: without what only a closer look needs. */
export const presentCallSummary = (call: LiveCallSummary) => ({
  id: call.id,
  state: call.state,
  enterprise: call.enterprise,
  group: call.group,
  user: call.user,
  trunk_group: call.trunkGroup,
  direction: call.direction,
  calling_number: call.callingNumber,
  called_number: call.calledNumber,
  dialled: call.dialled,
  emergency: call.emergency,
  started_at: time(call.startedAt),
  ringing_at: time(call.ringingAt),
  answered_at: time(call.answeredAt),
});

const presentAttempt = (attempt: AttemptRecord) => ({
  destination: attempt.destination,
  address: attempt.address,
  started_at: time(attempt.startedAt),
  ringing_at: time(attempt.ringingAt),
  answered_at: time(attempt.answeredAt),
  ended_at: time(attempt.endedAt),
  sip_code: attempt.sipCode,
});

/** RFC 3339 in UTC with milliseconds. */
const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
