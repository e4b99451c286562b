import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Program, ProgramPart } from '../program';
import { promptNames, type PromptName } from '../promptCatalogue';
import { encode, silenceByte } from '../rtp/g711';
import type { Law } from '../sdp/streamPlan';
import { tonePlan, type ToneDescription } from '../toneCatalogue';
import { samplesPerMs, toneRound } from './tone';
import { readWav } from './wavFile';

/** Beside the sources, not beside what is compiled: dist/src/media/audio is four floors below the checkout. */
const ownFolder = path.join(__dirname, '../../../../src/media/prompts');
/** Four minutes of 16-bit PCM. */
const mostBytes = 4_000_000;
const longestMs = 3_600_000;

/** Sound in one law: `bytes` from the beginning, over and over until `length` of them have been played. */
export interface Clip {
  readonly bytes: Buffer;
  /** Infinity: until stopped. */
  readonly length: number;
}

type Sound = Readonly<Record<Law, Buffer>>;

/** What can be played, in memory and in both laws: prompts from files, tones as they are asked for. */
export class AudioLibrary {
  readonly #prompts: ReadonlyMap<PromptName, Sound>;
  readonly #tones = new Map<ToneDescription, Sound>();
  readonly #silence: Sound = { mu: Buffer.alloc(160, silenceByte.mu), a: Buffer.alloc(160, silenceByte.a) };

  private constructor(prompts: ReadonlyMap<PromptName, Sound>) {
    this.#prompts = prompts;
  }

  /**
   * Reads the prompts; `folder` holds recordings that go before ours, by name. One that cannot be played is told to
   * `refused`, and ours used.
   * @throws Error when one of our own cannot be read
   */
  static load(folder: string | null, refused: (file: string, reason: string) => void): AudioLibrary {
    const prompts = new Map<PromptName, Sound>();
    for (const name of promptNames) {
      const samples =
        (folder === null ? null : replacement(path.join(folder, `${name}.wav`), refused)) ??
        readWav(readFileSync(path.join(ownFolder, `${name}.wav`)));
      prompts.set(name, bothLaws(samples));
    }
    return new AudioLibrary(prompts);
  }

  clips(program: Program, law: Law): Clip[] {
    return program.map((part) => this.#clip(part, law));
  }

  #clip(part: ProgramPart, law: Law): Clip {
    if ('silenceMs' in part) return { bytes: this.#silence[law], length: bytesOf(part.silenceMs) };
    if ('prompt' in part) {
      const bytes = this.#prompts.get(part.prompt)?.[law] ?? Buffer.alloc(0);
      return { bytes, length: bytes.length };
    }
    const tone = tonePlan(part.country)[part.tone];
    const bytes = this.#tone(tone)[law];
    const own = tone.rounds === null ? Infinity : tone.rounds * bytes.length;
    return { bytes, length: part.ms === undefined ? own : bytesOf(part.ms) };
  }

  #tone(tone: ToneDescription): Sound {
    let sound = this.#tones.get(tone);
    if (sound === undefined) {
      sound = bothLaws(toneRound(tone));
      this.#tones.set(tone, sound);
    }
    return sound;
  }
}

const bytesOf = (ms: number): number => Math.round(Math.min(Math.max(0, ms), longestMs)) * samplesPerMs;

const bothLaws = (samples: Int16Array): Sound => ({ mu: encode(samples, 'mu'), a: encode(samples, 'a') });

/** Null: there is none. */
function replacement(file: string, refused: (file: string, reason: string) => void): Int16Array | null {
  try {
    const content = readFileSync(file);
    if (content.length <= mostBytes) return readWav(content);
    refused(file, `it has ${content.length} bytes; ${mostBytes} are the most`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') refused(file, (error as Error).message);
  }
  return null;
}
