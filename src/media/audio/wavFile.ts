import { decode } from '../rtp/g711';

/** The file is no recording that can be played; the message says why. */
export class UnplayableWav extends Error {
  override readonly name = 'UnplayableWav';
}

const encodingPcm = 1;
const encodingA = 6;
const encodingMu = 7;

interface Format {
  readonly encoding: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/**
 * Samples of a WAV file: 8 kHz, one channel, 16-bit PCM or G.711.
 * @throws UnplayableWav
 */
export function readWav(file: Buffer): Int16Array {
  if (file.length < 12 || text(file, 0) !== 'RIFF' || text(file, 8) !== 'WAVE') {
    throw new UnplayableWav('it is no WAV file');
  }
  let format: Format | null = null;
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const chunk = file.subarray(at + 8, Math.min(at + 8 + size, file.length));
    if (text(file, at) === 'fmt ' && chunk.length >= 16) {
      format = {
        encoding: chunk.readUInt16LE(0),
        channels: chunk.readUInt16LE(2),
        rate: chunk.readUInt32LE(4),
        bits: chunk.readUInt16LE(14),
      };
    }
    if (text(file, at) === 'data') {
      if (format === null) break;
      return samplesOf(chunk, format);
    }
    at += 8 + size + (size % 2);
  }
  throw new UnplayableWav('it has no sound');
}

function samplesOf(data: Buffer, { encoding, channels, rate, bits }: Format): Int16Array {
  if (channels !== 1) throw new UnplayableWav(`it has ${channels} channels; one is expected`);
  if (rate !== 8_000) throw new UnplayableWav(`it has ${rate} samples a second; 8000 are expected`);
  if (encoding === encodingMu && bits === 8) return decode(data, 'mu');
  if (encoding === encodingA && bits === 8) return decode(data, 'a');
  if (encoding !== encodingPcm || bits !== 16) {
    throw new UnplayableWav(
      `it has encoding ${encoding} of ${bits} bits; 16-bit PCM, mu-law or A-law is expected`,
    );
  }
  return Int16Array.from({ length: Math.floor(data.length / 2) }, (_, index) => data.readInt16LE(2 * index));
}

const text = (file: Buffer, at: number): string => file.toString('latin1', at, at + 4);
