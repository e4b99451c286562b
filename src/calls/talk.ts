import type { MediaSession } from '../media/mediaSession';

/** What the service has to do with a caller it has answered. What comes of it is an input of the call. */
export interface Talk {
  /** The caller can hear and be heard. */
  begin(session: MediaSession): void;
  /** The call is over, or goes on: what still comes changes nothing. */
  stop(): void;
}
