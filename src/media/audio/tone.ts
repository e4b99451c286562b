import type { ToneDescription, ToneStretch } from '../toneCatalogue';

export const samplesPerMs = 8;

/**
 * Peak of a sine at 0 dBm0: the largest sine that mu-law codes is one of +3.17 dBm0 (ITU-T G.711 table 5), and its largest
 * value is 32124.
 */
const peakAtZero = 32_124 * 10 ** (-3.17 / 20);

/** One round of a tone. Every stretch begins at phase zero, so rounds of whole periods join without a click. */
export function toneRound({ cadence, level }: ToneDescription): Int16Array {
  const peak = peakAtZero * 10 ** (level / 20);
  const stretches = cadence.map((stretch) => stretchSamples(stretch, peak));
  const round = new Int16Array(stretches.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const samples of stretches) {
    round.set(samples, at);
    at += samples.length;
  }
  return round;
}

function stretchSamples({ frequencies, ms }: ToneStretch, peak: number): Int16Array {
  const steps = frequencies.map((frequency) => (2 * Math.PI * frequency) / (1_000 * samplesPerMs));
  return Int16Array.from({ length: ms * samplesPerMs }, (_, index) =>
    Math.round(steps.reduce((sum, step) => sum + peak * Math.sin(step * index), 0)),
  );
}
