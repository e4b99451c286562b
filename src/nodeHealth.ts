import type { ProvisioningClient } from './events/provisioningClient';
import { HealthFeed } from './calls/health/healthFeed';
import { Prober } from './calls/health/prober';
import type { Clock, Random } from './model/ports';
import type { TimerWheel } from './model/timerWheel';
import { HealthBook } from './routing/health/healthBook';
import type { SipStack } from './sip/stack';

export interface NodeHealthPorts {
  readonly stack: Pick<SipStack, 'probe'>;
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (error: unknown) => void;
  /** Who is told; null while there is nobody. */
  readonly client: () => Pick<ProvisioningClient, 'reportHealth'> | null;
}

/** The health of peers as this node sees it: what is known, who probes, and who is told. */
export interface NodeHealth {
  readonly book: HealthBook;
  readonly prober: Prober;
  readonly feed: HealthFeed;
}

export function nodeHealth({ stack, wheel, clock, random, onFault, client }: NodeHealthPorts): NodeHealth {
  const prober = new Prober({ stack, wheel, clock, random, onFault });
  const book = new HealthBook(clock, wheel, {
    watched: (address) => {
      prober.watch(address);
    },
    unwatched: (address) => {
      prober.unwatch(address);
    },
    turned: (address) => {
      prober.turned(address);
    },
    touched: (key) => {
      feed.touched(key);
    },
    removed: (key) => {
      feed.removed(key);
    },
    changed: (change) => {
      feed.changed(change);
    },
  });
  const feed = new HealthFeed({
    wheel,
    report: (key) => book.report(key),
    keys: () => book.keys(),
    isTaken: () => client() !== null,
    send: (report) => {
      client()?.reportHealth(report);
    },
  });
  return { book, prober, feed };
}
