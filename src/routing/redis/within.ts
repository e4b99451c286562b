import type { Timers } from '../../model/ports';

/** Resolves when it is done, or after so long: then nobody waits for it any more. */
export const within = (timers: Timers, patienceMs: number, done: Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    const timer = timers.after(patienceMs, resolve);
    void done.then(() => {
      timer.cancel();
      resolve();
    });
  });
