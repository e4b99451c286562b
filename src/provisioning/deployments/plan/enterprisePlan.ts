import { nameKey } from '../../../../db/nameKey';
import type { CurrentIndex } from '../currentIndex';
import { eachNumber, type NumberPlace } from '../numberPlaces';
import { toDialTarget, toE164 } from '../numbers';
import type { EnterpriseDocument } from '../schema/deployment';

/** An enterprise while it is planned: where its objects' names lead. */
export class EnterprisePlan {
  readonly plan;
  readonly departments = new Map<string, string>();
  readonly schemes = new Map<string, string>();

  constructor(
    readonly id: string,
    readonly document: EnterpriseDocument,
    private readonly remaining: CurrentIndex,
    /** The id a group goes by, whatever the case it is written in. */
    readonly groupId: (id: string) => string,
  ) {
    this.plan = { country: document.country, areaCode: document.area_code };
  }

  departmentId(group: string | null, name: string): string | null {
    const current = this.remaining;
    const inGroup = group === null ? undefined : this.departments.get(`${group} ${nameKey(name)}`);
    return (
      inGroup ??
      (group === null ? undefined : current.department(this.id, group, name)?.id) ??
      this.departments.get(` ${nameKey(name)}`) ??
      current.department(this.id, null, name)?.id ??
      null
    );
  }

  schemeId(name: string): string | null {
    return this.schemes.get(nameKey(name)) ?? this.remaining.scheme(this.id, name)?.id ?? null;
  }

  /** Makes the phone numbers of a document E.164, in place. */
  normalise<Document>(document: Document, places: readonly NumberPlace[]): Document {
    eachNumber(document, places, (text, place) =>
      place.as === 'e164' ? (toE164(text, this.plan) ?? text) : (toDialTarget(text, this.plan) ?? text),
    );
    return document;
  }
}
