import type {
  Carrier,
  ConfigurationChange,
  ConfigurationEntities,
  ConfigurationKind,
  ConfigurationUpsert,
  Enterprise,
  Group,
  OutboundRoute,
  RoutingScheme,
  TrunkGroup,
} from '../model/settings';
import type { SharedSchedule, SharedSchedules } from '../model/schedule';
import type { LenderScope } from './ledger/ledger';
import { PeerIndex } from './peerIndex';
import { RouteIndex } from './routeIndex';
import { ScheduleIndex } from './scheduleIndex';

type Tables = { readonly [Kind in ConfigurationKind]: Map<string, ConfigurationEntities[Kind]> };

/**
 * The deployment in memory, with what is derived from it for look-ups. Changes come in steps: each is applied whole, in
 * one turn of the event loop, so no call sees half of one.
 */
export class Configuration {
  #tables = emptyTables();
  #peers = new PeerIndex();
  /** Null: to be built again at the next question. */
  #routes: RouteIndex | null = null;
  #countries: readonly string[] | null = null;
  /** By enterprise; null: to be built again at the next question. */
  #lenders: ReadonlyMap<string, readonly LenderScope[]> | null = null;
  /** Null: to be built again at the next question. */
  #scheduleIndex: ScheduleIndex | null = null;
  #generation = 0;

  /** Of the last change applied; 0 before the first. */
  get generation(): number {
    return this.#generation;
  }

  get enterprises(): ReadonlyMap<string, Enterprise> {
    return this.#tables.enterprise;
  }

  get groups(): ReadonlyMap<string, Group> {
    return this.#tables.group;
  }

  get trunkGroups(): ReadonlyMap<string, TrunkGroup> {
    return this.#tables.trunk_group;
  }

  get routingSchemes(): ReadonlyMap<string, RoutingScheme> {
    return this.#tables.routing_scheme;
  }

  /** In the order they are listed. */
  get carriers(): ReadonlyMap<string, Carrier> {
    return this.#tables.carrier;
  }

  get outboundRoutes(): ReadonlyMap<string, OutboundRoute> {
    return this.#tables.outbound_route;
  }

  /** Of enterprises and groups, by id. */
  get schedules(): ReadonlyMap<string, SharedSchedule> {
    return this.#tables.schedule;
  }

  /** The same, by name. */
  get sharedSchedules(): SharedSchedules {
    return (this.#scheduleIndex ??= new ScheduleIndex(this.#tables.schedule.values()));
  }

  get peers(): PeerIndex {
    return this.#peers;
  }

  get routes(): RouteIndex {
    return (this.#routes ??= new RouteIndex(this.#tables.outbound_route.values()));
  }

  /** The countries of all enterprises, in alphabetical order: how a carrier's national numbers may be meant. */
  get countries(): readonly string[] {
    return (this.#countries ??= [
      ...new Set([...this.#tables.enterprise.values()].map((enterprise) => enterprise.country)),
    ].sort());
  }

  /** The trunk groups of an enterprise that may lend: those with a maximum of their own (decisions.md 28). */
  lenders(enterpriseId: string): readonly LenderScope[] {
    return (this.#lenders ??= lendersByEnterprise(this.#tables.trunk_group.values())).get(enterpriseId) ?? [];
  }

  /**
   * Takes over one change. False: a step before it was lost, nothing was taken over, and the whole must be asked for.
   * A step that came already is passed over.
   */
  apply(change: ConfigurationChange): boolean {
    if (change.complete) {
      this.#tables = emptyTables();
      this.#peers = new PeerIndex();
    } else {
      if (change.generation <= this.#generation) return true;
      if (change.generation !== this.#generation + 1) return false;
    }
    for (const { kind, id } of change.remove) {
      this.#tables[kind].delete(id);
      if (kind === 'trunk_group' || kind === 'carrier') this.#peers.delete(kind, id);
    }
    for (const upsert of change.upsert) this.#upsert(upsert);
    this.#routes = null;
    this.#countries = null;
    this.#lenders = null;
    if (change.complete || [...change.upsert, ...change.remove].some(({ kind }) => kind === 'schedule')) {
      this.#scheduleIndex = null;
    }
    this.#generation = change.generation;
    return true;
  }

  #upsert(upsert: ConfigurationUpsert): void {
    switch (upsert.kind) {
      case 'enterprise':
        this.#tables.enterprise.set(upsert.value.id, upsert.value);
        break;
      case 'group':
        this.#tables.group.set(upsert.value.id, upsert.value);
        break;
      case 'trunk_group':
        this.#tables.trunk_group.set(upsert.value.id, upsert.value);
        this.#peers.set({ kind: 'trunk_group', trunkGroup: upsert.value });
        break;
      case 'routing_scheme':
        this.#tables.routing_scheme.set(upsert.value.id, upsert.value);
        break;
      case 'carrier':
        this.#tables.carrier.set(upsert.value.id, upsert.value);
        this.#peers.set({ kind: 'carrier', carrier: upsert.value });
        break;
      case 'outbound_route':
        this.#tables.outbound_route.set(upsert.value.id, upsert.value);
        break;
      case 'schedule':
        this.#tables.schedule.set(upsert.value.id, upsert.value);
        break;
      default:
        upsert satisfies never;
    }
  }
}

const lendersByEnterprise = (
  trunkGroups: Iterable<TrunkGroup>,
): ReadonlyMap<string, readonly LenderScope[]> => {
  const lenders = new Map<string, LenderScope[]>();
  for (const { id, usageSlot, maxActiveCalls, enterpriseId } of trunkGroups) {
    if (maxActiveCalls === null) continue;
    const ofEnterprise = lenders.get(enterpriseId) ?? [];
    ofEnterprise.push({ id, usageSlot, maxActiveCalls });
    lenders.set(enterpriseId, ofEnterprise);
  }
  return lenders;
};

const emptyTables = (): Tables => ({
  enterprise: new Map(),
  group: new Map(),
  trunk_group: new Map(),
  routing_scheme: new Map(),
  carrier: new Map(),
  outbound_route: new Map(),
  schedule: new Map(),
});
