import { scheduleList, type ScheduleItem } from '../../../db/lists/definitions';
import type { StoredSchedule } from '../../../db/repositories/sharedSchedules';
import type { ApiContext } from '../apiContext';
import { listResource } from '../http/listResource';
import { named } from '../http/named';
import type { ApiRoutes } from '../http/operations';
import { changeSchedule, createSchedule, removeSchedule } from './edit';
import { scheduleItem } from './schema';

export function scheduleRoutes(routes: ApiRoutes, context: ApiContext): void {
  listResource<ScheduleItem>(routes, context, {
    path: '/schedules',
    what: 'schedule',
    definition: scheduleList,
    item: scheduleItem,
    present: (rows) => Promise.resolve(rows.map(presentSchedule)),
    create: createSchedule,
    change: changeSchedule,
    remove: removeSchedule,
  });
}

const presentSchedule = (row: ScheduleItem) => ({
  id: row.id,
  enterprise: named(row.enterprise_id, row.enterprise_name),
  group: named(row.group_id, row.group_name),
  ...(JSON.parse(row.body) as StoredSchedule),
  created_at: row.created_at,
  updated_at: row.updated_at,
});
