import { z } from 'zod';
import type { Database } from '../../../db/schema';
import type { UserRecord } from '../../../db/repositories/deploymentRecords';
import { readUserSettings, type UserSettings } from '../../../db/repositories/userFeatures';
import type { ApiContext } from '../apiContext';
import { userLoops } from '../changes/loopWarnings';
import { readRecord } from '../changes/storedRecords';
import { isForwardingFeature } from '../deployments/forwardingLoops';
import { inboundFeatureSchemas, type InboundFeature } from '../deployments/schema/inboundFeatures';
import { outboundFeatures } from '../deployments/schema/outboundFeatures';
import { schedule } from '../deployments/schema/schedules';
import { listOf } from '../http/answers';
import { entryResource } from '../http/entryResource';
import { detachParameter, readFlag } from '../http/flagParameter';
import type { ApiRoutes } from '../http/operations';
import { asPart, partResource } from '../http/partResource';
import { pathInside } from '../deployments/mistake';
import { notFound, Problem } from '../http/problem';
import { acceptParameters, pathParameter } from '../http/resource';
import { warningsInside, warningsOfChange } from '../http/warnings';
import { inUse } from '../changes/refusal';
import { changesOf } from '../changes/deploymentChanges';
import { scheduleUses, withoutSchedule } from '../schedules/scheduleUses';
import { changeUser } from '../users/edit';

const names = Object.keys(inboundFeatureSchemas) as InboundFeature[];
const none = new URLSearchParams();
const tag = 'users';

/** A feature as it stands; one that is not available shows its defaults. */
const presentFeature = (name: InboundFeature, settings: UserSettings): object =>
  inboundFeatureSchemas[name].parse(settings.inbound[name] ?? { available: false });

const summary = z.strictObject({
  feature: z.enum(names),
  available: z.boolean().meta({ description: 'whether an administrator gave it to the user' }),
  enabled: z.boolean().meta({ description: 'whether it is switched on' }),
});

/** The features of a user, each on its own: what is changed here is changed in the user's body, by the same rules. */
export function userFeatureRoutes(routes: ApiRoutes, context: ApiContext): void {
  routes.add('/users/:id/inbound-features', {
    get: {
      about: {
        id: 'listInboundFeatures',
        tag,
        summary: "List a user's inbound features",
        answer: { name: 'InboundFeatureList', schema: listOf(summary.meta({ id: 'InboundFeature' })) },
        problems: [404],
      },
      handle: async (request) => {
        acceptParameters(request);
        const { settings } = await readPerson(context.database, pathParameter(request, 'id'));
        const items = names.map((feature) => {
          const { available = false, enabled = false } = settings.inbound[feature] ?? {};
          return { feature, available, enabled };
        });
        return { items, total: items.length, next: null };
      },
    },
  });
  for (const feature of names) {
    const words = feature.replaceAll('_', ' ');
    const place = `inbound.${feature}`;
    const isForwarding = isForwardingFeature(feature);
    partResource(routes, context, {
      path: `/users/:id/inbound-features/${feature.replaceAll('_', '-')}`,
      tag,
      name: titleOf(feature),
      what: `a user's ${words}`,
      answer: isForwarding
        ? inboundFeatureSchemas[feature].extend({ warnings: warningsOfChange })
        : inboundFeatureSchemas[feature],
      body: inboundFeatureSchemas[feature],
      read: async (db, id) => presentFeature(feature, (await readPerson(db, id)).settings),
      plan: async (edit, id, patch) => {
        const { settings } = await readPerson(edit.db, id);
        if (settings.inbound[feature] === undefined && patch.available !== true) throw notAvailable(words);
        const whole = { inbound: { [feature]: patch } };
        return await asPart(
          () => changeUser.plan(edit, id, whole, none),
          (path) => pathInside(place, path),
        );
      },
      ...(isForwarding && {
        warn: async (db, id) => warningsInside(place, await userLoops(db, id)),
      }),
    });
  }
  partResource(routes, context, {
    path: '/users/:id/outbound-features',
    tag,
    name: 'OutboundFeatures',
    what: "a user's outbound features",
    answer: outboundFeatures,
    body: outboundFeatures,
    read: async (db, id) => (await readPerson(db, id)).settings.outbound,
    plan: (edit, id, patch) =>
      asPart(
        () => changeUser.plan(edit, id, { outbound: patch }, none),
        (path) => pathInside('outbound', path),
      ),
  });
  entryResource(routes, context, {
    path: '/users/:id/schedules',
    tag,
    name: 'UserSchedule',
    what: 'own schedule',
    key: 'name',
    entry: schedule,
    at: 'schedules',
    read: async (db, id) =>
      (await readPerson(db, id)).settings.schedules as unknown as readonly Record<string, unknown>[],
    plan: (edit, id, schedules) => changeUser.plan(edit, id, { schedules }, none),
    remove: {
      query: [detachParameter('rules that follow it are deleted, criteria that name it are made inactive')],
      plan: async (edit, id, { name }, query) => {
        const { record, settings } = await readPerson(edit.db, id);
        const uses = scheduleUses(settings, String(name), id);
        if (uses.length > 0 && !readFlag(query, 'detach')) throw inUse('schedule', uses);
        const schedules = settings.schedules.filter((one) => one.name !== name);
        const after = { ...record, settings: withoutSchedule({ ...settings, schedules }, String(name)) };
        return changesOf({ users: { create: [], change: [{ before: record, after }], remove: [] } });
      },
    },
  });
}

interface Person {
  readonly record: UserRecord;
  readonly settings: UserSettings;
}

/** @throws Problem 404: only persons have features */
async function readPerson(db: Database, id: string): Promise<Person> {
  const record = await readRecord(db, 'users', id, 'user');
  if (record.kind !== 'person') throw notFound('user with features: it is a system user');
  return { record, settings: readUserSettings(record.settings) };
}

const notAvailable = (words: string): Problem =>
  new Problem(409, 'not_available', `${words} is not available to the user`, [
    { path: 'available', code: 'not_available', message: 'available: true makes it so, with its defaults' },
  ]);

/** `call_acceptance` as `CallAcceptance`. */
const titleOf = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
