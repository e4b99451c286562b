import { nameKey } from '../../../db/nameKey';
import type { CurrentRecords } from '../../../db/repositories/deploymentRecords';

const byKey = <Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [keyOf(item), item]));

/** A record of today that goes by another name in the document at hand. */
export interface Renamed {
  readonly id: string;
  readonly name_key?: string;
  readonly extension?: string;
  readonly prefix?: string | null;
  readonly priority?: number;
}

/** The records of today, found the way a deployment file names them: groups by id, users by extension, the rest by name. */
export class CurrentIndex {
  readonly enterprises;
  readonly enterprisesById;
  readonly carriers;
  readonly groups;
  readonly trunkGroups;
  readonly numbers;
  readonly usersByNumber;
  readonly usersByUsername;
  readonly #routes;
  readonly #schemes;
  readonly #defaultSchemes;
  readonly #users;
  readonly #departments;
  readonly #documents;

  /** @param renamed a record that is found by its new name; a file has none, since there the name is who it is */
  constructor(
    readonly records: CurrentRecords,
    private readonly renamed: Renamed | null = null,
  ) {
    this.enterprises = byKey(records.enterprises, (row) => this.named(row).name_key);
    this.enterprisesById = byKey(records.enterprises, (row) => row.id);
    this.carriers = byKey(records.carriers, (row) => this.named(row).name_key);
    this.groups = byKey(records.groups, (row) => nameKey(row.id));
    this.trunkGroups = byKey(records.trunk_groups, (row) => nameKey(row.id));
    this.numbers = byKey(records.numbers, (row) => row.number);
    this.usersByNumber = new Map(
      records.users.flatMap((row) => (row.number === null ? [] : [[row.number, row]])),
    );
    this.usersByUsername = new Map(
      records.users.flatMap((row) => (row.username_key === null ? [] : [[row.username_key, row]])),
    );
    this.#routes = byKey(records.outbound_routes, (row) => routeKey(this.named(row)));
    this.#schemes = byKey(
      records.routing_schemes,
      (row) => `${row.enterprise_id} ${this.named(row).name_key}`,
    );
    this.#defaultSchemes = byKey(records.routing_schemes, (row) => nameKey(row.default_group_id ?? ''));
    this.#users = byKey(records.users, (row) => `${row.enterprise_id} ${this.named(row).extension}`);
    this.#departments = byKey(
      records.departments,
      (row) => `${row.enterprise_id} ${row.group_id ?? ''} ${row.name_key}`,
    );
    this.#documents = byKey(
      records.documents,
      (row) => `${row.kind} ${row.enterprise_id} ${row.group_id ?? ''} ${this.named(row).name_key}`,
    );
  }

  /** The record with the names it goes by in the document at hand. */
  named<Record extends { readonly id: string }>(record: Record): Record {
    return record.id === this.renamed?.id ? { ...record, ...this.renamed } : record;
  }

  /** @param prefix null: for emergency calls */
  route(prefix: string | null, priority: number) {
    return this.#routes.get(routeKey({ prefix, priority }));
  }

  scheme(enterpriseId: string, name: string) {
    return this.#schemes.get(`${enterpriseId} ${nameKey(name)}`);
  }

  defaultScheme(groupId: string) {
    return this.#defaultSchemes.get(nameKey(groupId));
  }

  user(enterpriseId: string, extension: string) {
    return this.#users.get(`${enterpriseId} ${extension}`);
  }

  /** Today's record of a user who is changed in part; a file changes nobody in part: whom it names it gives whole. */
  userChangedInPart(enterpriseId: string, extension: string) {
    const user = this.user(enterpriseId, extension);
    return user?.id === this.renamed?.id ? user : undefined;
  }

  department(enterpriseId: string, groupId: string | null, name: string) {
    return this.#departments.get(`${enterpriseId} ${groupId ?? ''} ${nameKey(name)}`);
  }

  document(kind: string, enterpriseId: string, groupId: string | null, name: string) {
    return this.#documents.get(`${kind} ${enterpriseId} ${groupId ?? ''} ${nameKey(name)}`);
  }
}

const routeKey = ({ prefix, priority }: { readonly prefix: string | null; readonly priority: number }) =>
  `${prefix ?? 'emergency'} ${String(priority)}`;

/** Nothing there: what a first deployment meets, and what a pruning one may lean on. */
export const emptyRecords: CurrentRecords = {
  enterprises: [],
  groups: [],
  trunk_groups: [],
  carriers: [],
  outbound_routes: [],
  routing_schemes: [],
  departments: [],
  numbers: [],
  users: [],
  documents: [],
};
