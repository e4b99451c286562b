import type { ConfigurationPublisher } from './configurationPublisher';

const dayMs = 86_400_000;
/** After midnight by UTC, so that a clock that is set a little never sees the old day again. */
const afterMidnightMs = 5_000;
/** Where it failed: what was worked out before reaches far ahead. */
const retryMs = 60_000;

/**
 * Sends the schedules of enterprises and groups anew each day: they are worked out for a time ahead. Each node does so for
 * itself. Returns what ends it.
 */
export function refreshSchedules(
  publisher: Pick<ConfigurationPublisher, 'publishChange'>,
  onFault: (error: unknown) => void,
): { stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const wait = (delayMs: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      publisher.publishChange([]).then(
        () => {
          wait(untilTomorrowMs(Date.now()));
        },
        (error: unknown) => {
          onFault(error);
          wait(retryMs);
        },
      );
    }, delayMs).unref();
  };
  wait(untilTomorrowMs(Date.now()));
  return {
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

const untilTomorrowMs = (now: number): number => dayMs - (now % dayMs) + afterMidnightMs;
