import { afterPeriod, periodOf } from '../../../db/repositories/callLogPeriods';
import type { Database } from '../../../db/schema';
import { afterLastCall } from '../fill/calls';
import type { Shape } from '../fill/shape';
import type { ApiCaller } from './apiCaller';
import { extensionsOfMade } from './writes';

const enterpriseName = 'bench import';
const groupId = '4990000';
const longestRange = 10_000;

/** A deployment file of one enterprise with so many users, as JSON, which is YAML too. */
export const importFile = (users: number): string =>
  JSON.stringify({
    version: 1,
    enterprises: [
      {
        name: enterpriseName,
        country: 'US',
        area_code: '529',
        time_zone: 'America/New_York',
        groups: [
          {
            id: groupId,
            name: 'import',
            trunk_group: { pbx: [{ host: '10.99.0.1', port: 5060, transport: 'udp' }] },
          },
        ],
        numbers: rangesOf(users),
        users: Array.from({ length: users }, (_, index) => ({
          first_name: 'Import',
          last_name: `Number ${index}`,
          group: groupId,
          extension: String(1_000_000 + index),
          number: numberOf(index),
          email: `user${index}@import.example`,
        })),
      },
    ],
  });

/** All their numbers, in ranges as long as a file may have them. */
function rangesOf(users: number): readonly string[] {
  const ranges = Math.ceil(users / longestRange);
  return Array.from({ length: ranges }, (_, range) => {
    const last = Math.min(users, (range + 1) * longestRange) - 1;
    return `${numberOf(range * longestRange)}-${numberOf(last)}`;
  });
}

const numberOf = (index: number): string => `+1529${2_000_000 + index}`;

export const importUsers = (api: ApiCaller, file: string): Promise<{ readonly ms: number }> =>
  api.call('POST', '/api/v1/deployments', file);

/** Takes out again what a measurement brought in, so that the next one meets the same database. */
export async function takeOutMeasured(db: Database, shape: Shape): Promise<void> {
  const newest = afterLastCall(shape);
  const left = await db.deleteFrom('call_logs').where('id', '>=', newest).executeTakeFirst();
  if (left.numDeletedRows > 0n) {
    for (const table of ['call_log_users', 'call_log_trunk_groups'] as const) {
      await db.deleteFrom(table).where('call_log_id', '>=', newest).execute();
    }
    await db.updateTable('row_counts').set({ total: shape.callLogs }).where('id', '=', 'call_logs').execute();
    const last = periodOf(newest);
    const total = db.fn.countAll<number>().as('total');
    const logs = db.selectFrom('call_logs').select(total).where('id', '>=', last);
    const counted = await logs.where('id', '<', afterPeriod(last)).executeTakeFirstOrThrow();
    await db.updateTable('call_log_periods').set(counted).where('id', '=', last).execute();
    await db.deleteFrom('call_log_periods').where('id', '>', last).execute();
  }
  const enterprises = await db.selectFrom('enterprises').select(['id', 'name']).execute();
  const large = enterprises.find(({ name }) => name === shape.enterprises[0]?.name);
  if (large !== undefined) {
    // Of a run that was cut short before it deleted them.
    await db
      .deleteFrom('users')
      .where('enterprise_id', '=', large.id)
      .where('extension', '>=', extensionsOfMade.first)
      .where('extension', '<=', extensionsOfMade.last)
      .execute();
  }
  const built = new Set(shape.enterprises.map(({ name }) => name));
  const ids = enterprises.filter(({ name }) => !built.has(name)).map(({ id }) => id);
  if (ids.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('call_log_numbers').where('enterprise_id', 'in', ids).execute();
    for (const table of ['users', 'numbers', 'documents', 'departments', 'routing_schemes'] as const) {
      await transaction.deleteFrom(table).where('enterprise_id', 'in', ids).execute();
    }
    await transaction.deleteFrom('trunk_groups').where('enterprise_id', 'in', ids).execute();
    await transaction.deleteFrom('groups').where('enterprise_id', 'in', ids).execute();
    await transaction.deleteFrom('enterprises').where('id', 'in', ids).execute();
  });
}
