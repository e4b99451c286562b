import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SettingsError, type Settings, type ListenSetting, type TlsSetting } from './settings';
import { variables, type ValueOf, type Variable, type VariableName } from './variables';

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
