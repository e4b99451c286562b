import { CompiledQuery } from 'kysely';
import { callLogsOf, directionOf, type CallLog } from '../../src/model/callLog';
import type { CallRecord } from '../../src/model/callRecord';
import { batches } from '../batches';
import type {
  CallLogRow,
  CallLogTrunkGroupRow,
  CallLogUserRow,
  Database,
  DatabaseTransaction,
  Schema,
} from '../schema';
import { inTransaction } from '../transaction';

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
>;

/** Width of the number columns. */
const longestNumber = 64;
/** Rows a statement: well below what either database allows of parameters. */
const rowsAStatement = 100;

/**
 * Writes the call logs of closed calls, all or none; what is there already stays as it is, so that the same calls may be
 * given again. One writer at a time.
 */
export async function storeCalls(db: Database, records: readonly CallRecord[]): Promise<void> {
  const logs = new Map(records.flatMap(callLogsOf).map((log) => [log.id, log]));
  await inTransaction(db, async (transaction) => {
    const known = new Set(await knownIds(transaction, [...logs.keys()]));
    const added = [...logs.values()].filter(({ id }) => !known.has(id));
    if (added.length === 0) return;
    await insert(transaction, 'call_logs', added.map(rowOf));
    await insert(transaction, 'call_log_users', added.flatMap(usersOf));
    await insert(transaction, 'call_log_trunk_groups', added.flatMap(trunkGroupsOf));
    await transaction
      .updateTable('row_counts')
      .set((table) => ({ total: table('total', '+', added.length) }))
      .where('id', '=', 'call_logs')
      .execute();
  });
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
  const old = await db
    .selectFrom('call_logs')
    .select(['id', 'detail'])
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
  for (const ids of batches([...users], rowsAStatement)) {
    const theirs = db.deleteFrom('call_log_users').where('user_id', 'in', ids);
    await theirs.where('call_log_id', '<=', last.id).execute();
  }
  for (const ids of batches([...trunkGroups], rowsAStatement)) {
    const theirs = db.deleteFrom('call_log_trunk_groups').where('trunk_group_id', 'in', ids);
    await theirs.where('call_log_id', '<=', last.id).execute();
  }
  await db.deleteFrom('call_logs').where('id', '<=', last.id).execute();
  await db
    .updateTable('row_counts')
    .set((table) => ({ total: table('total', '-', old.length) }))
    .where('id', '=', 'call_logs')
    .execute();
  return old.length;
}

async function knownIds(db: DatabaseTransaction, ids: readonly string[]): Promise<readonly string[]> {
  const known: string[] = [];
  for (const batch of batches(ids, rowsAStatement)) {
    const rows = await db.selectFrom('call_logs').select('id').where('id', 'in', batch).execute();
    known.push(...rows.map(({ id }) => id));
  }
  return known;
}

type InsertTable = 'call_logs' | 'call_log_users' | 'call_log_trunk_groups';

/** Built by hand: for rows as many and as wide as these, the query builder costs more than the database. */
async function insert<Table extends InsertTable>(
  db: DatabaseTransaction,
  table: Table,
  rows: readonly Schema[Table][],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.keys(first);
  const line = `(${columns.map(() => '?').join(', ')})`;
  for (const batch of batches(rows, rowsAStatement)) {
    const values = batch.map(() => line).join(', ');
    await db.executeQuery(
      CompiledQuery.raw(
        `insert into ${table} (${columns.join(', ')}) values ${values}`,
        batch.flatMap((row) => Object.values(row) as unknown[]),
      ),
    );
  }
}

const rowOf = (log: CallLog): CallLogRow => ({
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
  provisional: 0,
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
