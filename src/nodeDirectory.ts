import type { FetchDirectory } from './calls/callPorts';
import type { Directory, DirectoryAnswer, DirectoryKey } from './model/directory';
import { OutageLog, type OutageLines } from './model/outageLog';
import type { Clock } from './model/ports';
import { DirectoryCache } from './routing/directoryCache';

/** Users and numbers kept in memory; about 400 bytes each. */
const directoryEntries = 200_000;

/** Users and numbers as this node knows them, and the way to more of them. */
export interface NodeDirectory {
  readonly cache: DirectoryCache;
  /** `missing`: what is not in memory is to be asked for, or, with the database out of reach, does not exist. */
  readonly known: (missing: 'ask' | 'absent') => Directory;
  readonly fetch: FetchDirectory;
  /** Of look-ups that fail: with the database away that is one a call. */
  readonly log: OutageLog;
}

export function nodeDirectory(
  read: (keys: readonly DirectoryKey[]) => Promise<DirectoryAnswer>,
  lines: OutageLines,
  clock: Clock,
): NodeDirectory {
  const cache = new DirectoryCache(directoryEntries, Date.now);
  const log = new OutageLog(lines, clock, 'users and numbers of calls can be read again');
  const remembered: Directory = {
    number: (e164) => cache.number(e164) ?? null,
    extension: (enterpriseId, digits) => cache.extension(enterpriseId, digits) ?? null,
  };
  return {
    cache,
    known: (missing) => (missing === 'ask' ? cache : remembered),
    fetch: async (keys) => {
      cache.fill(await read(keys));
      log.worked();
    },
    log,
  };
}
