import { parseArgs } from 'node:util';
import { ApiClient, type CallQuestion } from '../client/apiClient';
import { ApiError } from '../client/apiError';
import type { Settings } from '../config/settings';
import { explanationText } from './explanationText';
import { runningNode } from './runningNode';

export const explainUsage = `trunkline explain --from NUMBER --to NUMBER (--arriving-on NAME | --source UDP:ADDRESS:PORT) [--at TIME] [--json]
    Says what would become of a call, without placing one: who sends it, whom it is for, who would be asked, and why.
    --arriving-on NAME   the trunk group or carrier that sends it
    --source SOURCE      where it comes from instead, such as udp:192.0.2.1:5060: also says which peer that is, and why
    --at TIME            when it is placed, such as 2026-01-05T09:00:00Z; left out: now
    --asserted NUMBER    what P-Asserted-Identity says
    --otg IDENTITY       a trunk-group identity the call names
    --private            the caller asks not to be shown
    --json               the answer of the API as it is`;

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  'arriving-on': { type: 'string' },
  source: { type: 'string' },
  at: { type: 'string' },
  asserted: { type: 'string' },
  otg: { type: 'string', multiple: true },
  private: { type: 'boolean' },
  json: { type: 'boolean' },
} as const;

/**
 * `trunkline explain`, over the API of the running node.
 * @returns the exit code: 0 told, 1 refused, 2 misused
 */
export async function explainCommand(args: readonly string[], settings: Settings): Promise<number> {
  const read = readOptions(args);
  if ('wrong' in read) {
    console.error(`${read.wrong}\n${explainUsage}`);
    return 2;
  }
  try {
    const told = await new ApiClient(await runningNode(settings)).explainCall(read.question);
    console.log(read.json ? JSON.stringify(told, null, 2) : explanationText(told));
    return 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    for (const { path, message } of error.errors) console.error(`${optionOf(path)}: ${message}`);
    if (error.errors.length === 0) console.error(error.message);
    return 1;
  }
}

type Read =
  | { readonly question: CallQuestion; readonly json: boolean }
  /** One line for the user. */
  | { readonly wrong: string };

function readOptions(args: readonly string[]): Read {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const { from, to, source, at, asserted, otg } = values;
    if (from === undefined || to === undefined)
      return { wrong: 'who calls whom? --from and --to are needed' };
    const arriving_on = values['arriving-on'];
    return {
      json: values.json === true,
      question: {
        from,
        to,
        ...(arriving_on === undefined ? {} : { arriving_on }),
        ...(source === undefined ? {} : { source }),
        ...(at === undefined ? {} : { at }),
        ...(asserted === undefined ? {} : { asserted }),
        ...(otg === undefined ? {} : { trunk_group_identities: otg }),
        ...(values.private === true ? { private: true } : {}),
      },
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}

/** An input of the API as the option it came from. */
const optionOf = (path: string): string =>
  path.startsWith('trunk_group_identities') ? '--otg' : `--${path.replaceAll('_', '-')}`;
