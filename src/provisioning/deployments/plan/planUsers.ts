import { nameKey } from '../../../../db/nameKey';
import type { UserRecord } from '../../../../db/repositories/deploymentRecords';
import { canonicalJson } from '../canonicalJson';
import type { CurrentIndex } from '../currentIndex';
import { defaultSchemeNameOf } from '../names';
import { systemUserPlaces, userPlaces } from '../numberPlaces';
import type { SystemUserDocument, UserDocument } from '../schema/deployment';
import type { EnterprisePlan } from './enterprisePlan';
import type { RecordDiff } from './recordDiff';

/** Users and system users of an enterprise, matched by extension. */
export function planUsers(
  enterprise: EnterprisePlan,
  current: CurrentIndex,
  users: RecordDiff<UserRecord>,
  newId: () => string,
): void {
  const put = (record: UserRecord): void => {
    const before = current.user(enterprise.id, record.extension);
    users.put(before, { ...record, id: before?.id ?? newId() });
  };
  for (const user of enterprise.document.users) put(personRecord(enterprise, user));
  for (const user of enterprise.document.system_users) put(systemUserRecord(enterprise, user));
}

function personRecord(enterprise: EnterprisePlan, document: UserDocument): UserRecord {
  const {
    first_name,
    last_name,
    group,
    extension,
    number,
    routing_scheme,
    department,
    email,
    username,
    type,
    scope,
    time_zone,
    calling_line_id,
    ...settings
  } = enterprise.normalise(document, userPlaces);
  const groupId = enterprise.groupId(group);
  const name = `${first_name} ${last_name}`;
  return {
    id: '',
    enterprise_id: enterprise.id,
    group_id: groupId,
    kind: 'person',
    first_name,
    last_name,
    name,
    name_key: nameKey(name),
    extension,
    number,
    routing_scheme_id: ownSchemeId(enterprise, groupId, routing_scheme),
    department_id: department === null ? null : enterprise.departmentId(groupId, department),
    calling_line_id,
    username,
    username_key: username === null ? null : nameKey(username),
    email,
    email_key: email === null ? null : nameKey(email),
    type,
    scope,
    time_zone,
    settings: canonicalJson({ ...settings, inbound: availableOf(settings.inbound) }),
  };
}

/** Nothing is kept of a feature that was taken away: given back, it starts from its defaults (flexible-reach.md 6.1). */
const availableOf = (inbound: UserDocument['inbound']): object =>
  Object.fromEntries(Object.entries(inbound).filter(([, feature]) => feature?.available === true));

/** Null for the default scheme of the user's group: a user who moves to another group gets that one's. */
const ownSchemeId = (enterprise: EnterprisePlan, groupId: string, name: string | null): string | null =>
  name === null || nameKey(name) === nameKey(defaultSchemeNameOf(groupId)) ? null : enterprise.schemeId(name);

function systemUserRecord(enterprise: EnterprisePlan, document: SystemUserDocument): UserRecord {
  const { kind, name, extension, number, group, ...settings } = enterprise.normalise(
    document,
    systemUserPlaces,
  );
  return {
    id: '',
    enterprise_id: enterprise.id,
    group_id: group === null ? null : enterprise.groupId(group),
    kind,
    first_name: null,
    last_name: null,
    name,
    name_key: nameKey(name),
    extension,
    number,
    routing_scheme_id: null,
    department_id: null,
    calling_line_id: null,
    username: null,
    username_key: null,
    email: null,
    email_key: null,
    type: null,
    scope: null,
    time_zone: null,
    settings: canonicalJson(settings),
  };
}
