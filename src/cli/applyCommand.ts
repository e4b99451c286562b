import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { takeDatabase, type TakenDatabase } from '../../db/takeDatabase';
import type { Settings } from '../config/settings';
import { ApiClient } from '../client/apiClient';
import { ApiError, type ApiErrorDetail } from '../client/apiError';
import { createIdFactory } from '../model/id';
import { applyDeployment } from '../provisioning/deployments/applyDeployment';
import { summaryText, type DeploymentSummary } from '../provisioning/deployments/plan/summary';
import { answers, keyFor, urlOf, urlOfHolder } from './runningNode';

type Outcome =
  | {
      readonly summary: DeploymentSummary;
      readonly warnings: readonly Pick<ApiErrorDetail, 'path' | 'message'>[];
    }
  | { readonly mistakes: readonly ApiErrorDetail[] };

/**
 * `trunkline apply`: over the API of the node that holds the database, or of the one that answers at the address that
 * was set; straight into the database when there is neither.
 * @returns the exit code
 */
export async function applyCommand(file: string, prune: boolean, settings: Settings): Promise<number> {
  const text = await readText(file);
  const outcome = await apply(text, prune, settings);
  if ('summary' in outcome) {
    console.log(summaryText(outcome.summary));
    for (const { path, message } of outcome.warnings) console.error(`warning: ${path}: ${message}`);
    return 0;
  }
  for (const { path, message } of outcome.mistakes)
    console.error(path === '' ? message : `${path}: ${message}`);
  const count = outcome.mistakes.length;
  console.error(`${String(count)} ${count === 1 ? 'mistake' : 'mistakes'}; nothing was changed`);
  return 1;
}

async function apply(text: string, prune: boolean, settings: Settings): Promise<Outcome> {
  if (settings.httpListenIsSet && settings.httpListen.port !== 0) {
    const url = urlOf(settings.httpListen);
    if (await answers(url)) return await applyOverApi(url, text, prune, settings);
  }
  const taken = await takeDatabase(settings.database, { kind: 'apply' });
  if (taken.acquired) return await applyToDatabase(taken, text, prune);
  return await applyOverApi(urlOfHolder(taken.holder), text, prune, settings);
}

async function readText(file: string): Promise<string> {
  if (file !== '-') return await readFile(file, 'utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function applyToDatabase(taken: TakenDatabase, text: string, prune: boolean): Promise<Outcome> {
  try {
    const newId = createIdFactory(Date.now, randomBytes);
    return await applyDeployment(taken.database, text, { prune, newId, wallTime: Date.now });
  } finally {
    await taken.release();
  }
}

async function applyOverApi(url: string, text: string, prune: boolean, settings: Settings): Promise<Outcome> {
  const key = keyFor(url, settings);
  try {
    return await new ApiClient({ url, key }).applyDeployment(text, { prune });
  } catch (error) {
    if (!(error instanceof ApiError)) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the node at ${url} does not answer: ${reason}`, { cause: error });
    }
    if (error.errors.length > 0) return { mistakes: error.errors };
    throw new Error(`the node at ${url} answered ${String(error.status)}: ${error.message}`, {
      cause: error,
    });
  }
}
