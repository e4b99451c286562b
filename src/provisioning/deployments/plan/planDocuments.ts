import { nameKey } from '../../../../db/nameKey';
import { canonicalJson } from '../canonicalJson';
import { contactPlaces } from '../numberPlaces';
import type { EnterprisePlan } from './enterprisePlan';
import type { PlanContext } from './planContext';

type DocumentKind = 'schedule' | 'administrator' | 'contact' | 'shared_contact';

/** What an enterprise has that is kept as documents, matched by kind and name. */
export function planDocuments(context: PlanContext, enterprise: EnterprisePlan): void {
  const { schedules, administrators, contacts, shared_contacts } = enterprise.document;
  const put = (kind: DocumentKind, name: string, body: unknown): void => {
    putDocument(context, enterprise, kind, null, name, body);
  };
  for (const schedule of schedules) put('schedule', schedule.name, schedule);
  for (const administrator of administrators) put('administrator', administrator.email, administrator);
  for (const contact of contacts) put('contact', contact.name, enterprise.normalise(contact, contactPlaces));
  for (const contact of shared_contacts) {
    const name = [contact.first_name, contact.last_name ?? ''].join(' ').trim();
    put('shared_contact', name, enterprise.normalise(contact, contactPlaces));
  }
}

/** `groupId` null: it is the enterprise's. */
export function putDocument(
  { current, diffs, newId }: PlanContext,
  enterprise: EnterprisePlan,
  kind: DocumentKind,
  groupId: string | null,
  name: string,
  body: unknown,
): void {
  const before = current.document(kind, enterprise.id, groupId, name);
  diffs.documents.put(before, {
    id: before?.id ?? newId(),
    enterprise_id: enterprise.id,
    group_id: groupId,
    kind,
    name,
    name_key: nameKey(name),
    body: canonicalJson(body),
  });
}
