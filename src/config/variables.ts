import type { z } from 'zod';
import {
  readBy,
  databaseUrl,
  sipListen,
  sipAdvertise,
  sipStack,
  httpListen,
  media,
  smtpUrl,
  redisUrl,
  file,
  origins,
  hepServer,
  rootApiKey,
  wholeNumber,
  cronExpression,
  oneOf,
} from './readers';
import { logLevels } from './settings';

/** One setting. */
export interface Variable<T> {
  /** Shown by `--help`; null: unset. */
  readonly default: string | null;
  readonly meaning: string;
  readonly schema: z.ZodType<T, string>;
  /** A secret's value is never repeated in a message. */
  readonly secret?: true;
}

const variable = <T>(description: Variable<T>): Variable<T> => description;

export const variables = {
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
export type VariableName = keyof Variables;
export type ValueOf<Name extends VariableName> = z.output<Variables[Name]['schema']>;
