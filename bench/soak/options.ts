import { parseArgs } from 'node:util';
import { seedLimit } from '../../src/cli/lab/traffic/seededRandom';

export interface SoakOptions {
  readonly minutes: number;
  /** Calls a second on average. */
  readonly rate: number;
  /** Decides calls and faults; the same seed makes the same plan. */
  readonly seed: number;
  readonly database: 'sqlite' | 'mariadb';
  /** Mutilated SIP messages that the stack is fed first; 0: none. */
  readonly fuzz: number;
}

export const usage = `usage: npm run soak [-- OPTION...]
  --minutes 10         how long calls are made, 1 to 10080
  --rate 20            calls a second, 1 to 100
  --seed N             calls and faults are planned from it; left out: another each time
  --database mariadb   mariadb or sqlite; left out: mariadb where mariadbd is installed
  --fuzz 1000000       mutilated SIP messages fed to the stack first; 0: none

Exit code 0: every call is over on both sides and in the call log as it must be, nothing is in use, nothing is left open.
`;

/** @throws Error with a line for the user when an option is unknown or no sensible number */
export function parseOptions(
  args: readonly string[],
  newSeed: () => number,
  hasMariadb: boolean,
): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      rate: { type: 'string', default: '20' },
      seed: { type: 'string' },
      database: { type: 'string', default: hasMariadb ? 'mariadb' : 'sqlite' },
      fuzz: { type: 'string', default: '1000000' },
    },
  });
  const number = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new Error(`--${name}: '${text}' is no number from ${least} to ${most}`);
  };
  const { database } = values;
  if (database !== 'sqlite' && database !== 'mariadb') {
    throw new Error(`--database: '${database}' is neither mariadb nor sqlite`);
  }
  return {
    minutes: number('minutes', values.minutes, 1, 10_080),
    rate: number('rate', values.rate, 1, 100),
    seed: Math.floor(values.seed === undefined ? newSeed() : number('seed', values.seed, 0, seedLimit - 1)),
    database,
    fuzz: number('fuzz', values.fuzz, 0, 1e9),
  };
}
