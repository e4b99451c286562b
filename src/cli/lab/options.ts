import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { EndAddress } from './ends/endsProtocol';
import type { TrafficOptions } from './traffic/trafficPlan';

/** A service that runs already, and how to reach it. */
export interface GivenService {
  /** Without a slash at the end. */
  readonly url: string;
  /** Null: the one in the environment or in the data directory. */
  readonly key: string | null;
  readonly sip: EndAddress;
  /** Whether the example deployment is applied to it first. */
  readonly apply: boolean;
}

export interface LabOptions {
  readonly traffic: TrafficOptions;
  /** Null: the lab starts a service of its own. */
  readonly given: GivenService | null;
  /** Whether the own service's data directory stays. */
  readonly keep: boolean;
  /** Whether other ports than the usual ones are taken even where those are free. */
  readonly freePorts: boolean;
}

/** An option that cannot be used; the message is one line for the user. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

export const usage = `npm run lab [-- OPTION...]
    Starts a service with the example deployment in a temporary database, a simulated carrier and two simulated PBXs,
    makes calls of every kind and shows how the trunk groups fill. Ctrl-C ends it early.

  --rate 2             calls a second, 0.1 to 200, bursts apart
  --seconds 120        how long calls are made, up to 86400; 0: until Ctrl-C
  --talk 4             mean length of a conversation in seconds, 0.5 to 600
  --burst-every 20     seconds between bursts of more calls than the limits allow, up to 3600; 0: none
  --seed N             a whole number; the same seed and options make the same calls; left out: another each time
  --keep               keeps the data directory: database, log, deployment file, API key
  --free-ports         takes free ports even where the usual ones are not taken

  --url http://HOST:PORT   drives the service that answers there instead; it needs the example deployment
  --key KEY                its API key; left out: TRUNKLINE_ROOT_API_KEY, else the one in TRUNKLINE_DATA_DIR
  --sip HOST:PORT          where it listens for SIP over UDP and IPv4; left out: port 5060 of the URL's host
  --apply                  applies the example deployment to it first

  --help               shows this

    Exit code 0: everything was hung up and the figures of both ends and of the API agree; 1: they do not, or the service
    could not be used; 2: an option cannot be used.`;

const definitions = {
  rate: { type: 'string', default: '2' },
  seconds: { type: 'string', default: '120' },
  talk: { type: 'string', default: '4' },
  'burst-every': { type: 'string', default: '20' },
  seed: { type: 'string' },
  keep: { type: 'boolean', default: false },
  'free-ports': { type: 'boolean', default: false },
  url: { type: 'string' },
  key: { type: 'string' },
  sip: { type: 'string' },
  apply: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/**
 * Reads the command line; `newSeed` is asked where none is given.
 * @throws OptionError at the first option that cannot be used
 */
export function readOptions(args: readonly string[], newSeed: () => number): LabOptions {
  const values = parse(args);
  const seconds = amount('seconds', values.seconds, 0, 86_400);
  const given = readGiven(values);
  if (given !== null && values.keep) {
    throw new OptionError("--keep is about the lab's own service and does not go with --url");
  }
  if (given?.apply === false && values['free-ports']) {
    throw new OptionError('--free-ports with --url needs --apply: the ends listen where the deployment says');
  }
  return {
    traffic: {
      seed: values.seed === undefined ? newSeed() : readSeed(values.seed),
      rate: amount('rate', values.rate, 0.1, 200),
      seconds: seconds === 0 ? Infinity : seconds,
      talkSeconds: amount('talk', values.talk, 0.5, 600),
      burstSeconds: readBurst(values['burst-every']),
    },
    given,
    keep: values.keep,
    freePorts: values['free-ports'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const name = /'(-[^' ]*)/.exec(message)?.[1] ?? '';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new OptionError(`there is no option ${name}`);
    if (code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL') {
      throw new OptionError(`${/'([^']*)'/.exec(message)?.[1] ?? 'an argument'} is no option`);
    }
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      const isSwitch = Object.entries(definitions).some(
        ([key, { type }]) => `--${key}` === name && type === 'boolean',
      );
      throw new OptionError(isSwitch ? `${name} takes no value` : `${name} needs a value`);
    }
    throw error;
  }
}

type Values = ReturnType<typeof parse>;

function amount(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new OptionError(`--${name}: '${text}' is no number from ${least} to ${most}`);
}

function readBurst(text: string): number {
  const seconds = amount('burst-every', text, 0, 3_600);
  if (seconds > 0 && seconds < 1)
    throw new OptionError(`--burst-every: '${text}' is neither 0 nor at least 1`);
  return seconds;
}

function readSeed(text: string): number {
  const seed = /^\d{1,10}$/.test(text) ? Number(text) : Infinity;
  if (seed < 2 ** 32) return seed;
  throw new OptionError(`--seed: '${text}' is no whole number from 0 to ${2 ** 32 - 1}`);
}

function readGiven(values: Values): GivenService | null {
  if (values.url === undefined) {
    const [name] = (['key', 'sip', 'apply'] as const).filter(
      (key) => values[key] !== undefined && values[key] !== false,
    );
    if (name !== undefined) throw new OptionError(`--${name} needs --url`);
    return null;
  }
  const url = URL.canParse(values.url) ? new URL(values.url) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '') {
    throw new OptionError(`--url: '${values.url}' is no address such as http://127.0.0.1:8080`);
  }
  if (values.key !== undefined && !/^[\x21-\x7e]+$/.test(values.key)) {
    throw new OptionError('--key: that is no API key');
  }
  const sip = values.sip ?? `${url.hostname}:5060`;
  return { url: url.origin, key: values.key ?? null, sip: readAddress(sip), apply: values.apply };
}

function readAddress(text: string): EndAddress {
  const [, host, digits = ''] = /^([A-Za-z0-9.-]+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (host !== undefined && port >= 1 && port <= 65_535) return { host, port };
  throw new OptionError(`--sip: '${text}' is no address such as 127.0.0.1:5060`);
}
