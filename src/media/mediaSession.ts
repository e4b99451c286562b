import type { CollectRule, Collected } from './digitCollector';
import type { MediaRefusal } from './mediaRefusal';
import type { Program } from './program';

/** How something played came to its end; `closed`: the session did. */
export type PlayEnd = 'finished' | 'stopped' | 'closed';

export interface PlayOptions {
  /** How often the whole is played; default once. */
  readonly repeat?: number | 'forever';
}

/** What a session tells whoever opened it. */
export interface MediaListener {
  /**
   * The session has ended unasked, by a fault of the media thread: no media flows any more. Comes after the `done` of what
   * was under way, and never after `close()`.
   */
  closed(reason: string): void;
}

/**
 * One end of a call's media: sends prompts and tones, listens for digits. Every method acts at once and waits for nothing.
 *
 * Each `play` and each `collect` calls its `done` exactly once: at its end, or with `closed` out of `close()` itself or
 * with the death of the media thread. After `close()` every method does nothing.
 */
export interface MediaSession {
  /** Our newest answer; the offer, where we made it and it has no answer yet. */
  readonly localSdp: string;

  /** The far end's answer to our offer. A refusal leaves the session without media. */
  accept(answer: string): MediaRefusal | null;

  /**
   * A new offer of the far end (re-INVITE, UPDATE: hold, another address, another codec). Answered, or refused with
   * everything left as it was. What is played goes on in time, unheard while the far end does not want to hear.
   */
  update(offer: string): { readonly answer: string } | MediaRefusal;

  /** Plays; what was played before is stopped. */
  play(program: Program, options: PlayOptions, done: (end: PlayEnd) => void): void;

  /** Stops what is played. */
  stop(): void;

  /**
   * Collects digits from now on. While something is played the first digit is not waited for: with `bargeIn` a digit stops
   * what is played and counts, without it digits do not count until it has ended. An earlier collection ends as `closed`.
   */
  collect(rule: CollectRule, done: (result: Collected) => void): void;

  /**
   * A digit that came by signalling (SIP INFO). Ignored where digits come with the media as well: the way that brought the
   * first one is listened to until the session is updated.
   */
  digit(digit: string): void;

  /** Says goodbye to the far end and frees the ports. Idempotent. */
  close(): void;
}
