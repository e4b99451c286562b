import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import type { LockHolder } from '../../db/nodeLock/nodeLock';
import { takeDatabase, type TakenDatabase } from '../../db/takeDatabase';
import type { Settings } from '../config';
import { ApiClient } from '../client/apiClient';
import { ApiError, type ApiErrorDetail } from '../client/apiError';
import { createIdFactory } from '../model/id';
import { applyDeployment } from '../provisioning/deployments/applyDeployment';
import { summaryText, type DeploymentSummary } from '../provisioning/deployments/plan/summary';
import { readRootApiKey } from '../provisioning/http/rootApiKey';

type Outcome = { readonly summary: DeploymentSummary } | { readonly mistakes: readonly ApiErrorDetail[] };

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
  const taken = await takeDatabase(settings.database, 'apply');
  if (taken.acquired) return await applyToDatabase(taken, text, prune);
  return await applyOverApi(urlOfHolder(taken.holder), text, prune, settings);
}

async function readText(file: string): Promise<string> {
  if (file !== '-') return await readFile(file, 'utf8');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function urlOf({ address, port }: Settings['httpListen']): string {
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
}

/** Whether a node listens there. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function urlOfHolder(holder: LockHolder | null): string {
  if (holder?.kind === 'apply') {
    throw new Error(`another apply (process ${String(holder.pid)}) is working on the database; try again`);
  }
  if (holder?.httpUrl == null) throw new Error('a node holds the database but is still starting; try again');
  if (holder.host !== hostname() && isLoopback(holder.httpUrl)) {
    throw new Error(
      `a node on ${holder.host} holds the database, and its API listens on ${holder.httpUrl} there alone: apply there, or set its TRUNKLINE_HTTP_LISTEN`,
    );
  }
  return holder.httpUrl;
}

const isLoopback = (url: string): boolean => /^(?:127\.|\[::1\]$|localhost$)/.test(new URL(url).hostname);

async function applyToDatabase(taken: TakenDatabase, text: string, prune: boolean): Promise<Outcome> {
  try {
    const newId = createIdFactory(Date.now, randomBytes);
    return await applyDeployment(taken.database, text, { prune, newId, wallTime: Date.now });
  } finally {
    await taken.release();
  }
}

async function applyOverApi(url: string, text: string, prune: boolean, settings: Settings): Promise<Outcome> {
  const key = settings.rootApiKey ?? readRootApiKey(settings.dataDirectory);
  if (key === null) {
    throw new Error(
      `no API key: set TRUNKLINE_ROOT_API_KEY, or TRUNKLINE_DATA_DIR to the data directory of the node at ${url}`,
    );
  }
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
