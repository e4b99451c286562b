import { nameKey } from '../../../../db/nameKey';
import { emergencyCall } from '../../../model/emergencyNumbers';
import type { NumberingPlan } from '../../../model/phoneNumber';
import type { CurrentIndex } from '../currentIndex';
import type { Draft } from '../draft';
import type { MistakeList } from '../mistake';
import { type Path } from '../mistake';
import { eachNumber, type NumberPlace } from '../numberPlaces';
import { toDialTarget, toE164 } from '../numbers';
import { defaultSchemeNameOf, trunkGroupNameOf } from '../names';
import type { DeploymentInput } from '../schema/deployment';

export type DeploymentDraft = Draft<DeploymentInput>;
type Items<T> = Exclude<T, undefined> extends readonly (infer Item)[] ? Exclude<Item, undefined> : never;
export type EnterpriseDraft = Items<DeploymentDraft['enterprises']>;
export type GroupDraft = Items<EnterpriseDraft['groups']>;
export type SchemeDraft = Items<EnterpriseDraft['routing_schemes']>;
export type UserDraft = Items<EnterpriseDraft['users']>;
export type SystemUserDraft = Items<EnterpriseDraft['system_users']>;
export type ScheduleDraft = Items<EnterpriseDraft['schedules']>;

/** A list's items that are there, with their index. */
export function* present<Item>(
  items: readonly (Item | undefined)[] | null | undefined,
): Generator<[number, Exclude<Item, undefined>]> {
  for (const [index, item] of (items ?? []).entries()) {
    if (item !== undefined) yield [index, item as Exclude<Item, undefined>];
  }
}

/** Finds what is named twice. */
export class Uniqueness {
  readonly #seen = new Map<string, string>();

  constructor(
    private readonly mistakes: MistakeList,
    private readonly what: string,
  ) {}

  /** @param whose shown when the same comes again: where or whose the first one is */
  add(path: Path, value: string | null | undefined, whose = 'in this file'): void {
    if (value === null || value === undefined) return;
    const key = nameKey(value);
    const first = this.#seen.get(key);
    if (first === undefined) this.#seen.set(key, whose);
    else this.mistakes.add(path, 'duplicate', `${this.what} ${value} stands twice ${first}`);
  }
}

/** What must not stand twice on the whole platform. */
export interface PlatformUniqueness {
  readonly groups: Uniqueness;
  readonly usernames: Uniqueness;
  readonly assignedNumbers: Uniqueness;
}

export const isEmergencyNumber = (digits: string, country: string): boolean =>
  emergencyCall({ scheme: 'sip', display: null, user: digits, host: '' }, country) !== null;

type ScheduleTypes = Map<string, 'time' | 'holiday'>;

/**
 * What an enterprise's objects may refer to: what the file makes, and what the database has of it and keeps. Built
 * before anything is checked, so that the order in the file does not matter.
 */
export class EnterpriseScope {
  readonly plan: NumberingPlan;
  /** Of today; null: the enterprise is new. */
  readonly id: string | null;
  readonly #groups = new Set<string>();
  readonly #trunkGroups = new Set<string>();
  readonly #schemes = new Set<string>();
  readonly #departments = new Set<string>();
  readonly #extensions = new Set<string>();
  readonly #namedExtensions = new Set<string>();
  readonly #schedules = new Map<string, ScheduleTypes>();
  readonly inventory = new Set<string>();

  constructor(
    readonly path: Path,
    readonly draft: EnterpriseDraft,
    private readonly current: CurrentIndex,
    readonly mistakes: MistakeList,
  ) {
    this.plan = { country: draft.country ?? 'US', areaCode: draft.area_code ?? null };
    this.id = current.enterprises.get(nameKey(draft.name ?? ''))?.id ?? null;
    this.#takeCurrent();
    this.#takeFile();
  }

  hasGroup(id: string): boolean {
    return this.#groups.has(nameKey(id));
  }

  hasTrunkGroup(name: string): boolean {
    return this.#trunkGroups.has(nameKey(name));
  }

  hasScheme(name: string): boolean {
    return this.#schemes.has(nameKey(name));
  }

  /** A department is looked for in the group, then in the enterprise (decisions.md 11). */
  hasDepartment(group: string | null, name: string): boolean {
    const key = nameKey(name);
    return (
      this.#departments.has(` ${key}`) ||
      (group !== null && this.#departments.has(`${nameKey(group)} ${key}`))
    );
  }

  hasExtension(extension: string): boolean {
    return this.#extensions.has(extension);
  }

  /** Whether the file itself has a user with this extension. */
  namesExtension(extension: string): boolean {
    return this.#namedExtensions.has(extension);
  }

  /** Type of a schedule of the enterprise or the group; undefined: there is none. */
  scheduleType(group: string | null, name: string): 'time' | 'holiday' | undefined {
    const key = nameKey(name);
    return (
      (group === null ? undefined : this.#schedules.get(nameKey(group))?.get(key)) ??
      this.#schedules.get('')?.get(key)
    );
  }

  hasNumber(number: string): boolean {
    return (
      this.inventory.has(number) ||
      (this.id !== null && this.current.numbers.get(number)?.enterprise_id === this.id)
    );
  }

  e164(text: string | null | undefined): string | null {
    return text === null || text === undefined ? null : toE164(text, this.plan);
  }

  checkNumbers(value: unknown, places: readonly NumberPlace[], path: Path): void {
    eachNumber(value, places, (text, place, at) => {
      const number = place.as === 'e164' ? toE164(text, this.plan) : toDialTarget(text, this.plan);
      if (number === null) {
        this.mistakes.add(
          [...path, ...at],
          'invalid',
          `${text} has a length that no number of ${this.plan.country} has`,
        );
      } else if (place.as === 'target' && isEmergencyNumber(number, this.plan.country)) {
        this.mistakes.add(
          [...path, ...at],
          'invalid',
          `${text} is an emergency number: no call is sent on to it`,
        );
      }
      return undefined;
    });
  }

  #takeCurrent(): void {
    if (this.id === null) return;
    const { records } = this.current;
    const mine = <Row extends { readonly enterprise_id: string }>(rows: readonly Row[]): Row[] =>
      rows.filter((row) => row.enterprise_id === this.id);
    for (const row of mine(records.groups)) this.#addGroup(row.id);
    for (const row of mine(records.routing_schemes)) this.#schemes.add(row.name_key);
    for (const row of mine(records.departments))
      this.#departments.add(`${nameKey(row.group_id ?? '')} ${row.name_key}`);
    for (const row of mine(records.users)) this.#extensions.add(row.extension);
    for (const row of mine(records.documents)) {
      if (row.kind !== 'schedule') continue;
      const { type } = JSON.parse(row.body) as { type: 'time' | 'holiday' };
      this.#addSchedule(row.group_id, row.name, type);
    }
  }

  #takeFile(): void {
    const { draft } = this;
    for (const [, group] of present(draft.groups)) {
      if (group.id === undefined) continue;
      this.#addGroup(group.id);
      for (const [, schedule] of present(group.schedules))
        this.#addSchedule(group.id, schedule.name, schedule.type);
    }
    for (const [, scheme] of present(draft.routing_schemes)) this.#schemes.add(nameKey(scheme.name ?? ''));
    for (const [, schedule] of present(draft.schedules))
      this.#addSchedule(null, schedule.name, schedule.type);
    for (const [, department] of present(draft.departments)) {
      this.#departments.add(`${nameKey(department.group ?? '')} ${nameKey(department.name ?? '')}`);
    }
    for (const [, user] of present(draft.users)) this.#addExtension(user.extension);
    for (const [, user] of present(draft.system_users)) this.#addExtension(user.extension);
  }

  #addGroup(id: string): void {
    this.#groups.add(nameKey(id));
    this.#trunkGroups.add(nameKey(trunkGroupNameOf(id)));
    this.#schemes.add(nameKey(defaultSchemeNameOf(id)));
  }

  #addExtension(extension: string | undefined): void {
    if (extension === undefined) return;
    this.#extensions.add(extension);
    this.#namedExtensions.add(extension);
  }

  #addSchedule(group: string | null, name: string | undefined, type: 'time' | 'holiday' = 'time'): void {
    if (name === undefined) return;
    const owner = nameKey(group ?? '');
    const schedules = this.#schedules.get(owner) ?? new Map<string, 'time' | 'holiday'>();
    this.#schedules.set(owner, schedules.set(nameKey(name), type));
  }
}
