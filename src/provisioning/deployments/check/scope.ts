import { nameKey } from '../../../../db/nameKey';
import { byCategory } from '../../../../db/repositories/dialRestrictions';
import { readGroupSettings } from '../../../../db/repositories/groupFeatures';
import { readUserSettings, type UserSettings } from '../../../../db/repositories/userFeatures';
import type { ForwardRestrictions } from '../../../model/dialRestrictions';
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

/** Restrictions of forwards as the file writes them, by category. */
export const forwardRestrictionsOf = (
  written: NonNullable<UserDraft['outbound']>['forward_restrictions'],
): ForwardRestrictions => byCategory((written ?? {}) as Readonly<Record<string, 'allow' | 'disallow'>>);

/** What must not stand twice on the whole platform. */
export interface PlatformUniqueness {
  readonly groups: Uniqueness;
  readonly usernames: Uniqueness;
  readonly assignedNumbers: Uniqueness;
}

export const isEmergencyNumber = (digits: string, country: string): boolean =>
  emergencyCall({ scheme: 'sip', display: null, user: digits, host: '' }, country) !== null;

/** A user or system user of the enterprise, as it is to be. */
export interface Colleague {
  readonly extension: string;
  /** Null: of the whole enterprise. */
  readonly group: string | null;
}

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
  /** Those the file names, by extension and by number. */
  readonly #colleagues = new Map<string, Colleague>();
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

  /**
   * Whose an extension or number is once the file is in force; null: nobody's in the enterprise.
   * @param target E.164, or an extension
   */
  colleague(target: string): Colleague | null {
    const named = this.#colleagues.get(target);
    if (named !== undefined || this.id === null) return named ?? null;
    const row = this.current.usersByNumber.get(target) ?? this.current.user(this.id, target);
    if (row?.enterprise_id !== this.id) return null;
    const { extension } = this.current.named(row);
    return this.namesExtension(extension) ? null : { extension, group: row.group_id };
  }

  /** What a group says of calls its users send on. */
  forwardRestrictions(group: string | null): ForwardRestrictions {
    const key = nameKey(group ?? '');
    for (const [, draft] of present(this.draft.groups)) {
      if (nameKey(draft.id ?? '') === key) return forwardRestrictionsOf(draft.forward_restrictions);
    }
    const row = this.current.groups.get(key);
    if (row === undefined) return {};
    return row.enterprise_id === this.id
      ? forwardRestrictionsOf(readGroupSettings(row.settings).forward_restrictions)
      : {};
  }

  /** A user's settings of today, where the user is changed in part. */
  settingsChangedInPart(extension: string | undefined): UserSettings | null {
    if (this.id === null || extension === undefined) return null;
    const user = this.current.userChangedInPart(this.id, extension);
    return user?.kind === 'person' ? readUserSettings(user.settings) : null;
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
      // Some ways to write one, such as +1911, are no number at all otherwise.
      const isForHelp = [text, number ?? ''].some((each) => isEmergencyNumber(each, this.plan.country));
      if (place.as === 'target' && isForHelp) {
        this.mistakes.add(
          [...path, ...at],
          'invalid',
          `${text} is an emergency number: no call is sent on to it`,
        );
      } else if (number === null) {
        this.mistakes.add(
          [...path, ...at],
          'invalid',
          `${text} has a length that no number of ${this.plan.country} has`,
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
    for (const [, user] of present(draft.users)) this.#addUser(user);
    for (const [, user] of present(draft.system_users)) this.#addUser(user);
  }

  #addGroup(id: string): void {
    this.#groups.add(nameKey(id));
    this.#trunkGroups.add(nameKey(trunkGroupNameOf(id)));
    this.#schemes.add(nameKey(defaultSchemeNameOf(id)));
  }

  #addUser({ extension, number, group }: UserDraft | SystemUserDraft): void {
    if (extension === undefined) return;
    this.#extensions.add(extension);
    this.#namedExtensions.add(extension);
    const colleague: Colleague = { extension, group: group ?? null };
    this.#colleagues.set(extension, colleague);
    const e164 = this.e164(number);
    if (e164 !== null) this.#colleagues.set(e164, colleague);
  }

  #addSchedule(group: string | null, name: string | undefined, type: 'time' | 'holiday' = 'time'): void {
    if (name === undefined) return;
    const owner = nameKey(group ?? '');
    const schedules = this.#schedules.get(owner) ?? new Map<string, 'time' | 'holiday'>();
    this.#schedules.set(owner, schedules.set(nameKey(name), type));
  }
}
