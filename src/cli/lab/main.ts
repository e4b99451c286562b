/** `npm run lab`: a service, a simulated carrier and two PBXs, and calls between them, to look at. */
import { randomInt } from 'node:crypto';
import { SettingsError } from '../../config/settings';
import { Ending } from './ending';
import { LabError } from './labError';
import { runLab } from './labRun';
import { OptionError, readOptions, usage } from './options';
import type { Target } from './target';

/** npm hands on a Ctrl-C that the terminal has sent already: only a later one is a second wish. */
const sameWishMs = 1_000;

/** Answers the exit code: 0 all agreed, 1 not so or not run, 2 misused. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage);
    return 0;
  }
  const options = readOptions(args, () => randomInt(2 ** 32));
  const ending = new Ending();
  const life: { target: Target | null } = { target: null };
  let firstWish: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      firstWish ??= performance.now();
      if (performance.now() - firstWish < sameWishMs) {
        ending.request(`ended by ${signal}`);
        return;
      }
      life.target?.abandon();
      process.exit(130);
    });
  }
  const agreed = await runLab(
    options,
    ending,
    {
      stream: process.stdout,
      say: (lines) => {
        console.log(lines.join('\n'));
      },
    },
    (target) => {
      life.target = target;
    },
  );
  return agreed ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    if (error instanceof OptionError) {
      console.error(`${error.message}; --help shows the options`);
      process.exit(2);
    }
    const forUser = [LabError, SettingsError].some((kind) => error instanceof kind);
    const message = error instanceof Error ? error.message : String(error);
    console.error(forUser ? message : `the lab cannot run: ${message}`);
    process.exit(1);
  },
);
