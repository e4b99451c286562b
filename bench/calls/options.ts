import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** How much a service has to route by. */
export interface Provisioned {
  readonly schemes: number;
  readonly trunkGroups: number;
  readonly users: number;
}

export interface BenchOptions {
  /** Calls a second, one measurement each. */
  readonly rates: readonly number[];
  /** Length of each measurement, after its warm-up. */
  readonly seconds: number;
  /** Calls a second while the set-up delay is measured; 0 leaves it out. */
  readonly delayRate: number;
  /** Calls held at once for the memory figure; 0 leaves it out. */
  readonly held: number;
  /** Megabytes of the message trace; null: as many as the service has unless told. */
  readonly traceMegabytes: number | null;
  /** A second service with so much of each is measured beside the first; null: none is. */
  readonly large: Provisioned | null;
  /** Rounds in which a user with every feature is measured beside one with none, and nothing else is; 0: not at all. */
  readonly features: number;
  /** A drachtio-server program that a further service speaks SIP through; null: none is measured. */
  readonly drachtio: string | null;
}

export const usage = `usage: npm run bench:calls [-- OPTION...]
  --rates 200,800,1500,3000   calls a second, one measurement each
  --seconds 15                length of each measurement
  --delay-rate 500            calls a second while the set-up delay is measured; 0: not at all
  --held 5000                 calls held at once for the memory figure; 0: not at all
  --trace-mb 0                megabytes in which messages are kept; 0: they are not
  --drachtio /path/drachtio   a service over this drachtio-server is measured beside the first, the server's CPU included
  --schemes 5                 a second service with so many routing schemes, of all algorithms,
  --trunk-groups 200          so many trunk groups
  --users 100000              and so many users is measured beside the first, which has one a pair of ends
  --features 3                nothing but a user with every feature on beside one with none, in turn, so often,
                              at the first of the rates
`;

/** Throws with a line for the user when an option is unknown or no sensible number. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rates: { type: 'string', default: '200,800,1500,3000' },
      seconds: { type: 'string', default: '15' },
      'delay-rate': { type: 'string', default: '500' },
      held: { type: 'string', default: '5000' },
      'trace-mb': { type: 'string' },
      drachtio: { type: 'string' },
      schemes: { type: 'string' },
      'trunk-groups': { type: 'string' },
      users: { type: 'string' },
      features: { type: 'string', default: '0' },
    },
  });
  const program = (name: string, path: string): string => {
    if (!existsSync(path)) throw new Error(`--${name}: there is no program '${path}'`);
    return path;
  };
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new Error(`--${name}: '${text}' is not a whole number from ${least} to ${most}`);
    }
    return value;
  };
  return {
    rates: values.rates === '0' ? [] : values.rates.split(',').map((text) => whole('rates', text, 1, 20_000)),
    seconds: whole('seconds', values.seconds, 1, 600),
    delayRate: whole('delay-rate', values['delay-rate'], 0, 5000),
    held: whole('held', values.held, 0, 200_000),
    features: whole('features', values.features, 0, 100),
    traceMegabytes: values['trace-mb'] === undefined ? null : whole('trace-mb', values['trace-mb'], 0, 4_000),
    drachtio: values.drachtio === undefined ? null : program('drachtio', values.drachtio),
    large:
      values.schemes === undefined && values['trunk-groups'] === undefined && values.users === undefined
        ? null
        : {
            schemes: whole('schemes', values.schemes ?? '1', 1, 1000),
            trunkGroups: whole('trunk-groups', values['trunk-groups'] ?? '1', 1, 5000),
            users: whole('users', values.users ?? '1', 1, 1_000_000),
          },
  };
}
