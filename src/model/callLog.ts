import type { CallRecord } from './callRecord';
import type { AttemptRecord, Named } from './liveCall';
import type { EndedBy, FailureClass, Outcome } from './outcome';
import type { Trace } from './trace';

export type CallDirection = 'originating' | 'terminating';

/** Somebody of the record's enterprise who takes part in a call. */
export interface CallParticipant {
  readonly role: 'caller' | 'called' | 'forwarder';
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
}

/** `enterprise`: the attempt went to another enterprise, whose trunk groups and addresses are its own affair. */
export interface CallLogAttempt extends Omit<AttemptRecord, 'destination' | 'address'> {
  readonly destination: Named & { readonly kind: 'trunk_group' | 'carrier' | 'enterprise' };
  readonly address: string | null;
}

/** One enterprise's record of a call (design.md section 5). Times are milliseconds since the Unix epoch. */
export interface CallLog {
  readonly id: string;
  /** Shared by the records of all the enterprises in the call. */
  readonly callId: string;
  readonly enterprise: Named | null;
  readonly group: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  readonly direction: CallDirection;
  readonly participants: readonly CallParticipant[];
  /** Where the call came from; null where that is another enterprise. */
  readonly peer: CallRecord['peer'] | null;
  readonly callingNumber: string;
  readonly calledNumber: string;
  readonly dialled: string;
  readonly emergency: boolean;
  readonly startedAt: number;
  readonly ringingAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly failure: FailureClass | null;
  readonly sipCode: number;
  readonly q850Cause: number;
  readonly endedBy: EndedBy;
  readonly attempts: readonly CallLogAttempt[];
  readonly trace: Trace;
}

/** The direction a call has for one of its participants. */
export const directionOf = (role: CallParticipant['role']): CallDirection =>
  role === 'caller' ? 'originating' : 'terminating';

/** The records a closed call leaves: one for each enterprise in it. */
export function callLogsOf(record: CallRecord): readonly CallLog[] {
  const { called, calledLogId } = record;
  if (record.direction === 'terminating') return [terminatingLog(record)];
  if (called === null || calledLogId === null) return [originatingLog(record)];
  return [callingSideLog(record, called.enterprise), calledSideLog(record, called, calledLogId)];
}

/** What of a log is one side's own. */
type Side = Pick<
  CallLog,
  | 'id'
  | 'enterprise'
  | 'group'
  | 'user'
  | 'trunkGroup'
  | 'direction'
  | 'participants'
  | 'peer'
  | 'dialled'
  | 'attempts'
  | 'trace'
>;

/** Field by field: this is done for every call, and spreading costs ten times as much. */
const logOf = (record: CallRecord, side: Side): CallLog => ({
  id: side.id,
  callId: record.id,
  enterprise: side.enterprise,
  group: side.group,
  user: side.user,
  trunkGroup: side.trunkGroup,
  direction: side.direction,
  participants: side.participants,
  peer: side.peer,
  callingNumber: record.callingNumber,
  calledNumber: record.calledNumber,
  dialled: side.dialled,
  emergency: record.emergency,
  startedAt: record.startedAt,
  ringingAt: record.ringingAt,
  answeredAt: record.answeredAt,
  endedAt: record.endedAt,
  durationMs: record.durationMs,
  outcome: record.outcome,
  failure: record.failure,
  sipCode: record.sipCode,
  q850Cause: record.q850Cause,
  endedBy: record.endedBy,
  attempts: side.attempts,
  trace: side.trace,
});

/** From a carrier. */
function terminatingLog(record: CallRecord): CallLog {
  const { id, enterprise, group, user, peer, dialled, attempts } = record;
  const trunkGroup = triedTrunkGroup(record) ?? record.trunkGroup;
  return logOf(record, {
    id,
    enterprise,
    group,
    user,
    trunkGroup,
    direction: 'terminating',
    participants: participants({ role: 'called', user, trunkGroup }),
    peer,
    dialled,
    attempts,
    trace: steps(record.trace),
  });
}

/** From a PBX, to the public network, to nobody, or to a user of the same enterprise. */
function originatingLog(record: CallRecord): CallLog {
  const { called, user, trunkGroup } = record;
  const caller: CallParticipant = { role: 'caller', user, trunkGroup };
  return logOf(record, {
    id: record.id,
    enterprise: record.enterprise,
    group: record.group,
    user,
    trunkGroup,
    direction: 'originating',
    participants:
      called === null ? participants(caller) : participants(caller, calledParticipant(record, called)),
    peer: record.peer,
    dialled: record.dialled,
    attempts: record.attempts,
    trace: steps(record.trace),
  });
}

/** Of a call to another enterprise: what that one made of it stays hidden. */
function callingSideLog(record: CallRecord, other: Named): CallLog {
  const { id, enterprise, group, user, trunkGroup, peer, dialled } = record;
  return logOf(record, {
    ...{ id, enterprise, group, user, trunkGroup, direction: 'originating', peer, dialled },
    participants: participants({ role: 'caller', user, trunkGroup }),
    attempts: record.attempts.map((attempt) =>
      attempt.destination.kind === 'trunk_group'
        ? { ...attempt, destination: { ...other, kind: 'enterprise' }, address: null }
        : attempt,
    ),
    trace: steps(record.trace.filter(({ side }) => side === undefined)),
  });
}

/** Of a call from another enterprise. */
function calledSideLog(record: CallRecord, called: NonNullable<CallRecord['called']>, id: string): CallLog {
  const participant = calledParticipant(record, called);
  const { user, trunkGroup } = participant;
  const { enterprise, group } = called;
  return logOf(record, {
    ...{ id, enterprise, group, user, trunkGroup, direction: 'terminating', peer: null },
    // What its user dialled is the caller's affair: a code, an extension.
    dialled: record.calledNumber,
    participants: participants(participant),
    attempts: record.attempts,
    trace: steps(record.trace.filter(({ side }) => side === 'called')),
  });
}

const calledParticipant = (
  record: CallRecord,
  called: NonNullable<CallRecord['called']>,
): CallParticipant => ({
  role: 'called',
  user: called.user,
  trunkGroup: triedTrunkGroup(record) ?? called.trunkGroup,
});

/** The trunk group that answered, or was tried last. */
function triedTrunkGroup({ attempts }: CallRecord): Named | null {
  const tried = attempts.findLast(({ destination }) => destination.kind === 'trunk_group');
  return tried === undefined ? null : { id: tried.destination.id, name: tried.destination.name };
}

const participants = (...all: readonly CallParticipant[]): readonly CallParticipant[] =>
  all.filter(({ user, trunkGroup }) => user !== null || trunkGroup !== null);

const steps = (trace: Trace): Trace => trace.map(({ rule, result }) => ({ rule, result }));
