import { callLogsOf, directionOf, type CallLog, type CallLogTransfer } from '../../src/model/callLog';
import type { CallRecord } from '../../src/model/callRecord';
import { batches } from '../batches';
import { insertRows } from '../insertRows';
import type {
  CallLogRow,
  CallLogTrunkGroupRow,
  CallLogUserRow,
  Database,
  DatabaseTransaction,
} from '../schema';
import { inTransaction } from '../transaction';
import { forgetNumbers, noteNumbers, type NumbersOfLog } from './callLogNumbers';
import { countPeriods } from './callLogPeriods';

/** What of a call log is kept as JSON: nothing that lists are filtered or sorted by, whole where a column is cut. */
export type CallLogDetail = Pick<
  CallLog,
  | 'enterprise'
  | 'group'
  | 'user'
  | 'trunkGroup'
  | 'participants'
  | 'peer'
  | 'callingNumber'
  | 'calledNumber'
  | 'dialled'
  | 'attempts'
  | 'trace'
> & {
  /** Left out where nobody was transferred. */
  readonly transferredFrom?: CallLogTransfer | undefined;
  readonly transferredTo?: CallLogTransfer | undefined;
};

const numberColumns = [
  'enterprise_id',
  'calling_number',
  'called_number',
  'dialled',
] as const satisfies readonly (keyof NumbersOfLog)[];
/** Width of the number columns. */
const longestNumber = 64;
/** Ids a statement. */
const idsAStatement = 100;

/**
 * Writes the call logs of closed calls, all or none; what is there already stays as it is, so that the same calls may be
 * given again. Only what another node wrote in this one's place gives way. `noted`: calls may have been noted while open,
 * by `noteOpenCalls`.
 */
export async function storeCalls(db: Database, records: readonly CallRecord[], noted = false): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await store(transaction, records, false);
    if (!noted) return;
    for (const batch of batches(idsOf(records), idsAStatement)) {
      await transaction.deleteFrom('open_calls').where('id', 'in', batch).execute();
    }
  });
}

/** Writes the call logs of a dead node's calls, in its place; what that node has written itself stays. */
export async function storeProvisionally(
  db: DatabaseTransaction,
  records: readonly CallRecord[],
): Promise<void> {
  await store(db, records, true);
}

async function store(
  db: DatabaseTransaction,
  records: readonly CallRecord[],
  isProvisional: boolean,
): Promise<void> {
  const logs = new Map(records.flatMap(callLogsOf).map((log) => [log.id, log]));
  // First of all, so that nodes write one after the other, and each sees what the one before wrote.
  await countLogs(db, 0);
  const known = await knownLogs(db, [...logs.keys()]);
  const replaced = isProvisional ? [] : known.filter(({ provisional }) => provisional === 1);
  const kept = new Set(known);
  for (const log of replaced) kept.delete(log);
  for (const { id } of kept) logs.delete(id);
  const added = [...logs.values()];
  if (added.length === 0) return;
  await remove(db, replaced);
  const rows = added.map((log) => callLogRow(log, isProvisional));
  await insertRows(db, 'call_logs', rows);
  await insertRows(db, 'call_log_users', added.flatMap(usersOf));
  await insertRows(db, 'call_log_trunk_groups', added.flatMap(trunkGroupsOf));
  await noteNumbers(db, rows);
  await forgetNumbers(db, replaced);
  await countPeriods(db, idsOf(added), 1);
  await countPeriods(db, idsOf(replaced), -1);
  await countLogs(db, added.length - replaced.length);
}

/** What is needed of a call log to delete it. */
type StoredLog = Pick<CallLogRow, 'id' | 'detail'>;

/** With the rows that stand by them, which are found by what the logs say. */
async function remove(db: DatabaseTransaction, logs: readonly StoredLog[]): Promise<void> {
  for (const { id, detail } of logs) {
    const { participants } = JSON.parse(detail) as CallLogDetail;
    for (const { user, trunkGroup } of participants) {
      if (user !== null) {
        await db
          .deleteFrom('call_log_users')
          .where('user_id', '=', user.id)
          .where('call_log_id', '=', id)
          .execute();
      }
      if (trunkGroup !== null) {
        await db
          .deleteFrom('call_log_trunk_groups')
          .where('trunk_group_id', '=', trunkGroup.id)
          .where('call_log_id', '=', id)
          .execute();
      }
    }
  }
  for (const batch of batches(idsOf(logs), idsAStatement)) {
    await db.deleteFrom('call_logs').where('id', 'in', batch).execute();
  }
}

const idsOf = (logs: readonly { readonly id: string }[]): string[] => logs.map(({ id }) => id);

async function countLogs(db: DatabaseTransaction, added: number): Promise<void> {
  await db
    .updateTable('row_counts')
    .set((table) => ({ total: table('total', '+', added) }))
    .where('id', '=', 'call_logs')
    .execute();
}

/**
 * Deletes call logs of calls that began before `before`, an id, oldest first, in the caller's transaction.
 * @returns how many it deleted; fewer than `limit`: there are no more
 */
export async function deleteOldCallLogs(
  db: DatabaseTransaction,
  before: string,
  limit: number,
): Promise<number> {
  // First, as whoever writes logs does: a number is forgotten and noted one after the other.
  await countLogs(db, 0);
  const old = await db
    .selectFrom('call_logs')
    .select(['id', 'detail', ...numberColumns])
    .where('id', '<', before)
    .orderBy('id')
    .limit(limit)
    .execute();
  const last = old.at(-1);
  if (last === undefined) return 0;
  const users = new Set<string>();
  const trunkGroups = new Set<string>();
  for (const { detail } of old) {
    for (const { user, trunkGroup } of (JSON.parse(detail) as CallLogDetail).participants) {
      if (user !== null) users.add(user.id);
      if (trunkGroup !== null) trunkGroups.add(trunkGroup.id);
    }
  }
  // Of each of them everything up to the last of these calls: a stretch of the primary key.
  for (const ids of batches([...users], idsAStatement)) {
    const theirs = db.deleteFrom('call_log_users').where('user_id', 'in', ids);
    await theirs.where('call_log_id', '<=', last.id).execute();
  }
  for (const ids of batches([...trunkGroups], idsAStatement)) {
    const theirs = db.deleteFrom('call_log_trunk_groups').where('trunk_group_id', 'in', ids);
    await theirs.where('call_log_id', '<=', last.id).execute();
  }
  await db.deleteFrom('call_logs').where('id', '<=', last.id).execute();
  await forgetNumbers(db, old);
  await countPeriods(db, idsOf(old), -1);
  await countLogs(db, -old.length);
  return old.length;
}

type KnownLog = StoredLog & NumbersOfLog & Pick<CallLogRow, 'provisional'>;

async function knownLogs(db: DatabaseTransaction, ids: readonly string[]): Promise<readonly KnownLog[]> {
  const known: KnownLog[] = [];
  for (const batch of batches(ids, idsAStatement)) {
    known.push(
      ...(await db
        .selectFrom('call_logs')
        .select(['id', 'detail', 'provisional', ...numberColumns])
        .where('id', 'in', batch)
        .execute()),
    );
  }
  return known;
}

/** The log itself; its participants have tables of their own. `isProvisional`: written in another node's place. */
export const callLogRow = (log: CallLog, isProvisional = false): CallLogRow => ({
  id: log.id,
  call_id: log.callId,
  enterprise_id: log.enterprise?.id ?? null,
  group_id: log.group?.id ?? null,
  user_id: log.user?.id ?? null,
  trunk_group_id: log.trunkGroup?.id ?? null,
  direction: log.direction,
  calling_number: log.callingNumber.slice(0, longestNumber),
  called_number: log.calledNumber.slice(0, longestNumber),
  dialled: log.dialled.slice(0, longestNumber),
  account_code: log.accountCode,
  authorization_code: log.authorizationCode,
  emergency: log.emergency ? 1 : 0,
  started_at: timeText(log.startedAt),
  ringing_at: log.ringingAt === null ? null : timeText(log.ringingAt),
  answered_at: log.answeredAt === null ? null : timeText(log.answeredAt),
  ended_at: timeText(log.endedAt),
  duration_ms: log.durationMs,
  outcome: log.outcome,
  failure: log.failure,
  sip_code: log.sipCode,
  q850_cause: log.q850Cause,
  ended_by: log.endedBy,
  provisional: isProvisional ? 1 : 0,
  detail: JSON.stringify(detailOf(log)),
});

const detailOf = (log: CallLog): CallLogDetail => ({
  enterprise: log.enterprise,
  group: log.group,
  user: log.user,
  trunkGroup: log.trunkGroup,
  participants: log.participants,
  peer: log.peer,
  callingNumber: log.callingNumber,
  calledNumber: log.calledNumber,
  dialled: log.dialled,
  attempts: log.attempts,
  trace: log.trace,
  // Left out of nearly all of them.
  transferredFrom: log.transferredFrom ?? undefined,
  transferredTo: log.transferredTo ?? undefined,
});

/** Each user once: who calls himself is the caller. */
function usersOf({ id, participants }: CallLog): CallLogUserRow[] {
  const rows = new Map<string, CallLogUserRow>();
  for (const { user, role } of participants) {
    if (user === null || rows.has(user.id)) continue;
    rows.set(user.id, { user_id: user.id, call_log_id: id, direction: directionOf(role) });
  }
  return [...rows.values()];
}

/** Each trunk group once: of a call out and back in on one, the way out. */
function trunkGroupsOf({ id, participants }: CallLog): CallLogTrunkGroupRow[] {
  const rows = new Map<string, CallLogTrunkGroupRow>();
  for (const { trunkGroup, role } of participants) {
    if (trunkGroup === null || rows.has(trunkGroup.id)) continue;
    rows.set(trunkGroup.id, {
      trunk_group_id: trunkGroup.id,
      call_log_id: id,
      direction: directionOf(role),
    });
  }
  return [...rows.values()];
}

const timeText = (at: number): string => new Date(at).toISOString();
