import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AudioLibrary, type Clip } from '../../src/media/audio/audioLibrary';
import { Playback } from '../../src/media/audio/playback';
import { toneRound } from '../../src/media/audio/tone';
import { readWav, UnplayableWav } from '../../src/media/audio/wavFile';
import { promptNames } from '../../src/media/promptCatalogue';
import { decode, encode } from '../../src/media/rtp/g711';
import { tonePlan } from '../../src/media/toneCatalogue';
import { checkout } from '../support/checkout';

const folder = path.join(checkout, 'src/media/prompts');

/** Mean power of a frequency in samples, in dBm0, by correlation; a full-scale mu-law sine is +3.17 dBm0. */
function levelAt(samples: Int16Array, frequency: number): number {
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, index) => {
    const angle = (2 * Math.PI * frequency * index) / 8_000;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
  });
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / samples.length / 32_124) + 3.17;
}

describe('G.711', () => {
  test.each([
    // What sox decodes the bytes 0 to 255 to.
    ['mu', '3dab54339e520bb2c924826e3b72a917a2b612e9fd12fc867500f1d983a75827'],
    ['a', 'e04788d110e58ff8c70c93b8480190d973e3b67876b6119abbaec766cc75c174'],
  ] as const)('%s-law decodes every byte as others do', (law, digest) => {
    const all = decode(
      Uint8Array.from({ length: 256 }, (_, byte) => byte),
      law,
    );
    expect(createHash('sha256').update(Buffer.from(all.buffer)).digest('hex')).toBe(digest);
  });

  test.each([
    ['mu', 0, 0xff],
    ['mu', 32_767, 0x80],
    ['mu', -32_768, 0x00],
    ['mu', 1_000, 0xce],
    ['a', 0, 0xd5],
    ['a', 32_767, 0xaa],
    ['a', -32_768, 0x2a],
    ['a', 1_000, 0xfa],
  ] as const)('%s-law of %d is %d', (law, sample, byte) => {
    expect([...encode(Int16Array.of(sample), law)]).toEqual([byte]);
  });

  test.each(['mu', 'a'] as const)('%s-law: coding is the nearest of its values, or next to it', (law) => {
    fc.assert(
      fc.property(fc.integer({ min: -32_768, max: 32_767 }), (sample) => {
        const [back = 0] = decode(encode(Int16Array.of(sample), law), law);
        // Half a step of the segment; beyond the largest value there is none.
        // Mu-law's segments begin 132 below the powers of two.
        const allowed = Math.max(8, (Math.abs(sample) + 132) / 31) + (Math.abs(sample) > 32_124 ? 650 : 0);
        expect(Math.abs(back - sample)).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

describe('tones', () => {
  test.each([
    ['US', 'dial', [350, 440], -13],
    ['ca', 'ringback', [440, 480], -19],
    ['US', 'busy', [480, 620], -24],
    ['US', 'reorder', [480, 620], -24],
    ['DE', 'ringback', [425], -13],
    ['FR', 'busy', [425], -13],
    ['GB', 'ringback', [400, 450], -16],
  ] as const)(
    '%s %s has its frequencies at its level, and nothing else',
    (country, name, frequencies, level) => {
      const tone = tonePlan(country)[name];
      const first = toneRound(tone).subarray(0, (tone.cadence[0]?.ms ?? 0) * 8);
      const heard = decode(encode(first, 'mu'), 'mu');
      for (const frequency of frequencies) expect(levelAt(heard, frequency)).toBeCloseTo(level, 0);
      expect(levelAt(heard, 1_000)).toBeLessThan(-45);
    },
  );

  test('the cadence is kept to the sample', () => {
    const busy = toneRound(tonePlan('US').busy);
    expect(busy).toHaveLength(8_000);
    expect(busy.subarray(4_000).every((sample) => sample === 0)).toBe(true);
    expect(toneRound(tonePlan('US').ringback)).toHaveLength(48_000);
  });
});

describe('recordings', () => {
  test('every prompt is there, can be played, is neither silent nor too long, and all stay below a megabyte', () => {
    let total = 0;
    for (const name of promptNames) {
      const file = path.join(folder, `${name}.wav`);
      total += statSync(file).size;
      const samples = readWav(readFileSync(file));
      expect(samples.length / 8_000).toBeGreaterThan(0.5);
      expect(samples.length / 8_000).toBeLessThan(12);
      expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeGreaterThan(10_000);
    }
    expect(total).toBeLessThan(1_000_000);
    expect(readdirSync(folder).sort()).toEqual(promptNames.map((name) => `${name}.wav`).sort());
  });

  const wav = (encoding: number, channels: number, rate: number, bits: number, data: Buffer): Buffer => {
    const format = Buffer.alloc(16);
    format.writeUInt16LE(encoding, 0);
    format.writeUInt16LE(channels, 2);
    format.writeUInt32LE(rate, 4);
    format.writeUInt16LE(bits, 14);
    const chunk = (name: string, content: Buffer): Buffer => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(content.length);
      return Buffer.concat([Buffer.from(name), size, content, Buffer.alloc(content.length % 2)]);
    };
    const body = [chunk('fmt ', format), chunk('LIST', Buffer.from('odd')), chunk('data', data)];
    return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), ...body]);
  };

  test.each([
    ['16-bit PCM', wav(1, 1, 8_000, 16, Buffer.from([1, 0, 0xff, 0xff])), [1, -1]],
    ['mu-law', wav(7, 1, 8_000, 8, Buffer.from([0xff, 0x80])), [0, 32_124]],
    ['A-law', wav(6, 1, 8_000, 8, Buffer.from([0xd5, 0xaa])), [8, 32_256]],
  ])('%s is read, other chunks are passed over', (_name, file, samples) => {
    expect([...readWav(file)]).toEqual(samples);
  });

  test.each([
    ['no WAV file', Buffer.from('MP3')],
    ['2 channels', wav(1, 2, 8_000, 16, Buffer.alloc(4))],
    ['44100 samples', wav(1, 1, 44_100, 16, Buffer.alloc(4))],
    ['encoding 3 of 32 bits', wav(3, 1, 8_000, 32, Buffer.alloc(4))],
    ['no sound', Buffer.from('RIFF\0\0\0\0WAVEdata\x02\0\0\0xx')],
  ])('%s is refused', (reason, file) => {
    expect(() => readWav(file)).toThrow(UnplayableWav);
    expect(() => readWav(file)).toThrow(reason);
  });

  test('a cut or mutilated file is read or refused, never more', () => {
    const whole = wav(1, 1, 8_000, 16, Buffer.alloc(40));
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
        const file = Buffer.from(whole);
        file[at] = byte;
        try {
          readWav(file.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(UnplayableWav);
        }
      }),
    );
  });

  test('a folder of replacements goes before our own; what cannot be played there is told, and ours used', () => {
    const own = mkdtempSync(path.join(tmpdir(), 'trunkline-prompts-'));
    try {
      writeFileSync(path.join(own, 'goodbye.wav'), wav(1, 1, 8_000, 16, Buffer.alloc(32)));
      writeFileSync(path.join(own, 'code-invalid.wav'), 'not a recording');
      const refused: string[] = [];
      const library = AudioLibrary.load(own, (file, reason) =>
        refused.push(`${path.basename(file)}: ${reason}`),
      );
      expect(library.clips([{ prompt: 'goodbye' }], 'mu')[0]?.length).toBe(16);
      expect(library.clips([{ prompt: 'code-invalid' }], 'mu')[0]?.length).toBeGreaterThan(4_000);
      expect(refused).toEqual(['code-invalid.wav: it is no WAV file']);
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});

describe('programs', () => {
  const library = AudioLibrary.load(null, () => undefined);

  test('parts have their lengths: a tone for its time, its own end, or without end', () => {
    const lengths = (...program: Parameters<AudioLibrary['clips']>[0]): number[] =>
      library.clips(program, 'a').map(({ length }) => length);
    expect(lengths({ silenceMs: 500 }, { tone: 'dial', ms: 250 })).toEqual([4_000, 2_000]);
    expect(lengths({ tone: 'confirmation' }, { tone: 'busy', country: 'DE' })).toEqual([4_800, Infinity]);
    expect(lengths({ silenceMs: -5 }, { silenceMs: 1e12 })).toEqual([0, 28_800_000]);
  });

  test('whatever pieces it is read in, what is played is the clips in order, so many times', () => {
    const clip = fc.record({ bytes: fc.uint8Array({ maxLength: 9 }), length: fc.nat(30) });
    fc.assert(
      fc.property(
        fc.array(clip, { maxLength: 4 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 7 }),
        (parts, rounds, step) => {
          const clips: Clip[] = parts.map(({ bytes, length }) => ({ bytes: Buffer.from(bytes), length }));
          const once = clips.flatMap(({ bytes, length }) =>
            bytes.length === 0 ? [] : Array.from({ length }, (_, index) => bytes[index % bytes.length]),
          );
          const playback = new Playback(clips, rounds);
          const heard: number[] = [];
          while (!playback.isOver) {
            const target = Buffer.alloc(step);
            heard.push(...target.subarray(0, playback.read(target, 0, step)));
          }
          expect(heard).toEqual(Array.from({ length: rounds }, () => once).flat());
        },
      ),
    );
  });

  test('without end is without end, and nothing audible ends at once', () => {
    const target = Buffer.alloc(160);
    const forever = new Playback(library.clips([{ tone: 'reorder' }], 'mu'), Infinity);
    let read = 0;
    for (let packet = 0; packet < 10_000; packet += 1) read += forever.read(target, 0, 160);
    expect(read).toBe(1_600_000);
    expect(new Playback(library.clips([{ silenceMs: 0 }], 'mu'), Infinity).isOver).toBe(true);
    expect(new Playback([], Infinity).isOver).toBe(true);
  });
});
