import { nameKey } from '../../../../db/nameKey';
import type {
  CurrentRecords,
  DeploymentChanges,
  DeploymentRecords,
  DocumentRecord,
  RecordKind,
} from '../../../../db/repositories/deploymentRecords';
import type {
  StoredOverflowAction,
  TrunkGroupSettings,
} from '../../../../db/repositories/trunkGroupSettings';
import { canonicalJson } from '../canonicalJson';
import { CurrentIndex, emptyRecords } from '../currentIndex';
import { contactPlaces, groupPlaces, schemePlaces } from '../numberPlaces';
import { numbersOf, readRange } from '../numbers';
import { defaultSchemeNameOf, groupOfDefaultScheme, trunkGroupNameOf } from '../names';
import type { Deployment, GroupDocument, SchemeDocument } from '../schema/deployment';
import { EnterprisePlan } from './enterprisePlan';
import { RecordDiff } from './recordDiff';
import { summarise, type DeploymentSummary } from './summary';
import { planUsers } from './planUsers';

export interface DeploymentPlan {
  readonly changes: DeploymentChanges;
  readonly summary: DeploymentSummary;
}

/**
 * What has to change so that everything the file names is exactly as it says, and, when pruning, nothing else is there.
 * The file has been checked: every reference leads somewhere.
 */
export function planDeployment(
  deployment: Deployment,
  current: CurrentIndex,
  newId: () => string,
  prune: boolean,
): DeploymentPlan {
  const planner = new Planner(current, newId, prune);
  planner.plan(deployment);
  return planner.finish();
}

type Diffs = { readonly [Kind in RecordKind]: RecordDiff<DeploymentRecords[Kind]> };

function diffsOf(records: CurrentRecords): Diffs {
  return {
    enterprises: new RecordDiff(records.enterprises),
    groups: new RecordDiff(records.groups),
    trunk_groups: new RecordDiff(records.trunk_groups),
    carriers: new RecordDiff(records.carriers),
    outbound_routes: new RecordDiff(records.outbound_routes),
    routing_schemes: new RecordDiff(records.routing_schemes),
    departments: new RecordDiff(records.departments),
    numbers: new RecordDiff(records.numbers),
    users: new RecordDiff(records.users),
    documents: new RecordDiff(records.documents),
  };
}

class Planner {
  readonly diffs: Diffs;
  /** What a reference may fall back on: nothing when what the file does not name goes. */
  readonly #remaining: CurrentIndex;
  readonly #carrierIds = new Map<string, string>();
  readonly #groupIds = new Map<string, string>();

  constructor(
    readonly current: CurrentIndex,
    readonly newId: () => string,
    readonly prune: boolean,
  ) {
    this.diffs = diffsOf(current.records);
    this.#remaining = prune ? new CurrentIndex(emptyRecords) : current;
  }

  plan(deployment: Deployment): void {
    this.#planCarriers(deployment);
    this.#planRoutes(deployment);
    for (const document of deployment.enterprises) {
      const before = this.current.enterprises.get(nameKey(document.name));
      const enterprise = new EnterprisePlan(before?.id ?? this.newId(), document, this.#remaining, (id) =>
        this.groupId(id),
      );
      this.diffs.enterprises.put(before, {
        id: enterprise.id,
        name: document.name,
        name_key: nameKey(document.name),
        country: document.country,
        area_code: document.area_code,
        time_zone: document.time_zone,
        max_active_calls: document.max_active_calls,
        trunk_routing_permission: document.trunk_routing_permission,
        billing_cycle_day: document.billing_cycle_day,
        licences: canonicalJson(document.licences),
        feature_codes: canonicalJson(document.feature_codes),
        toll_limits: document.toll_limits === null ? null : canonicalJson(document.toll_limits),
      });
      for (const group of document.groups) this.#planGroup(enterprise, group);
      for (const scheme of document.routing_schemes) this.#planScheme(enterprise, scheme);
      this.#planDefaultSchemes(enterprise);
      this.#planDepartments(enterprise);
      this.#planNumbers(enterprise);
      planUsers(enterprise, this.current, this.diffs.users, this.newId);
      this.#planDocuments(enterprise);
    }
  }

  finish(): DeploymentPlan {
    const { diffs, prune } = this;
    const always = (): boolean => prune;
    // The routes of a prefix are one object: those of a prefix the file names are exactly the file's.
    const named = new Set(
      [...diffs.outbound_routes.changes(() => false).create, ...diffs.outbound_routes.unchanged].map(
        (route) => route.prefix,
      ),
    );
    for (const { after } of diffs.outbound_routes.changes(() => false).change) named.add(after.prefix);
    const changes: DeploymentChanges = {
      enterprises: diffs.enterprises.changes(always),
      groups: diffs.groups.changes(always),
      trunk_groups: diffs.trunk_groups.changes(always),
      carriers: diffs.carriers.changes(always),
      outbound_routes: diffs.outbound_routes.changes((route) => prune || named.has(route.prefix)),
      routing_schemes: diffs.routing_schemes.changes(always),
      departments: diffs.departments.changes(always),
      numbers: diffs.numbers.changes(always),
      users: diffs.users.changes(always),
      documents: diffs.documents.changes(always),
    };
    const unchanged = (kind: RecordKind) => diffs[kind].unchanged;
    return { changes, summary: summarise(changes, unchanged) };
  }

  groupId(id: string): string {
    return this.#groupIds.get(nameKey(id)) ?? this.current.groups.get(nameKey(id))?.id ?? id;
  }

  #planCarriers(deployment: Deployment): void {
    for (const carrier of deployment.carriers) {
      const before = this.current.carriers.get(nameKey(carrier.name));
      const id = before?.id ?? this.newId();
      this.#carrierIds.set(nameKey(carrier.name), id);
      this.diffs.carriers.put(before, {
        id,
        name: carrier.name,
        name_key: nameKey(carrier.name),
        number_format: carrier.number_format,
        policies: canonicalJson({
          number_policy: carrier.number_policy,
          failover_codes: carrier.failover_codes,
          caller_id: carrier.caller_id,
        }),
        trusted: carrier.trusted ? 1 : 0,
        reachability: canonicalJson(reachabilityOf(carrier)),
        gateways: carrier.gateways,
        accept_from: carrier.accept_from,
      });
    }
  }

  #planRoutes(deployment: Deployment): void {
    for (const route of deployment.outbound_routes) {
      const prefix = route.emergency ? null : (route.prefix ?? null);
      const before = this.current.route(prefix, route.priority);
      const carrierId = (name: string) =>
        this.#carrierIds.get(nameKey(name)) ?? this.current.carriers.get(nameKey(name))?.id;
      this.diffs.outbound_routes.put(before, {
        id: before?.id ?? this.newId(),
        prefix,
        emergency: route.emergency ? 1 : 0,
        priority: route.priority,
        stop: route.stop ? 1 : 0,
        block: route.block,
        carriers: route.carriers.flatMap((carrier) => {
          const { name, weight } = typeof carrier === 'string' ? { name: carrier, weight: null } : carrier;
          const carrier_id = carrierId(name);
          return carrier_id === undefined ? [] : { carrier_id, weight };
        }),
      });
    }
  }

  #planGroup(enterprise: EnterprisePlan, document: GroupDocument): void {
    const before = this.current.groups.get(nameKey(document.id));
    const id = before?.id ?? document.id;
    this.#groupIds.set(nameKey(id), id);
    const {
      id: _id,
      name,
      trunk_group: trunkGroup,
      schedules,
      ...groupSettings
    } = enterprise.normalise(document, groupPlaces);
    const codes = groupSettings.authorization_codes.map(({ code }) => code);
    this.diffs.groups.put(before, {
      id,
      enterprise_id: enterprise.id,
      name,
      name_key: nameKey(name),
      settings: canonicalJson(groupSettings),
      // Codes that come later are custom users' from the next Sync Users on (decisions.md 21).
      synced_codes: before?.synced_codes ?? JSON.stringify(codes),
      synced_at: before?.synced_at ?? null,
    });
    const { screening } = trunkGroup;
    const action = (given: StoredOverflowAction): StoredOverflowAction =>
      given.action === 'reroute'
        ? { ...given, trunk_group: this.#trunkGroupId(enterprise, given.trunk_group) }
        : given;
    const settings: TrunkGroupSettings = {
      bursting: trunkGroup.bursting,
      soft_max_active_calls: trunkGroup.soft_max_active_calls,
      capacity_alarm: trunkGroup.capacity_alarm,
      max_call_duration_s: trunkGroup.max_call_duration_s,
      forward_all: action(trunkGroup.forward_all),
      capacity_exceeded: action(trunkGroup.capacity_exceeded),
      unreachable_destination: action(trunkGroup.unreachable_destination),
      call_rate: trunkGroup.call_rate,
      transfers: trunkGroup.transfers,
      redirects: trunkGroup.redirects,
      ...reachabilityOf(trunkGroup),
    };
    const trunkGroupId = trunkGroupNameOf(id);
    this.diffs.trunk_groups.put(this.current.trunkGroups.get(nameKey(trunkGroupId)), {
      id: trunkGroupId,
      group_id: id,
      enterprise_id: enterprise.id,
      max_active_calls: trunkGroup.max_active_calls,
      max_incoming_calls: trunkGroup.max_incoming_calls,
      max_outgoing_calls: trunkGroup.max_outgoing_calls,
      invitation_timeout_s: trunkGroup.invitation_timeout_s,
      user_lookup: screening.user_lookup,
      unscreened_calls: screening.unscreened_calls,
      unscreened_emergency_calls: screening.unscreened_emergency_calls,
      emergency_number: screening.emergency_number,
      number_format: trunkGroup.number_format,
      policies: canonicalJson({
        number_policy: trunkGroup.number_policy,
        failover_codes: trunkGroup.failover_codes,
      }),
      calling_line_id: trunkGroup.calling_line_id,
      trusted: trunkGroup.trusted ? 1 : 0,
      settings: canonicalJson(settings),
      gateways: trunkGroup.pbx,
      accept_from: trunkGroup.accept_from,
    });
    for (const schedule of schedules) this.#putDocument(enterprise, 'schedule', id, schedule.name, schedule);
  }

  #planScheme(enterprise: EnterprisePlan, document: SchemeDocument): void {
    const groupName = groupOfDefaultScheme(document.name);
    const groupId = groupName === null ? null : this.groupId(groupName);
    const before =
      groupId === null
        ? this.current.scheme(enterprise.id, document.name)
        : this.current.defaultScheme(groupId);
    const { exhaust } = enterprise.normalise(document, schemePlaces);
    const id = before?.id ?? this.newId();
    const name = groupId === null ? document.name : defaultSchemeNameOf(groupId);
    enterprise.schemes.set(nameKey(name), id);
    this.diffs.routing_schemes.put(before, {
      id,
      enterprise_id: enterprise.id,
      name,
      name_key: nameKey(name),
      algorithm: document.algorithm,
      max_reroutes: document.max_reroutes,
      exhaust_action: exhaust.action,
      exhaust_number: exhaust.action === 'trunk_forward' ? exhaust.number : null,
      default_group_id: groupId,
      members: document.trunk_groups.map((member) =>
        typeof member === 'string'
          ? { trunk_group_id: this.#trunkGroupId(enterprise, member), percent: null }
          : { trunk_group_id: this.#trunkGroupId(enterprise, member.name), percent: member.percent },
      ),
    });
  }

  /** Every group has its own; one that the file does not speak of stays as it is, or, when pruning, returns to its default. */
  #planDefaultSchemes(enterprise: EnterprisePlan): void {
    for (const group of enterprise.document.groups) {
      const groupId = this.groupId(group.id);
      const name = defaultSchemeNameOf(groupId);
      if (enterprise.schemes.has(nameKey(name))) continue;
      const before = this.current.defaultScheme(groupId);
      if (before !== undefined && !this.prune) {
        this.diffs.routing_schemes.put(before, before);
        continue;
      }
      const id = before?.id ?? this.newId();
      enterprise.schemes.set(nameKey(name), id);
      this.diffs.routing_schemes.put(before, {
        id,
        enterprise_id: enterprise.id,
        name,
        name_key: nameKey(name),
        algorithm: 'linear',
        max_reroutes: 10,
        exhaust_action: 'none',
        exhaust_number: null,
        default_group_id: groupId,
        members: [{ trunk_group_id: trunkGroupNameOf(groupId), percent: null }],
      });
    }
  }

  #trunkGroupId(enterprise: EnterprisePlan, name: string): string {
    const named = enterprise.document.groups.find(
      (group) => nameKey(trunkGroupNameOf(group.id)) === nameKey(name),
    );
    return named === undefined
      ? (this.current.trunkGroups.get(nameKey(name))?.id ?? name)
      : trunkGroupNameOf(this.groupId(named.id));
  }

  #planDepartments(enterprise: EnterprisePlan): void {
    for (const { name, group } of enterprise.document.departments) {
      const groupId = group === null ? null : this.groupId(group);
      const before = this.current.department(enterprise.id, groupId, name);
      const id = before?.id ?? this.newId();
      enterprise.departments.set(`${groupId ?? ''} ${nameKey(name)}`, id);
      this.diffs.departments.put(before, {
        id,
        enterprise_id: enterprise.id,
        group_id: groupId,
        name,
        name_key: nameKey(name),
      });
    }
  }

  #planNumbers(enterprise: EnterprisePlan): void {
    for (const text of enterprise.document.numbers) {
      const range = readRange(text, enterprise.plan);
      if ('wrong' in range) continue;
      for (const number of numbersOf(range)) {
        this.diffs.numbers.put(this.current.numbers.get(number), { number, enterprise_id: enterprise.id });
      }
    }
  }

  #planDocuments(enterprise: EnterprisePlan): void {
    const { document } = enterprise;
    for (const schedule of document.schedules)
      this.#putDocument(enterprise, 'schedule', null, schedule.name, schedule);
    for (const administrator of document.administrators) {
      this.#putDocument(enterprise, 'administrator', null, administrator.email, administrator);
    }
    for (const contact of document.contacts) {
      const body = enterprise.normalise(contact, contactPlaces);
      this.#putDocument(enterprise, 'contact', null, contact.name, body);
    }
    for (const contact of document.shared_contacts) {
      const name = [contact.first_name, contact.last_name ?? ''].join(' ').trim();
      this.#putDocument(
        enterprise,
        'shared_contact',
        null,
        name,
        enterprise.normalise(contact, contactPlaces),
      );
    }
  }

  #putDocument(
    enterprise: EnterprisePlan,
    kind: DocumentKind,
    groupId: string | null,
    name: string,
    body: unknown,
  ): void {
    const before = this.current.document(kind, enterprise.id, groupId, name);
    const record: DocumentRecord = {
      id: before?.id ?? this.newId(),
      enterprise_id: enterprise.id,
      group_id: groupId,
      kind,
      name,
      name_key: nameKey(name),
      body: canonicalJson(body),
    };
    this.diffs.documents.put(before, record);
  }
}

/** What a trunk group and a carrier have in common of probing and rates. */
const reachabilityOf = ({
  options_ping,
  invite_failure_threshold,
  invite_failure_window_s,
  sender_call_rate,
}: Pick<
  Deployment['carriers'][number],
  'options_ping' | 'invite_failure_threshold' | 'invite_failure_window_s' | 'sender_call_rate'
>) => ({ options_ping, invite_failure_threshold, invite_failure_window_s, sender_call_rate });

type DocumentKind = 'schedule' | 'administrator' | 'contact' | 'shared_contact';
