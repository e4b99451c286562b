import type { CalledParty, CallRecord, TransferLink } from './callRecord';
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
export interface CallLogAttempt extends Omit<AttemptRecord, 'destination' | 'address' | 'station'> {
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
  /** What the caller keyed in; null: nothing, or the caller is of another enterprise. */
  readonly accountCode: string | null;
  readonly authorizationCode: string | null;
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
  /** Another call that a transfer has joined with this one; null: none has. */
  readonly transferredFrom: CallLogTransfer | null;
  readonly transferredTo: CallLogTransfer | null;
}

export interface CallLogTransfer {
  readonly callId: string;
  /** The user of the record's enterprise who asked for the transfer; null: somebody else. */
  readonly by: Named | null;
}

/** The direction a call has for one of its participants. */
export const directionOf = (role: CallParticipant['role']): CallDirection =>
  role === 'caller' ? 'originating' : 'terminating';

/** The records a closed call leaves: one for each enterprise in it. */
export function callLogsOf(record: CallRecord): readonly CallLog[] {
  const stations = stationsOf(record);
  const logs = [logOf(record, sideOf(record, stations, record.enterprise, record.id))];
  for (const { party, logId } of stations) {
    if (party !== null && logId !== null) {
      logs.push(logOf(record, sideOf(record, stations, party.enterprise, logId)));
    }
  }
  return logs;
}

/** Where a call went: to whom it was dialled, to whom it was sent on, where else it rang. */
interface Station {
  /** As attempts name it. */
  readonly index: number;
  /** Null: outside, or a number of nobody's. */
  readonly party: CalledParty | null;
  readonly number: string;
  /** Whose affair its attempts are: its own enterprise's, else that of whoever sent the call there. */
  readonly owner: Named | null;
  /** Id of the record of its enterprise, where it is the first station there and the caller is of another; else null. */
  readonly logId: string | null;
  /** Where the call was sent on from; null: it was dialled. */
  readonly from: Station | null;
  /** One more place for a user who was called before, rung with others or after them. */
  readonly rungBeside: boolean;
}

function stationsOf(record: CallRecord): readonly Station[] {
  const { forwards, called, calledLogId } = record;
  const party = record.direction === 'terminating' ? calledOf(record) : called;
  const stations: Station[] = [
    {
      party,
      number: record.calledNumber,
      owner: party?.enterprise ?? record.enterprise,
      logId: calledLogId,
      index: 0,
      from: null,
      rungBeside: false,
    },
  ];
  for (const [index, forward] of forwards.entries()) {
    const from = stations[forward.from] ?? null;
    stations.push({
      party: forward.party,
      number: forward.number,
      owner: forward.party?.enterprise ?? from?.owner ?? null,
      logId: forward.logId,
      index: index + 1,
      from,
      rungBeside: forward.reason === 'follow_me' || from?.rungBeside === true,
    });
  }
  return stations;
}

/** Where the call was answered; unanswered, where it was sent last, places rung beside a user's own phones apart. */
function lastStation({ attempts }: CallRecord, stations: readonly Station[]): Station | undefined {
  const answered = attempts.filter(({ answeredAt }) => answeredAt !== null).at(-1);
  if (answered !== undefined) return stations[answered.station];
  return stations.filter(({ rungBeside }) => !rungBeside).at(-1);
}

/** Whether a call came to a station by way of another. */
const isOnTheWay = (station: Station, to: Station | undefined): boolean =>
  to !== undefined && (station === to || isOnTheWay(station, to.from ?? undefined));

/** Of a call from a carrier the called party is the record's own. */
const calledOf = ({ enterprise, group, user, trunkGroup }: CallRecord): CalledParty | null =>
  enterprise === null ? null : { enterprise, group, user, trunkGroup };

/** What of a log is one enterprise's own. */
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
  | 'callingNumber'
  | 'calledNumber'
  | 'dialled'
  | 'accountCode'
  | 'authorizationCode'
  | 'attempts'
  | 'trace'
>;

/** The record's own enterprise sees where the call came from; of the others each sees what it made of it, no more. */
function sideOf(
  record: CallRecord,
  stations: readonly Station[],
  enterprise: Named | null,
  id: string,
): Side {
  const isFirst = id === record.id;
  const own = stations.filter(({ party }) => party !== null && party.enterprise.id === enterprise?.id);
  const last = lastStation(record, stations);
  const onTheWay = own.filter((station) => isOnTheWay(station, last));
  // Who was only rung beside others has no part in the call, unless it is all the enterprise has to do with it.
  const parts =
    onTheWay.length > 0
      ? onTheWay.map((station) => participantOf(record, station, station === last))
      : own.map((station) => participantOf(record, station, true));
  const isCallers = isFirst && record.direction === 'originating';
  const caller: CallParticipant = { role: 'caller', user: record.user, trunkGroup: record.trunkGroup };
  const station = own[0];
  const [top] = isCallers ? [caller] : parts;
  return {
    id,
    enterprise,
    group: isCallers ? record.group : (station?.party?.group ?? null),
    user: top?.user ?? null,
    trunkGroup: top?.trunkGroup ?? null,
    direction: isCallers ? 'originating' : 'terminating',
    participants: (isCallers ? [caller, ...parts] : parts).filter(
      ({ user, trunkGroup }) => user !== null || trunkGroup !== null,
    ),
    peer: isFirst ? record.peer : null,
    callingNumber: isFirst ? record.callingNumber : (record.shownNumber ?? record.callingNumber),
    calledNumber: isFirst ? record.calledNumber : (station?.number ?? record.calledNumber),
    // What the caller dialled is its own affair: a code, an extension.
    dialled: isFirst ? record.dialled : (station?.number ?? record.calledNumber),
    accountCode: isCallers ? (record.codes?.account ?? null) : null,
    authorizationCode: isCallers ? (record.codes?.authorization ?? null) : null,
    attempts: attemptsOf(record, stations, enterprise),
    trace: stepsOf(record.trace, enterprise, isFirst),
  };
}

const participantOf = (record: CallRecord, station: Station, isLast: boolean): CallParticipant => ({
  role: isLast ? 'called' : 'forwarder',
  user: station.party?.user ?? null,
  trunkGroup: triedTrunkGroup(record, station) ?? station.party?.trunkGroup ?? null,
});

/** The trunk group that answered, or was tried last. */
function triedTrunkGroup({ attempts }: CallRecord, { index }: Station): Named | null {
  const own = attempts.filter(
    ({ destination, station }) => station === index && destination.kind === 'trunk_group',
  );
  const tried = own.find(({ answeredAt }) => answeredAt !== null) ?? own.at(-1);
  return tried === undefined ? null : { id: tried.destination.id, name: tried.destination.name };
}

/** Which trunk groups, carriers and addresses another enterprise tried stays hidden. */
const attemptsOf = (
  { attempts }: CallRecord,
  stations: readonly Station[],
  enterprise: Named | null,
): readonly CallLogAttempt[] =>
  attempts.map((attempt): CallLogAttempt => {
    const owner = stations[attempt.station]?.owner ?? null;
    const isOwn = owner === null || owner.id === enterprise?.id;
    return {
      destination: isOwn ? attempt.destination : { id: owner.id, name: owner.name, kind: 'enterprise' },
      address: isOwn ? attempt.address : null,
      startedAt: attempt.startedAt,
      ringingAt: attempt.ringingAt,
      answeredAt: attempt.answeredAt,
      endedAt: attempt.endedAt,
      sipCode: attempt.sipCode,
    };
  });

const stepsOf = (trace: Trace, enterprise: Named | null, isFirst: boolean): Trace => {
  const steps: Trace = [];
  for (const { rule, result, side } of trace) {
    if (side === undefined ? isFirst : side === enterprise?.id) steps.push({ rule, result });
  }
  return steps;
};

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
  callingNumber: side.callingNumber,
  calledNumber: side.calledNumber,
  dialled: side.dialled,
  accountCode: side.accountCode,
  authorizationCode: side.authorizationCode,
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
  transferredFrom: transferOf(record.transferredFrom, side.enterprise),
  transferredTo: transferOf(record.transferredTo, side.enterprise),
});

const transferOf = (link: TransferLink | undefined, enterprise: Named | null): CallLogTransfer | null =>
  link === undefined
    ? null
    : { callId: link.callId, by: link.enterpriseId === enterprise?.id ? link.by : null };
