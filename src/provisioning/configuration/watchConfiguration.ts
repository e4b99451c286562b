import type { ConfigurationSync } from './configurationSync';

/** How often the database is asked for the number of its last change: while changes are heard of, and while they are not. */
const heardIntervalMs = 1_000;
const deafIntervalMs = 250;
/** How long a change may be on its way, where it is heard of. */
const onTheWayMs = 500;

/**
 * Looks for changes this node has not heard of: of a node that ended between its commit and its word, or while Redis is
 * away. Returns what ends it, and what has it look at once.
 */
export function watchConfiguration(
  sync: Pick<ConfigurationSync, 'check'>,
  isHeard: () => boolean,
): { look(): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  let isLooking = false;
  let isStopped = false;
  const look = async (): Promise<void> => {
    isLooking = true;
    if (timer !== null) clearTimeout(timer);
    // The database is away, and others say so; the next look may find it again.
    await sync.check(isHeard() ? onTheWayMs : 0).catch(() => undefined);
    isLooking = false;
    if (!isStopped) timer = setTimeout(() => void look(), isHeard() ? heardIntervalMs : deafIntervalMs);
  };
  timer = setTimeout(() => void look(), deafIntervalMs);
  return {
    look: () => {
      if (!isLooking && !isStopped) void look();
    },
    stop: () => {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
