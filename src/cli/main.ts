import { applyCommand } from './applyCommand';
import { explainCommand, explainUsage } from './explainCommand';
import { readSettings, settingsHelp } from '../config/readSettings';
import { SettingsError } from '../config/settings';

const usage = `trunkline apply FILE [--prune]
    Makes everything named in the deployment file exactly as it says; FILE - reads from standard input.
    Goes over the API when a node runs, straight into the database when none does. Applying a file again changes nothing.
    --prune  also removes what the file does not name

${explainUsage}

trunkline --help
    Shows this and all settings.`;

/** The command line; answers the exit code: 0 done, 1 refused or failed, 2 misused. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(`${usage}\n\n${settingsHelp()}`);
    return 0;
  }
  const [command, ...rest] = args;
  switch (command) {
    case 'apply':
      return await apply(rest);
    case 'explain':
      return await explainCommand(rest, readSettings(process.env));
    default:
      console.error(usage);
      return 2;
  }
}

async function apply(args: readonly string[]): Promise<number> {
  const options = args.filter((argument) => argument.startsWith('--'));
  const files = args.filter((argument) => !argument.startsWith('--'));
  const [file] = files;
  const unknown = options.find((option) => option !== '--prune');
  if (file === undefined || files.length > 1 || unknown !== undefined) {
    if (unknown !== undefined) console.error(`there is no option ${unknown}`);
    console.error(usage);
    return 2;
  }
  return await applyCommand(file, options.includes('--prune'), readSettings(process.env));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const known = error instanceof SettingsError;
    console.error(
      error instanceof Error ? (known ? error.message : `trunkline: ${error.message}`) : String(error),
    );
    process.exitCode = 1;
  },
);
