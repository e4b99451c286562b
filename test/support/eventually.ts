import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats what throws until it does not, or throws its last reason after `patienceMs`. */
export async function eventually(assertion: () => void | Promise<void>, patienceMs = 5000): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(30);
  }
}
