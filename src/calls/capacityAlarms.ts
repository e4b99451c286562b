import type { CapacityAlarm, TrunkGroup } from '../model/settings';
import type { CapacityWatch } from './callPorts';

/** Something an operator should look at. */
export interface CapacityWarning {
  readonly code: 'trunk_group_full' | 'trunk_group_soft_limit';
  /** The same each time, so that it is one alarm however often it is raised. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface CapacityAlarmPorts {
  /** Null: it is not in the configuration any more. */
  readonly trunkGroup: (id: string) => TrunkGroup | null;
  /** Calls in progress of a trunk group, the one just admitted included. */
  readonly active: (trunkGroup: TrunkGroup) => number;
  readonly raise: (warning: CapacityWarning) => void;
}

/**
 * Tells operators of trunk groups that refuse calls, and of those that come near to it (feature A4). Refusals are counted
 * from the start of the process; a soft limit is told of each time it is reached from below.
 */
export class CapacityAlarms implements CapacityWatch {
  readonly #ports: CapacityAlarmPorts;
  readonly #refused = new Map<string, number>();
  /** Trunk groups at or beyond their soft limit when a call was last admitted. */
  readonly #beyond = new Set<string>();

  constructor(ports: CapacityAlarmPorts) {
    this.#ports = ports;
  }

  admitted(trunkGroupId: string): void {
    const trunkGroup = this.#ports.trunkGroup(trunkGroupId);
    const soft = trunkGroup?.softMaxActiveCalls ?? null;
    if (trunkGroup === null || soft === null) return;
    const active = this.#ports.active(trunkGroup);
    if (active < soft) {
      this.#beyond.delete(trunkGroupId);
      return;
    }
    if (this.#beyond.has(trunkGroupId)) return;
    this.#beyond.add(trunkGroupId);
    this.#ports.raise({
      code: 'trunk_group_soft_limit',
      message: `trunk group ${trunkGroup.name} has reached its soft limit`,
      details: { trunk_group: trunkGroup.id, active, soft_max_active_calls: soft },
    });
  }

  refused(trunkGroupId: string): void {
    const trunkGroup = this.#ports.trunkGroup(trunkGroupId);
    if (trunkGroup === null) return;
    const refused = (this.#refused.get(trunkGroupId) ?? 0) + 1;
    this.#refused.set(trunkGroupId, refused);
    if (!isAlarming(refused, trunkGroup.capacityAlarm)) return;
    this.#ports.raise({
      code: 'trunk_group_full',
      message: `trunk group ${trunkGroup.name} refuses calls for want of room`,
      details: { trunk_group: trunkGroup.id, refused },
    });
  }
}

/** The first so-manieth refusal, then every so-manieth after it; 0: none of them. */
export const isAlarming = (refused: number, { first, every }: CapacityAlarm): boolean =>
  (first > 0 && refused === first) || (every > 0 && refused > first && (refused - first) % every === 0);
