import type { EventBus } from '../../events/eventBus';
import type { ServiceEvents } from '../../events/serviceEvents';
import type { TrunkGroupUsage, UsageReader } from '../../routing/ledger/usageBoard';
import type { Item } from '../collection';
import type { TopicSource } from '../topic';
import { followProvisioning } from './provisioned';

/** How often the board is asked whether anything changed: one read of one number. */
const intervalMs = 40;

/** A trunk group, where its usage stands on the board, and how clients see the two. */
export interface WatchedTrunkGroup {
  readonly id: string;
  readonly slot: number;
  present(usage: TrunkGroupUsage): Item;
}

/** Tells the ids of trunk groups whose state is another one; returns what ends it. */
export type FollowStates = (changed: (ids: readonly string[]) => void) => () => void;

/** Trunk groups with their state and what they carry, from the same board the API reads. */
export const trunkGroupSource = (
  bus: EventBus<ServiceEvents>,
  usage: UsageReader,
  list: () => readonly WatchedTrunkGroup[],
  followStates: FollowStates,
  onFault: (error: unknown) => void,
): TopicSource => ({
  open: (sink) => {
    let watched: { readonly group: WatchedTrunkGroup; usage: TrunkGroupUsage }[] = [];
    let version = usage.version();
    const readAll = (): void => {
      // Before the rows: what changes while they are read is seen at the next look.
      version = usage.version();
      watched = list().map((group) => ({ group, usage: usage.trunkGroup(group.slot) }));
      sink.replace(watched.map((one) => one.group.present(one.usage)));
    };
    const stop = followProvisioning(bus, readAll, onFault);
    const stopStates = followStates((ids) => {
      const turned = new Set(ids);
      const changed = watched.filter(({ group }) => turned.has(group.id));
      if (changed.length > 0)
        sink.update(
          changed.map(({ group, usage: held }) => group.present(held)),
          [],
        );
    });
    const look = setInterval(() => {
      const now = usage.version();
      if (now === version) return;
      version = now;
      const changed: Item[] = [];
      for (const one of watched) {
        const current = usage.trunkGroup(one.group.slot);
        if (isSame(current, one.usage)) continue;
        one.usage = current;
        changed.push(one.group.present(current));
      }
      if (changed.length > 0) sink.update(changed, []);
    }, intervalMs);
    return () => {
      clearInterval(look);
      stopStates();
      stop();
    };
  },
});

const isSame = (one: TrunkGroupUsage, other: TrunkGroupUsage): boolean =>
  one.active === other.active &&
  one.incoming === other.incoming &&
  one.outgoing === other.outgoing &&
  one.borrowed === other.borrowed &&
  one.lent === other.lent &&
  one.emergency === other.emergency &&
  one.rejected === other.rejected;
