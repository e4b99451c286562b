import type { CallQuestion, Explained } from '../model/callExplanation';
import type { DatabaseSetting } from '../model/databaseSetting';
import type { DirectoryAnswer, DirectoryKey } from '../model/directory';
import type { FeatureCodeRequest, FeatureCodeResult } from '../model/featureCodeWriter';
import type { LiveCall, LiveCallPage, LiveCallQuery, Named } from '../model/liveCall';
import type { EndedBy } from '../model/outcome';
import type { ConfigurationChange } from '../model/settings';
import type { SignallingMetrics } from '../model/signallingMetrics';
import type { HealthReport } from '../model/targetHealth';
import type { Question } from './portChannel';
import type { BusMessage } from './threadEventBus';

/** What the provisioning worker is started with; it reads no environment of its own. */
export interface WorkerStart {
  /** Id of this run of the service among the nodes of one database. */
  readonly node: string;
  readonly database: DatabaseSetting;
  /** Null: there are no other nodes. */
  readonly redisUrl: string | null;
  readonly dataDirectory: string;
  readonly httpListen: { readonly address: string; readonly port: number };
  /** Null: the generated key in the data directory, made when absent. */
  readonly rootApiKey: string | null;
  readonly logLevel: string;
  readonly logNumbers: 'full' | 'masked';
  /** Whether `/metrics` asks for the API key. */
  readonly metricsAccess: 'open' | 'key';
  /** Days a call log is kept. */
  readonly callLogDays: number;
  /** When older ones are deleted: a cron expression. */
  readonly callLogPurge: string;
  /** Rows of the usage board already given out, by `usageSlotKey`: by a worker that ended before. */
  readonly usageSlots: ReadonlyMap<string, number>;
  /** Buffer of the usage board that the signalling thread writes. */
  readonly usage: SharedArrayBuffer;
  /** Buffer of the signalling thread's pulse. */
  readonly pulse: SharedArrayBuffer;
}

export type UsageSlotKind = 'enterprise' | 'trunk_group';

export const usageSlotKey = (kind: UsageSlotKind, id: string): string => `${kind} ${id}`;

/** What the worker asks and tells the signalling thread. */
export interface WorkerMessages {
  requests: {
    listCalls: Question<LiveCallQuery, LiveCallPage>;
    readCall: Question<string, LiveCall | null>;
    endCall: Question<{ readonly id: string; readonly by: EndedBy }, boolean>;
    explainCall: Question<CallQuestion, Explained>;
    readMetrics: Question<null, SignallingMetrics>;
  };
  notices: {
    bus: BusMessage;
    /** The first one is complete; each later one a generation higher. */
    configuration: ConfigurationChange;
    /** Tell the health of all targets, and what becomes of it. */
    healthWanted: null;
    /** The API listens; the first configuration was sent before. */
    ready: { readonly httpUrl: string };
    /** The start failed; one line for the operator. */
    failed: { readonly message: string };
  };
}

/** What the signalling thread asks and tells the worker. */
export interface SignallingMessages {
  requests: {
    fetchDirectory: Question<readonly DirectoryKey[], DirectoryAnswer>;
    /** Answered when the change is in force. */
    writeFeatureCode: Question<FeatureCodeRequest, FeatureCodeResult>;
    /** Closes the API and the database; answered when both are closed. */
    stop: Question<null, null>;
  };
  notices: {
    bus: BusMessage;
    /** A step of the configuration was lost: send the whole. */
    requestConfiguration: null;
    /** Whether new calls are refused; until first told, the node counts as starting. */
    draining: boolean;
    emergency: EmergencyEvent;
    alarm: Alarm;
    health: HealthReport;
  };
}

/** Somebody called for help (feature A9). */
export interface EmergencyEvent {
  readonly callId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly enterprise: Named | null;
  readonly user: Named | null;
  readonly trunkGroup: Named | null;
  readonly dialled: string;
  readonly callbackNumber: string | null;
  /** True: no emergency route is configured, carriers are tried in order. */
  readonly noEmergencyRoute: boolean;
}

/** Which alarm is meant. */
export interface AlarmKey {
  /** Stable word, such as `no_emergency_route`. */
  readonly code: string;
  /** What tells alarms of one code apart; left out: the message. */
  readonly key?: string;
}

/** Something an operator should look at. */
export interface Alarm extends AlarmKey {
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
