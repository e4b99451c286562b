import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import type { LockHolder } from '../../db/nodeLock/nodeLock';
import { takeDatabase } from '../../db/takeDatabase';
import type { Settings } from '../config/settings';
import { readRootApiKey } from '../provisioning/http/rootApiKey';

/** Where the API of a node is, and the key to it. */
export interface RunningNode {
  readonly url: string;
  readonly key: string;
}

/**
 * The node that answers at the address that was set, else the one that holds the database.
 * @throws Error with one line for the user where none runs
 */
export async function runningNode(settings: Settings): Promise<RunningNode> {
  const set = settings.httpListen.port === 0 ? null : urlOf(settings.httpListen);
  if (set !== null && (await answers(set))) return { url: set, key: keyFor(set, settings) };
  const taken = await takeDatabase(settings.database, { kind: 'apply' });
  if (taken.acquired) {
    await taken.release();
    throw new Error('no node is running: start one with npm start');
  }
  const url = urlOfHolder(taken.holder);
  return { url, key: keyFor(url, settings) };
}

export function urlOf({ address, port }: Settings['httpListen']): string {
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address] ?? address;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
}

/** Whether a node listens there. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** @throws Error where the holder has no API that can be reached from here */
export function urlOfHolder(holder: LockHolder | null): string {
  if (holder?.kind === 'apply') {
    throw new Error(`another apply (process ${String(holder.pid)}) is working on the database; try again`);
  }
  if (holder?.httpUrl == null) throw new Error('a node holds the database but is still starting; try again');
  if (holder.host !== hostname() && isLoopback(holder.httpUrl)) {
    throw new Error(
      `a node on ${holder.host} holds the database, and its API listens on ${holder.httpUrl} there alone: work there, or set its TRUNKLINE_HTTP_LISTEN`,
    );
  }
  return holder.httpUrl;
}

const isLoopback = (url: string): boolean => /^(?:127\.|\[::1\]$|localhost$)/.test(new URL(url).hostname);

/** @throws Error where none is set and none was made */
export function keyFor(url: string, settings: Settings): string {
  const key = settings.rootApiKey ?? readRootApiKey(settings.dataDirectory);
  if (key !== null) return key;
  throw new Error(
    `no API key: set TRUNKLINE_ROOT_API_KEY, or TRUNKLINE_DATA_DIR to the data directory of the node at ${url}`,
  );
}
