import type { Logger } from 'pino';
import type { Database } from '../../db/schema';
import type { CallMessages } from '../model/callMessages';
import type { Explain } from '../model/callExplanation';
import type { OutageLog } from '../model/outageLog';
import type { LiveCalls } from '../model/liveCall';
import type { UsageReader } from '../routing/ledger/usageBoard';
import type { ConfigurationWriter } from './changes/configurationWriter';
import type { UsageSlots } from './configuration/usageSlots';
import type { ApplyResult } from './deployments/applyDeployment';
import type { MetricsPage } from './metrics/metricsPage';
import type { ListedNode } from './nodes/nodeList';
import type { TargetStates } from './targetHealth/targetStates';

/** `starting`: SIP is not listened to yet. `draining` and `overloaded`: new calls are refused. */
export type Readiness = 'starting' | 'ready' | 'draining' | 'overloaded';

/** What the API stands on; every port is handed in. */
export interface ApiContext {
  readonly database: Database;
  /** For reads that may be long. */
  readonly lists: Database;
  /** For short reads that must not wait behind long ones. */
  readonly lookups: Database;
  readonly usage: UsageReader;
  readonly slots: UsageSlots;
  /** Of trunk groups and carriers. */
  readonly states: TargetStates;
  readonly nodes: () => Promise<readonly ListedNode[]>;
  readonly calls: LiveCalls;
  readonly messages: CallMessages;
  readonly explain: Explain;
  /** Applies a deployment file; resolves when its changes are on their way to the signalling thread. */
  readonly apply: (text: string, prune: boolean) => Promise<ApplyResult>;
  readonly writer: ConfigurationWriter;
  readonly rootApiKey: string;
  readonly readiness: () => Readiness;
  readonly metrics: MetricsPage;
  /** Whether `/metrics` asks for the API key. */
  readonly metricsAccess: 'open' | 'key';
  readonly logger: Logger;
  /** Of requests that fail because the database does not answer. */
  readonly databaseLog: OutageLog;
}
