import type { DatabaseSetting } from '../model/databaseSetting';
import type { SipTransport } from '../model/settings';

/** What the process was told to do: the environment and the file named by `TRUNKLINE_CONFIG`, checked. */
export interface Settings {
  readonly database: DatabaseSetting;
  readonly dataDirectory: string;
  readonly sipListen: readonly ListenSetting[];
  /** Host and port written into Via and Contact; a null transport stands for all, a null port for the listener's. */
  readonly sipAdvertise: readonly AdvertiseSetting[];
  /** Null: no certificate, and nothing that is spoken over TLS. */
  readonly tls: TlsSetting | null;
  /** Origins of the web pages that may open a WebSocket for SIP. */
  readonly webSocketOrigins: ReadonlySet<string> | 'all';
  /** The servers of the drachtio stack, or the stack that needs none. */
  readonly sipStack: 'embedded' | readonly DrachtioSetting[];
  readonly unknownPeers: 'reject' | 'silence';
  /** Seconds that a session lasts unless refreshed, and the least that is agreed to; null: session timers are not used. */
  readonly sessionTimers: { readonly expires: number; readonly minimum: number } | null;
  readonly httpListen: { readonly address: string; readonly port: number };
  /** True when the address was set rather than left to its default. */
  readonly httpListenIsSet: boolean;
  readonly media: {
    readonly address: string;
    readonly firstPort: number;
    readonly lastPort: number;
    readonly advertised: string | null;
  };
  readonly smtpUrl: string | null;
  /** What the nodes of one database share besides it; null: this is the only node. */
  readonly redisUrl: string | null;
  /** Null: the generated key in the data directory. */
  readonly rootApiKey: string | null;
  readonly drainSeconds: number;
  readonly callLogDays: number;
  /** When call logs older than that are deleted: a cron expression. */
  readonly callLogPurge: string;
  readonly journalMegabytes: number;
  /** Room for the SIP messages of calls; 0: they are not kept. */
  readonly traceMegabytes: number;
  /** Where the messages of calls are sent on to; null: nowhere. */
  readonly hep: HepSetting | null;
  readonly logLevel: LogLevel;
  /** Whether telephone numbers stand in log lines as they are. */
  readonly logNumbers: 'full' | 'masked';
  readonly metricsAccess: 'open' | 'key';
}

/** A drachtio-server, reached over TCP. */
export interface DrachtioSetting {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

export interface ListenSetting {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
}

/** Files, PEM. */
export interface TlsSetting {
  readonly certificate: string;
  readonly key: string;
  /** Certificates trusted besides the system's; null: none. */
  readonly authorities: string | null;
}

/** A capture server that takes HEP version 3 over UDP. */
export interface HepSetting {
  readonly host: string;
  readonly port: number;
  /** What this node is known by there. */
  readonly captureId: number;
}

export interface AdvertiseSetting {
  readonly transport: SipTransport | null;
  readonly host: string;
  readonly port: number | null;
}

export type LogLevel = (typeof logLevels)[number];

/** A setting that cannot be used; the message is one line that names the variable, the value and what is accepted. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** Every transport there is. */
export const transports = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;
