import { nameKey } from '../../../../db/nameKey';
import { CurrentIndex, emptyRecords } from '../currentIndex';
import { trunkGroupNameOf } from '../names';
import type { EnterpriseDocument } from '../schema/deployment';
import { recordDiffs, type RecordDiffs } from './recordDiffs';

/** What every part of a plan is made with: what is there, what is wanted, and where the names of groups lead. */
export class PlanContext {
  readonly diffs: RecordDiffs;
  /** What a reference may fall back on: nothing when what the file does not name goes. */
  readonly remaining: CurrentIndex;
  readonly #groupIds = new Map<string, string>();

  constructor(
    readonly current: CurrentIndex,
    readonly newId: () => string,
    readonly prune: boolean,
  ) {
    this.diffs = recordDiffs(current.records);
    this.remaining = prune ? new CurrentIndex(emptyRecords) : current;
  }

  /** A group that the file names goes by this id from here on. */
  nameGroup(id: string): void {
    this.#groupIds.set(nameKey(id), id);
  }

  /** The id a group goes by, whatever the case it is written in. */
  groupId(id: string): string {
    return this.#groupIds.get(nameKey(id)) ?? this.current.groups.get(nameKey(id))?.id ?? id;
  }

  /** The same of a trunk group, named in the file of this enterprise. */
  trunkGroupId(document: EnterpriseDocument, name: string): string {
    const named = document.groups.find((group) => nameKey(trunkGroupNameOf(group.id)) === nameKey(name));
    return named === undefined
      ? (this.current.trunkGroups.get(nameKey(name))?.id ?? name)
      : trunkGroupNameOf(this.groupId(named.id));
  }
}
