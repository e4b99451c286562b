import path from 'node:path';
import type { Logger } from 'pino';
import type { Settings } from './config/settings';
import { MediaEndpoint } from './media/mediaEndpoint';
import type { TimerWheel } from './model/timerWheel';
import type { SignallingAlarms } from './signallingAlarms';
import { LocalAddress } from './sip/embedded/transport/localAddress';

export interface NodeMediaPorts {
  readonly wheel: TimerWheel;
  readonly alarms: SignallingAlarms;
  readonly log: Pick<Logger, 'info'>;
}

/** The media endpoint of this node. */
export function nodeMedia(
  { media, dataDirectory }: Settings,
  { wheel, alarms, log }: NodeMediaPorts,
): MediaEndpoint {
  const address = new LocalAddress(media.address, null);
  return new MediaEndpoint(media, path.join(dataDirectory, 'prompts'), {
    timers: wheel,
    localAddress: (remote) => address.towards(remote),
    alarm: alarms.raise,
    cleared: alarms.clear,
    note: (message, details) => {
      log.info(details, message);
    },
  });
}
