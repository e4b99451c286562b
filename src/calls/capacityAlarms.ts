import type { Clock } from '../model/ports';
import type { CapacityAlarm, TrunkGroup } from '../model/settings';
import type { CapacityWatch } from './callPorts';

/** Something an operator should look at. */
export interface CapacityWarning {
  readonly code: 'trunk_group_full' | 'trunk_group_soft_limit';
  /** Id of the trunk group: one alarm however often it is raised. */
  readonly key: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface CapacityAlarmPorts {
  /** Null: it is not in the configuration any more. */
  readonly trunkGroup: (id: string) => TrunkGroup | null;
  /** Calls in progress of a trunk group, the one just admitted included. */
  readonly active: (trunkGroup: TrunkGroup) => number;
  readonly raise: (warning: CapacityWarning) => void;
  /** What the warning of this code spoke of is over; `key` is its own. */
  readonly clear: (warning: Pick<CapacityWarning, 'code' | 'key'>) => void;
  readonly clock: Pick<Clock, 'now'>;
}

/** For so long nobody may have been refused until a trunk group counts as having room again. */
const roomAgainMs = 60_000;

/**
 * Tells operators of trunk groups that refuse calls, and of those that come near to it (feature A4). Refusals are counted
 * from the start of the process; a soft limit is told of each time it is reached from below. A soft limit is over when
 * fewer calls are in progress, being full when nobody was refused for a minute.
 */
export class CapacityAlarms implements CapacityWatch {
  readonly #ports: CapacityAlarmPorts;
  readonly #refused = new Map<string, number>();
  /** Trunk groups at or beyond their soft limit when a call was last admitted. */
  readonly #beyond = new Set<string>();
  /** Trunk groups whose refusals were told of: when they last refused. */
  readonly #full = new Map<string, number>();

  constructor(ports: CapacityAlarmPorts) {
    this.#ports = ports;
  }

  admitted(trunkGroupId: string): void {
    const trunkGroup = this.#ports.trunkGroup(trunkGroupId);
    const soft = trunkGroup?.softMaxActiveCalls ?? null;
    if (trunkGroup === null || soft === null) return;
    const active = this.#ports.active(trunkGroup);
    if (active < soft) {
      this.#belowAgain(trunkGroupId);
      return;
    }
    if (this.#beyond.has(trunkGroupId)) return;
    this.#beyond.add(trunkGroupId);
    this.#ports.raise({
      code: 'trunk_group_soft_limit',
      key: trunkGroup.id,
      message: `trunk group ${trunkGroup.name} has reached its soft limit`,
      details: { trunk_group: trunkGroup.id, active, soft_max_active_calls: soft },
    });
  }

  refused(trunkGroupId: string): void {
    const trunkGroup = this.#ports.trunkGroup(trunkGroupId);
    if (trunkGroup === null) return;
    const refused = (this.#refused.get(trunkGroupId) ?? 0) + 1;
    this.#refused.set(trunkGroupId, refused);
    if (this.#full.has(trunkGroupId)) this.#full.set(trunkGroupId, this.#ports.clock.now());
    if (!isAlarming(refused, trunkGroup.capacityAlarm)) return;
    this.#full.set(trunkGroupId, this.#ports.clock.now());
    this.#ports.raise({
      code: 'trunk_group_full',
      key: trunkGroup.id,
      message: `trunk group ${trunkGroup.name} refuses calls for want of room`,
      details: { trunk_group: trunkGroup.id, refused },
    });
  }

  /** Clears what is over; to be called every second or so, since nobody says when a call has ended. */
  look(): void {
    const { trunkGroup: find, active, clear, clock } = this.#ports;
    for (const id of this.#beyond) {
      const trunkGroup = find(id);
      const soft = trunkGroup?.softMaxActiveCalls ?? null;
      if (trunkGroup === null || soft === null || active(trunkGroup) < soft) this.#belowAgain(id);
    }
    for (const [id, refusedAt] of this.#full) {
      if (find(id) !== null && clock.now() - refusedAt < roomAgainMs) continue;
      this.#full.delete(id);
      clear({ code: 'trunk_group_full', key: id });
    }
  }

  #belowAgain(id: string): void {
    if (this.#beyond.delete(id)) this.#ports.clear({ code: 'trunk_group_soft_limit', key: id });
  }
}

/** The first so-manieth refusal, then every so-manieth after it; 0: none of them. */
export const isAlarming = (refused: number, { first, every }: CapacityAlarm): boolean =>
  (first > 0 && refused === first) || (every > 0 && refused > first && (refused - first) % every === 0);
