import { readFileSync, readlinkSync } from 'node:fs';

/**
 * Names the set of processes among which this one's id is unique: the running kernel and the namespace (a container has
 * its own, whatever it calls its host). Null where the system does not tell.
 */
export function processSpace(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

/** Whether a process of this very process space lives. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
