import { parseArgs } from 'node:util';

export interface PushOptions {
  readonly subscribers: number;
  /** Changes measured, one after the other. */
  readonly changes: number;
  /** Milliseconds between two changes. */
  readonly pauseMs: number;
}

export const usage = `usage: npm run bench:push [-- OPTION...]
  --subscribers 5000   live connections that follow the trunk groups
  --changes 40         changes of usage, one after the other
  --pause 500          milliseconds between two changes
`;

/** Throws with a line for the user when an option is unknown or no sensible number. */
export function parseOptions(args: readonly string[]): PushOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      subscribers: { type: 'string', default: '5000' },
      changes: { type: 'string', default: '40' },
      pause: { type: 'string', default: '500' },
    },
  });
  const whole = (name: string, text: string, least: number, most: number): number => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`--${name}: '${text}' is not a whole number from ${least} to ${most}`);
  };
  return {
    subscribers: whole('subscribers', values.subscribers, 1, 9_000),
    changes: whole('changes', values.changes, 1, 10_000),
    pauseMs: whole('pause', values.pause, 0, 60_000),
  };
}
