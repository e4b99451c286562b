import { MediaRefusal, type RefusalReason } from '../../src/media/mediaRefusal';
import type { MediaListener, MediaSession } from '../../src/media/mediaSession';
import type { ToMedia } from '../../src/media/messages';
import { OpenSession } from '../../src/media/openSession';
import type { Program } from '../../src/media/program';
import { negotiate } from '../../src/media/sdp/offerAnswer';
import type { Timers } from '../../src/model/ports';

type Playing = Extract<ToMedia, { readonly type: 'play' }>;

/** What one session was told to do; the test is the media thread and the far end's keys. */
export class FakeSession {
  readonly session: OpenSession;
  readonly programs: Program[] = [];
  isClosed = false;
  #playing: Playing | null = null;

  constructor(id: number, offer: string | null, listener: MediaListener, timers: Timers) {
    const negotiated = offer === null ? null : negotiate(offer, () => true);
    if (negotiated instanceof MediaRefusal) throw new Error(negotiated.message);
    this.session = new OpenSession(id, 20_000 + 2 * id, negotiated, '127.0.0.1', listener, {
      timers,
      send: (message) => {
        this.#told(message);
      },
      localAddress: () => '127.0.0.9',
      takesFamily: () => true,
      closed: () => undefined,
    });
  }

  /** What is to be heard now; null: silence. */
  get playing(): Program | null {
    return this.#playing?.program ?? null;
  }

  /** Names of the prompts and tones that are to be heard now. */
  get heard(): readonly string[] {
    return (this.playing ?? []).map((part) =>
      'prompt' in part ? part.prompt : 'tone' in part ? part.tone : 'silence',
    );
  }

  /** What is played comes to its end. */
  finish(): void {
    const playing = this.#playing;
    if (playing === null || playing.rounds === Infinity) return;
    this.#playing = null;
    this.session.played(playing.play);
  }

  /** Telephone-events of the far end. */
  press(digits: string): void {
    for (const digit of digits) {
      this.session.heard(digit, 'event');
      this.session.released('event');
    }
  }

  /** The media thread ends. */
  die(): void {
    this.session.lost('the media thread has ended');
    this.isClosed = true;
  }

  #told(message: ToMedia): void {
    if (message.type === 'play') {
      this.#playing = message;
      this.programs.push(message.program);
    } else if (message.type === 'stop') {
      this.#playing = null;
    } else if (message.type === 'close') {
      this.#playing = null;
      this.isClosed = true;
    }
  }
}

/** A media endpoint without sockets: sessions as they are, over a thread that the test plays. */
export class FakeMedia {
  readonly sessions: FakeSession[] = [];
  /** Why no session is opened; null: they are, unless the offer cannot be taken. */
  refusal: RefusalReason | null = null;
  readonly #timers: Timers;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  open(offer: string | null, _towards: string, listener: MediaListener): MediaSession | MediaRefusal {
    if (this.refusal !== null) return new MediaRefusal(this.refusal, 'as the test says');
    if (offer !== null) {
      const negotiated = negotiate(offer, () => true);
      if (negotiated instanceof MediaRefusal) return negotiated;
    }
    const opened = new FakeSession(this.sessions.length + 1, offer, listener, this.#timers);
    this.sessions.push(opened);
    return opened.session;
  }

  /** The session opened last. */
  get last(): FakeSession {
    const session = this.sessions.at(-1);
    if (session === undefined) throw new Error('no media session was opened');
    return session;
  }

  /** Sessions that nobody has closed. */
  get openSessions(): number {
    return this.sessions.filter(({ isClosed }) => !isClosed).length;
  }
}
