import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root, say } from './checkout.mjs';

/** Beside node_modules and dist, since both of them may be thrown away while it is held. */
const lockFile = join(root, '.build-lock');

/** Runs `work` while no other process of this checkout installs or builds. */
export async function withLock(work) {
  await acquire();
  const release = () => {
    if (holder() === process.pid) unlinkSync(lockFile);
  };
  process.once('exit', release);
  for (const [signal, end] of endings) process.once(signal, end);
  try {
    return await work();
  } finally {
    for (const [signal, end] of endings) process.removeListener(signal, end);
    process.removeListener('exit', release);
    release();
  }
}

/** A signal ends the process by way of its exit handlers: the lock goes, and so does the program it waits for. */
const endings = Object.entries({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }).map(([signal, code]) => [
  signal,
  () => process.exit(code),
]);

async function acquire() {
  let told = false;
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const pid = holder();
    if (pid !== null && !isAlive(pid)) {
      removeStale();
      continue;
    }
    if (!told) say(`waiting for process ${pid ?? 'unknown'}, which installs or builds this checkout`);
    told = true;
    await sleep(100);
  }
}

/** Process id in the lock file; null while there is none, or its writer has not yet written it. */
function holder() {
  try {
    const text = readFileSync(lockFile, 'utf8');
    return text === '' ? null : Number(text);
  } catch {
    return null;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moved away first, so that of two who find the same stale lock only one removes it. */
function removeStale() {
  const aside = `${lockFile}.${randomUUID()}`;
  try {
    renameSync(lockFile, aside);
    unlinkSync(aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
