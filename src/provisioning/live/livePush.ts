import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { EventBus } from '../../events/eventBus';
import type { NodeBus } from '../../events/nodeBus';
import type { NodeEvents } from '../../events/nodeEvents';
import type { ServiceEvents } from '../../events/serviceEvents';
import type { UsageReader } from '../../routing/ledger/usageBoard';
import type { LiveFigures } from '../metrics/metricsPage';
import type { LiveTrunkGroup } from './trunkGroups';
import type { LiveUser } from './users';

/** What the push stands on; everything it shows comes from here. */
export interface LiveContext {
  readonly bus: EventBus<ServiceEvents>;
  readonly nodes: NodeBus<NodeEvents>;
  readonly usage: UsageReader;
  readonly trunkGroups: () => readonly LiveTrunkGroup[];
  /** Tells the ids of trunk groups that became available or unavailable; returns what ends it. */
  readonly followTrunkGroupStates: (changed: (ids: readonly string[]) => void) => () => void;
  readonly loadUsers: () => Promise<readonly LiveUser[] | null>;
  readonly authenticate: (key: string) => boolean;
  readonly logger: Logger;
}

/** The push, made and attached by who puts the worker together. */
export interface LivePush {
  attach(server: Server): void;
  statistics(): LiveFigures;
  close(): Promise<void>;
}
