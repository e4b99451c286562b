import type { CallLogItem } from '../../../db/lists/callLogs';
import type { CallLogDetail } from '../../../db/repositories/callLogs';
import type { CallLogAttempt, CallLogTransfer } from '../../model/callLog';

/** A call log as the API shows it. */
export const presentCallLog = (row: CallLogItem) => {
  const detail = JSON.parse(row.detail) as CallLogDetail;
  return {
    id: row.id,
    call_id: row.call_id,
    enterprise: detail.enterprise,
    group: detail.group,
    user: detail.user,
    trunk_group: detail.trunkGroup,
    direction: row.side,
    participants: detail.participants.map(({ role, user, trunkGroup }) => ({
      role,
      user,
      trunk_group: trunkGroup,
    })),
    peer: detail.peer,
    calling_number: detail.callingNumber,
    called_number: detail.calledNumber,
    dialled: detail.dialled,
    account_code: row.account_code,
    authorization_code: row.authorization_code,
    emergency: row.emergency === 1,
    started_at: row.started_at,
    ringing_at: row.ringing_at,
    answered_at: row.answered_at,
    ended_at: row.ended_at,
    duration_ms: row.duration_ms,
    outcome: row.outcome,
    failure: row.failure,
    sip_code: row.sip_code,
    q850_cause: row.q850_cause,
    ended_by: row.ended_by,
    attempts: detail.attempts.map(presentAttempt),
    trace: detail.trace,
    transferred_from: presentTransfer(detail.transferredFrom),
    transferred_to: presentTransfer(detail.transferredTo),
  };
};

const presentTransfer = (transfer: CallLogTransfer | undefined) =>
  transfer === undefined ? null : { call_id: transfer.callId, by: transfer.by };

const presentAttempt = (attempt: CallLogAttempt) => ({
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
