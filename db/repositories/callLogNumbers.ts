import { sql } from 'kysely';
import { batches } from '../batches';
import { insertRows } from '../insertRows';
import type { CallLogNumberRow, CallLogRow, DatabaseTransaction } from '../schema';

/** What is needed of a call log to know its numbers. */
export type NumbersOfLog = Pick<CallLogRow, 'enterprise_id' | 'calling_number' | 'called_number' | 'dialled'>;

type Kind = 'calling' | 'called' | 'dialled';

const columns = { calling: 'calling_number', called: 'called_number', dialled: 'dialled' } as const;
const kinds = Object.keys(columns) as readonly Kind[];
/** Numbers a statement. */
const numbersAStatement = 100;

/** Notes the numbers of logs that are written, in the same transaction. */
export const noteNumbers = (db: DatabaseTransaction, logs: readonly NumbersOfLog[]): Promise<void> =>
  insertRows(
    db,
    'call_log_numbers',
    kinds.flatMap((kind) => numbersOf(logs, kind)),
    'leave what is there',
  );

/** Forgets the numbers that no log has any more, of logs that were deleted in the same transaction. */
export async function forgetNumbers(db: DatabaseTransaction, logs: readonly NumbersOfLog[]): Promise<void> {
  for (const kind of kinds) {
    const column = sql.ref(`call_logs.${columns[kind]}`);
    for (const batch of batches(numbersOf(logs, kind), numbersAStatement)) {
      const named = batch.map(
        ({ enterprise_id, number }) =>
          sql`(enterprise_id = ${enterprise_id} and kind = ${kind} and number = ${number})`,
      );
      await sql`delete from call_log_numbers where (${sql.join(named, sql` or `)}) and not exists (
        select 1 from call_logs where call_logs.enterprise_id = call_log_numbers.enterprise_id
          and ${column} = call_log_numbers.number)`.execute(db);
    }
  }
}

/** Each once. Lists within an enterprise alone ask for them. */
function numbersOf(logs: readonly NumbersOfLog[], kind: Kind): readonly CallLogNumberRow[] {
  const found = new Map<string, CallLogNumberRow>();
  for (const log of logs) {
    const { enterprise_id } = log;
    const number = log[columns[kind]];
    if (enterprise_id !== null) found.set(`${enterprise_id} ${number}`, { enterprise_id, kind, number });
  }
  return [...found.values()];
}
