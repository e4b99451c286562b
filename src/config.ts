import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { tlsModes, type DatabaseSetting, type MysqlTls } from './model/databaseSetting';
import type { SipTransport } from './model/settings';

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

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const transports = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const;

type Raise = (accepted: string) => never;

/** A value read by a function that says what it accepts instead, and raises nothing else. */
function readBy<T>(read: (text: string, raise: Raise) => T): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return read(text, (accepted) => {
        throw new SettingsError(accepted);
      });
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function port(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const value = Number(text);
  return value <= 65535 ? value : null;
}

const isHost = (text: string): boolean =>
  isIP(text) !== 0 ||
  /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/.test(
    text,
  );

/** Splits `host:port`, `[v6]:port` or a bare host. */
function hostPort(text: string): { host: string; port: number | null } | null {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const bare = isIP(text) === 6 ? text : undefined;
  const host = bare ?? match?.[1] ?? match?.[2];
  if (host === undefined || !isHost(host)) return null;
  const portText = bare === undefined ? match?.[3] : undefined;
  const number = port(portText);
  return portText !== undefined && number === null ? null : { host, port: number };
}

const databaseUrl = readBy((text, raise): DatabaseSetting => {
  const accepted =
    'expected sqlite:FILE or mysql://user:password@host:3306/name (mysqls:// over TLS), with %-codes for special characters of user and password';
  const file = /^sqlite:(.+)$/i.exec(text)?.[1];
  if (file !== undefined) return { kind: 'sqlite', file };
  if (!/^(?:mysql|mariadb)s?:\/\//i.test(text) || !URL.canParse(text)) return raise(accepted);
  const {
    protocol,
    hostname,
    port: portText,
    username,
    password,
    pathname,
    searchParams,
    hash,
  } = new URL(text);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const [user, secret, name] = [username, password, pathname.slice(1)].map(decoded);
  if (user == null || secret == null || name == null || user === '' || !isHost(host)) return raise(accepted);
  if (!/^[^/\0]{1,64}$/.test(name) || hash !== '') return raise(accepted);
  const tls = mysqlTls(protocol.endsWith('s:'), searchParams, host, raise);
  return {
    kind: 'mysql',
    host,
    port: portText === '' ? 3306 : Number(portText),
    user,
    password: secret,
    name,
    tls,
  };
});

/** `mysqls:` alone is the strictest way; `ssl-mode` and `ssl-ca` are those of MySQL's own clients. */
function mysqlTls(isTls: boolean, parameters: URLSearchParams, host: string, raise: Raise): MysqlTls | null {
  for (const name of parameters.keys()) {
    if (!['ssl-mode', 'ssl-ca'].includes(name))
      return raise(`expected no other parameters than ssl-mode and ssl-ca, not ${name}`);
  }
  const [given, file] = [parameters.get('ssl-mode'), parameters.get('ssl-ca')];
  if (!isTls && given === null && file === null) return null;
  const mode = tlsModes.find((each) => each === (given ?? 'verify_identity').toLowerCase());
  if (mode === undefined) return raise(`expected ssl-mode to be ${tlsModes.join(', ')}`);
  // Certificates name hosts; the client cannot look for an address in them.
  if (mode === 'verify_identity' && isIP(host) !== 0)
    return raise('ssl-mode verify_identity needs the name of the server, not its address; or use verify_ca');
  return { mode, ca: file === null ? null : certificatesOf('ssl-ca', file, raise) };
}

function certificatesOf(what: string, file: string, raise: Raise): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return raise(
      `the file of ${what}, ${file}, cannot be read: ${String((error as NodeJS.ErrnoException).code)}`,
    );
  }
  return text.includes('-----BEGIN CERTIFICATE-----')
    ? text
    : raise(`expected certificates in PEM in the file of ${what}, ${file}`);
}

/** Text without its %-codes; null where they make no sense. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

const sipListen = readBy((text, raise): ListenSetting[] => {
  const accepted =
    'expected transport:address:port with udp, tcp, tls, ws or wss, comma-separated, such as udp:0.0.0.0:5060,wss:0.0.0.0:8443';
  const listeners = list(text).map((item) => {
    const match = /^([a-z]+):(.+)$/i.exec(item);
    const transport = transports.find((known) => known === match?.[1]?.toLowerCase());
    const end = hostPort(match?.[2] ?? '');
    if (transport === undefined || end?.port == null || isIP(end.host) === 0) return raise(accepted);
    return { transport, address: end.host, port: end.port };
  });
  return listeners.length === 0 ? raise(accepted) : listeners;
});

const sipAdvertise = readBy((text, raise): AdvertiseSetting[] =>
  list(text).map((item) => {
    const match = /^(udp|tcp|tls|ws|wss):(.+)$/i.exec(item);
    const transport = transports.find((known) => known === match?.[1]?.toLowerCase()) ?? null;
    const end = hostPort(match?.[2] ?? item);
    if (end === null) return raise('expected host, host:port or transport:host:port, comma-separated');
    return { transport, ...end };
  }),
);

const drachtioPort = 9022;

const sipStack = readBy((text, raise): Settings['sipStack'] => {
  if (text === 'embedded') return 'embedded';
  const accepted =
    'expected embedded, or drachtio://:secret@host:9022 with further servers behind commas, %-codes for special characters of the secret';
  const match = /^drachtio:\/\/:([^@]+)@(.+)$/i.exec(text);
  const secret = decoded(match?.[1] ?? '');
  if (secret === null || secret === '') return raise(accepted);
  const servers = list(match?.[2] ?? '').map((item) => {
    const end = hostPort(item);
    return end === null ? raise(accepted) : { host: end.host, port: end.port ?? drachtioPort, secret };
  });
  return servers.length === 0 ? raise(accepted) : servers;
});

const httpListen = readBy((text, raise) => {
  const end = hostPort(text);
  if (end?.port == null) return raise('expected address:port, such as 127.0.0.1:8080');
  return { address: end.host, port: end.port };
});

const media = readBy((text, raise) => {
  const accepted =
    'expected address:first-last[;advertise=address], such as 0.0.0.0:20000-20999;advertise=203.0.113.5';
  const [range, option, ...rest] = text.split(';').map((part) => part.trim());
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)-(\d+)$/.exec(range ?? '');
  const address = match?.[1] ?? match?.[2] ?? '';
  const firstPort = port(match?.[3]);
  const lastPort = port(match?.[4]);
  if (
    isIP(address) === 0 ||
    firstPort === null ||
    lastPort === null ||
    firstPort > lastPort ||
    firstPort === 0
  ) {
    return raise(accepted);
  }
  if (lastPort - firstPort - (firstPort % 2) < 1) {
    return raise('the range holds no even port with the next one, which is what a call takes');
  }
  const advertised = /^advertise=(.+)$/i.exec(option ?? '')?.[1] ?? null;
  if (rest.length > 0 || (option !== undefined && advertised === null)) return raise(accepted);
  if (advertised !== null && isIP(advertised) === 0) {
    return raise(`an IP address is advertised, and ${advertised} is none`);
  }
  if (advertised !== null && address !== '::' && isIP(advertised) !== isIP(address)) {
    return raise('the address listened on and the one advertised are both IPv4 or both IPv6');
  }
  return { address, firstPort, lastPort, advertised };
});

const smtpUrl = readBy((text, raise) =>
  /^smtps?:\/\/[^\s/]+/i.test(text) && URL.canParse(text)
    ? text
    : raise('expected smtp://[user:password@]host[:port]'),
);

const redisUrl = readBy((text, raise) =>
  /^rediss?:\/\/[^\s/]+(?:\/\d*)?$/i.test(text) && URL.canParse(text)
    ? text
    : raise('expected redis://[user:password@]host[:port][/number], or rediss:// over TLS'),
);

const file = readBy((text) => path.resolve(text));

const origins = readBy((text, raise): ReadonlySet<string> | 'all' => {
  if (text === '*') return 'all';
  return new Set(
    list(text).map((item) => {
      const origin = URL.canParse(item) ? new URL(item).origin : 'null';
      // A browser sends it without a slash, and without the usual port.
      if (origin === 'null' || origin !== item.toLowerCase().replace(/\/$/, '')) {
        return raise('expected origins such as https://phone.example.com, comma-separated, or *');
      }
      return origin;
    }),
  );
});

const hepServer = readBy((text, raise) => {
  const end = hostPort(/^udp:(.+)$/i.exec(text)?.[1] ?? '');
  if (end?.port == null || end.port === 0)
    return raise('expected udp:host:port, such as udp:192.0.2.10:9060');
  return { host: end.host, port: end.port };
});

const rootApiKey = readBy((text, raise) =>
  /^[\x21-\x7e]{16,256}$/.test(text) ? text : raise('expected 16 to 256 visible ASCII characters'),
);

const wholeNumber = (minimum: number, maximum: number) =>
  readBy((text, raise) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= minimum && value <= maximum
      ? value
      : raise(`expected a whole number from ${String(minimum)} to ${String(maximum)}`);
  });

const cronExpression = readBy((text, raise) =>
  isCron(text)
    ? text
    : raise('expected a cron expression, such as 15 3 * * * for a quarter past three each night'),
);

const oneOf = <const T extends string>(...values: readonly T[]) =>
  readBy((text, raise) => values.find((value) => value === text) ?? raise(`expected ${values.join(' or ')}`));

interface Variable<T> {
  /** Shown by `--help`; null: unset. */
  readonly default: string | null;
  readonly meaning: string;
  readonly schema: z.ZodType<T, string>;
  /** A secret's value is never repeated in a message. */
  readonly secret?: true;
}

const variable = <T>(description: Variable<T>): Variable<T> => description;

const variables = {
  TRUNKLINE_DATABASE_URL: variable({
    default: 'sqlite:./data/trunkline.db',
    meaning:
      'database, sqlite:FILE or mysql://user:password@host:3306/name (MySQL, MariaDB; mysqls:// over TLS); left unset it lies in the data directory',
    schema: databaseUrl,
    secret: true,
  }),
  TRUNKLINE_DATA_DIR: variable({
    default: './data',
    meaning: 'journal, SQLite file, generated secrets',
    schema: readBy((text) => text),
  }),
  TRUNKLINE_SIP_LISTEN: variable({
    default: 'udp:0.0.0.0:5060,tcp:0.0.0.0:5060',
    meaning: 'SIP listeners, transport:address:port, comma-separated; transports udp, tcp, tls, ws and wss',
    schema: sipListen,
  }),
  TRUNKLINE_SIP_ADVERTISE: variable({
    default: null,
    meaning:
      'what Via and Contact say: host[:port] or transport:host[:port], comma-separated; unset: the local address that routes to the peer',
    schema: sipAdvertise,
  }),
  TRUNKLINE_SIP_STACK: variable({
    default: 'embedded',
    meaning: 'who speaks SIP: embedded, or drachtio://:secret@host:9022, further servers behind commas',
    schema: sipStack,
    secret: true,
  }),
  TRUNKLINE_UNKNOWN_PEERS: variable({
    default: 'reject',
    meaning: 'what a SIP source that nobody configured hears: reject (403) or silence',
    schema: oneOf('reject', 'silence'),
  }),
  TRUNKLINE_SESSION_EXPIRES_S: variable({
    default: '1800',
    meaning:
      'seconds after which a call counts as dead unless an end refreshes it (RFC 4028), as offered to peers; 0: session timers are not used',
    schema: wholeNumber(0, 86_400),
  }),
  TRUNKLINE_MIN_SESSION_EXPIRES_S: variable({
    default: '90',
    meaning: 'the least of it that is agreed to; RFC 4028 has no less than 90, and less is for tests',
    schema: wholeNumber(2, 86_400),
  }),
  TRUNKLINE_TLS_CERT: variable({
    default: null,
    meaning: 'certificate file (PEM, the whole chain) for tls and wss; read again at SIGHUP',
    schema: file,
  }),
  TRUNKLINE_TLS_KEY: variable({
    default: null,
    meaning: 'file of its private key (PEM, without a passphrase)',
    schema: file,
  }),
  TRUNKLINE_TLS_CA: variable({
    default: null,
    meaning:
      'file of certificates (PEM) that far ends may show besides those the system trusts, where tls or wss is sent to',
    schema: file,
  }),
  TRUNKLINE_WS_ORIGINS: variable({
    default: null,
    meaning:
      'web pages that may open a WebSocket for SIP, by origin (https://phone.example.com, comma-separated) or * for all; unset: none, only programs',
    schema: origins,
  }),
  TRUNKLINE_MEDIA: variable({
    default: '0.0.0.0:20000-20999',
    meaning:
      'address and UDP ports of prompts and keyed digits, two ports a call: address:first-last[;advertise=address]',
    schema: media,
  }),
  TRUNKLINE_HTTP_LISTEN: variable({
    default: '127.0.0.1:8080',
    meaning: 'address:port of the API',
    schema: httpListen,
  }),
  TRUNKLINE_SMTP_URL: variable({
    default: null,
    meaning: 'mail server, smtp://host:port; unset: mails are written to the data directory',
    schema: smtpUrl,
    secret: true,
  }),
  TRUNKLINE_REDIS_URL: variable({
    default: null,
    meaning:
      'Redis server, redis://host:port or rediss:// over TLS, by which all nodes of one database share limits and changes; unset: a single node',
    schema: redisUrl,
    secret: true,
  }),
  TRUNKLINE_ROOT_API_KEY: variable({
    default: null,
    meaning:
      'provider-level API key, 16 to 256 characters; unset: made at first start, in DATA_DIR/root-api-key',
    schema: rootApiKey,
    secret: true,
  }),
  TRUNKLINE_DRAIN_S: variable({
    default: '300',
    meaning: 'deadline of a drain in seconds',
    schema: wholeNumber(0, 86_400),
  }),
  TRUNKLINE_CALL_LOG_DAYS: variable({
    default: '400',
    meaning: 'days a call log is kept',
    schema: wholeNumber(1, 36_500),
  }),
  TRUNKLINE_CALL_LOG_PURGE: variable({
    default: '15 3 * * *',
    meaning:
      'when older ones are deleted: minute, hour, day of the month, month and day of the week as cron has them, in local time',
    schema: cronExpression,
  }),
  TRUNKLINE_JOURNAL_MB: variable({
    default: '2048',
    meaning:
      'size in megabytes the journal of call logs may grow to, in the data directory, while the database takes nothing',
    schema: wholeNumber(64, 1_000_000),
  }),
  TRUNKLINE_TRACE_MB: variable({
    default: '16',
    meaning: 'megabytes of memory in which the SIP messages of calls are kept; 0: they are not',
    schema: wholeNumber(0, 4_000),
  }),
  TRUNKLINE_HEP: variable({
    default: null,
    meaning: 'capture server that the SIP messages of calls are sent on to (HEP version 3), udp:host:port',
    schema: hepServer,
  }),
  TRUNKLINE_HEP_CAPTURE_ID: variable({
    default: '2001',
    meaning: 'what this node is known by to the capture server',
    schema: wholeNumber(0, 999_999_999),
  }),
  TRUNKLINE_LOG_LEVEL: variable({
    default: 'info',
    meaning: `least severe log line written: ${logLevels.join(', ')}`,
    schema: oneOf(...logLevels),
  }),
  TRUNKLINE_LOG_NUMBERS: variable({
    default: 'full',
    meaning: 'telephone numbers in log lines: full, or masked but for their beginning and end',
    schema: oneOf('full', 'masked'),
  }),
  TRUNKLINE_METRICS: variable({
    default: 'open',
    meaning: 'who may read /metrics: open (whoever reaches the API) or key (Authorization: Bearer KEY)',
    schema: oneOf('open', 'key'),
  }),
};

type Variables = typeof variables;
type VariableName = keyof Variables;
type ValueOf<Name extends VariableName> = z.output<Variables[Name]['schema']>;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings: the environment first, then the file named by `TRUNKLINE_CONFIG`, then the defaults. An empty
 * value counts as unset. Relative paths start at the working directory.
 * @throws SettingsError at the first setting that cannot be used
 */
export function readSettings(environment: Environment): Settings {
  const file = readConfigFile(environment.TRUNKLINE_CONFIG);
  const given = (name: VariableName): string | undefined =>
    nonEmpty(environment[name]?.trim()) ?? file.get(name);
  const value = <Name extends VariableName>(name: Name, fallback: string | null = variables[name].default) =>
    check(name, given(name) ?? fallback);
  const dataDirectory = path.resolve(required(value('TRUNKLINE_DATA_DIR')));
  const database = required(
    value('TRUNKLINE_DATABASE_URL', `sqlite:${path.join(dataDirectory, 'trunkline.db')}`),
  );
  const sipListen = required(value('TRUNKLINE_SIP_LISTEN'));
  const traceMegabytes = required(value('TRUNKLINE_TRACE_MB'));
  const captureServer = value('TRUNKLINE_HEP');
  if (captureServer !== null && traceMegabytes === 0) {
    throw new SettingsError('TRUNKLINE_HEP sends on what TRUNKLINE_TRACE_MB keeps: it must not be 0');
  }
  return {
    database: database.kind === 'sqlite' ? { ...database, file: path.resolve(database.file) } : database,
    dataDirectory,
    sipListen,
    sipAdvertise: value('TRUNKLINE_SIP_ADVERTISE') ?? [],
    tls: tlsSetting(
      value('TRUNKLINE_TLS_CERT'),
      value('TRUNKLINE_TLS_KEY'),
      value('TRUNKLINE_TLS_CA'),
      sipListen,
    ),
    webSocketOrigins: value('TRUNKLINE_WS_ORIGINS') ?? new Set(),
    sipStack: required(value('TRUNKLINE_SIP_STACK')),
    unknownPeers: required(value('TRUNKLINE_UNKNOWN_PEERS')),
    sessionTimers: sessionTimers(
      required(value('TRUNKLINE_SESSION_EXPIRES_S')),
      required(value('TRUNKLINE_MIN_SESSION_EXPIRES_S')),
    ),
    httpListen: required(value('TRUNKLINE_HTTP_LISTEN')),
    httpListenIsSet: given('TRUNKLINE_HTTP_LISTEN') !== undefined,
    media: required(value('TRUNKLINE_MEDIA')),
    smtpUrl: value('TRUNKLINE_SMTP_URL'),
    redisUrl: value('TRUNKLINE_REDIS_URL'),
    rootApiKey: value('TRUNKLINE_ROOT_API_KEY'),
    drainSeconds: required(value('TRUNKLINE_DRAIN_S')),
    callLogDays: required(value('TRUNKLINE_CALL_LOG_DAYS')),
    callLogPurge: required(value('TRUNKLINE_CALL_LOG_PURGE')),
    journalMegabytes: required(value('TRUNKLINE_JOURNAL_MB')),
    traceMegabytes,
    hep: captureServer && { ...captureServer, captureId: required(value('TRUNKLINE_HEP_CAPTURE_ID')) },
    logLevel: required(value('TRUNKLINE_LOG_LEVEL')),
    logNumbers: required(value('TRUNKLINE_LOG_NUMBERS')),
    metricsAccess: required(value('TRUNKLINE_METRICS')),
  };
}

function sessionTimers(expires: number, minimum: number): Settings['sessionTimers'] {
  if (expires === 0) return null;
  if (expires >= minimum) return { expires, minimum };
  throw new SettingsError(
    `TRUNKLINE_SESSION_EXPIRES_S: ${String(expires)} cannot be used: it must not be below TRUNKLINE_MIN_SESSION_EXPIRES_S, ${String(minimum)}`,
  );
}

function tlsSetting(
  certificate: string | null,
  key: string | null,
  authorities: string | null,
  listeners: readonly ListenSetting[],
): TlsSetting | null {
  if (certificate !== null && key !== null) return { certificate, key, authorities };
  if (certificate !== null) throw new SettingsError('TRUNKLINE_TLS_CERT needs TRUNKLINE_TLS_KEY beside it');
  if (key !== null) throw new SettingsError('TRUNKLINE_TLS_KEY needs TRUNKLINE_TLS_CERT beside it');
  const secure = listeners.find(({ transport }) => transport === 'tls' || transport === 'wss');
  if (secure === undefined) return null;
  throw new SettingsError(
    `TRUNKLINE_SIP_LISTEN: ${secure.transport} needs a certificate: set TRUNKLINE_TLS_CERT and TRUNKLINE_TLS_KEY`,
  );
}

/** The settings part of `--help`: every variable with its default and meaning. */
export function settingsHelp(): string {
  const rows = Object.entries<Variable<unknown>>(variables).map(
    ([name, { default: fallback, meaning }]) =>
      `  ${name}\n      ${meaning}\n      default: ${fallback ?? 'unset'}`,
  );
  return [
    'Settings come from the environment, then from the file named by TRUNKLINE_CONFIG (lines of KEY=value, # starts a comment):',
    ...rows,
  ].join('\n');
}

function check<Name extends VariableName>(name: Name, text: string | null): ValueOf<Name> | null {
  if (text === null) return null;
  const description: Variable<unknown> = variables[name];
  const result = description.schema.safeParse(text);
  if (result.success) return result.data as ValueOf<Name>;
  const shown = description.secret === true ? 'the value' : JSON.stringify(text);
  throw new SettingsError(
    `${name}: ${shown} cannot be used: ${result.error.issues[0]?.message ?? 'invalid'}`,
  );
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** For settings with a default, which are never null. */
function required<T>(value: T | null): T {
  if (value === null) throw new SettingsError('a setting with a default came out unset');
  return value;
}

function readConfigFile(file: string | undefined): Map<string, string> {
  const values = new Map<string, string>();
  if (file === undefined || file === '') return values;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`TRUNKLINE_CONFIG: cannot be read: ${reason}`);
  }
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const match = /^\s*([A-Z0-9_]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*?))\s*$/.exec(line);
    const name = match?.[1];
    const where = `TRUNKLINE_CONFIG: ${file} line ${String(index + 1)}`;
    if (name === undefined) throw new SettingsError(`${where}: expected KEY=value`);
    if (!Object.hasOwn(variables, name))
      throw new SettingsError(`${where}: there is no setting ${name}; see --help`);
    const value = match?.[2] ?? match?.[3] ?? match?.[4] ?? '';
    if (value !== '') values.set(name, value);
  }
  return values;
}
