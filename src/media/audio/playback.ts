import type { Clip } from './audioLibrary';

/** Clips one after the other, the whole so many times. */
export class Playback {
  #clips: readonly Clip[];
  #rounds: number;
  #place = 0;
  /** Bytes of the clip in turn that were read. */
  #read = 0;

  /** Clips without sound are left out, so that a round always has an end. */
  constructor(clips: readonly Clip[], rounds: number) {
    this.#clips = audible(clips);
    this.#rounds = this.#clips.length === 0 ? 0 : rounds;
  }

  get isOver(): boolean {
    return this.#rounds <= 0;
  }

  /** Goes on at the same place with the same clips in another law. */
  recode(clips: readonly Clip[]): void {
    this.#clips = audible(clips);
  }

  /** Fills a part of `target`; answers how many bytes there were, fewer only at the end. */
  read(target: Buffer, start: number, count: number): number {
    let done = 0;
    while (done < count && this.#rounds > 0) {
      const clip = this.#clips[this.#place];
      if (clip === undefined) break;
      const from = this.#read % clip.bytes.length;
      const wanted = Math.min(count - done, clip.length - this.#read, clip.bytes.length - from);
      clip.bytes.copy(target, start + done, from, from + wanted);
      done += wanted;
      this.#read += wanted;
      if (this.#read >= clip.length) this.#next();
    }
    return done;
  }

  #next(): void {
    this.#read = 0;
    this.#place += 1;
    if (this.#place < this.#clips.length) return;
    this.#place = 0;
    this.#rounds -= 1;
  }
}

const audible = (clips: readonly Clip[]): Clip[] =>
  clips.filter(({ bytes, length }) => bytes.length > 0 && length > 0);
