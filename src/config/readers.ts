import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { tlsModes, type DatabaseSetting, type MysqlTls } from '../model/databaseSetting';
import {
  SettingsError,
  transports,
  type Settings,
  type ListenSetting,
  type AdvertiseSetting,
} from './settings';

type Raise = (accepted: string) => never;

/** A value read by a function that says what it accepts instead, and raises nothing else. */
export function readBy<T>(read: (text: string, raise: Raise) => T): z.ZodType<T, string> {
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

export const databaseUrl = readBy((text, raise): DatabaseSetting => {
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

export const sipListen = readBy((text, raise): ListenSetting[] => {
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

export const sipAdvertise = readBy((text, raise): AdvertiseSetting[] =>
  list(text).map((item) => {
    const match = /^(udp|tcp|tls|ws|wss):(.+)$/i.exec(item);
    const transport = transports.find((known) => known === match?.[1]?.toLowerCase()) ?? null;
    const end = hostPort(match?.[2] ?? item);
    if (end === null) return raise('expected host, host:port or transport:host:port, comma-separated');
    return { transport, ...end };
  }),
);

const drachtioPort = 9022;

export const sipStack = readBy((text, raise): Settings['sipStack'] => {
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

export const httpListen = readBy((text, raise) => {
  const end = hostPort(text);
  if (end?.port == null) return raise('expected address:port, such as 127.0.0.1:8080');
  return { address: end.host, port: end.port };
});

export const media = readBy((text, raise) => {
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

export const smtpUrl = readBy((text, raise) =>
  /^smtps?:\/\/[^\s/]+/i.test(text) && URL.canParse(text)
    ? text
    : raise('expected smtp://[user:password@]host[:port]'),
);

export const redisUrl = readBy((text, raise) =>
  /^rediss?:\/\/[^\s/]+(?:\/\d*)?$/i.test(text) && URL.canParse(text)
    ? text
    : raise('expected redis://[user:password@]host[:port][/number], or rediss:// over TLS'),
);

export const file = readBy((text) => path.resolve(text));

export const origins = readBy((text, raise): ReadonlySet<string> | 'all' => {
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

export const hepServer = readBy((text, raise) => {
  const end = hostPort(/^udp:(.+)$/i.exec(text)?.[1] ?? '');
  if (end?.port == null || end.port === 0)
    return raise('expected udp:host:port, such as udp:192.0.2.10:9060');
  return { host: end.host, port: end.port };
});

export const rootApiKey = readBy((text, raise) =>
  /^[\x21-\x7e]{16,256}$/.test(text) ? text : raise('expected 16 to 256 visible ASCII characters'),
);

export const wholeNumber = (minimum: number, maximum: number) =>
  readBy((text, raise) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    return value >= minimum && value <= maximum
      ? value
      : raise(`expected a whole number from ${String(minimum)} to ${String(maximum)}`);
  });

export const cronExpression = readBy((text, raise) =>
  isCron(text)
    ? text
    : raise('expected a cron expression, such as 15 3 * * * for a quarter past three each night'),
);

export const oneOf = <const T extends string>(...values: readonly T[]) =>
  readBy((text, raise) => values.find((value) => value === text) ?? raise(`expected ${values.join(' or ')}`));
