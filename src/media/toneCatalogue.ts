/** A stretch of a tone: the frequencies in Hz that sound together (none: silence), and for how long. */
export interface ToneStretch {
  readonly frequencies: readonly number[];
  readonly ms: number;
}

export interface ToneDescription {
  /** One round. */
  readonly cadence: readonly ToneStretch[];
  /** Rounds after which it ends by itself; null: goes on until it is stopped. */
  readonly rounds: number | null;
  /** Level of each frequency in dBm0. */
  readonly level: number;
}

export type ToneName = 'dial' | 'ringback' | 'busy' | 'reorder' | 'confirmation';

export type TonePlan = Readonly<Record<ToneName, ToneDescription>>;

const on = (ms: number, ...frequencies: number[]): ToneStretch => ({ frequencies, ms });
const off = (ms: number): ToneStretch => ({ frequencies: [], ms });

/** The precise tone plan of North America (Telcordia GR-506; ITU-T E.180 supplement 2, United States). */
const northAmerica: TonePlan = {
  dial: { cadence: [on(1_000, 350, 440)], rounds: null, level: -13 },
  ringback: { cadence: [on(2_000, 440, 480), off(4_000)], rounds: null, level: -19 },
  busy: { cadence: [on(500, 480, 620), off(500)], rounds: null, level: -24 },
  reorder: { cadence: [on(250, 480, 620), off(250)], rounds: null, level: -24 },
  confirmation: { cadence: [on(100, 350, 440), off(100)], rounds: 3, level: -13 },
};

/** What most of Europe has: 425 Hz (ITU-T E.180; ETSI TR 101 041-2). */
const europe: TonePlan = {
  dial: { cadence: [on(1_000, 425)], rounds: null, level: -13 },
  ringback: { cadence: [on(1_000, 425), off(4_000)], rounds: null, level: -13 },
  busy: { cadence: [on(500, 425), off(500)], rounds: null, level: -13 },
  reorder: { cadence: [on(250, 425), off(250)], rounds: null, level: -13 },
  confirmation: { cadence: [on(100, 425), off(100)], rounds: 3, level: -13 },
};

/** ITU-T E.180 supplement 2, United Kingdom: two rings a round. */
const unitedKingdom: TonePlan = {
  dial: { cadence: [on(1_000, 350, 440)], rounds: null, level: -16 },
  ringback: {
    cadence: [on(400, 400, 450), off(200), on(400, 400, 450), off(2_000)],
    rounds: null,
    level: -16,
  },
  busy: { cadence: [on(375, 400), off(375)], rounds: null, level: -13 },
  reorder: { cadence: [on(400, 400), off(350), on(225, 400), off(525)], rounds: null, level: -13 },
  confirmation: { cadence: [on(100, 350, 440), off(100)], rounds: 3, level: -16 },
};

/** The countries of the North American numbering plan. */
const northAmerican = new Set(
  'US CA AG AI AS BB BM BS DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI'.split(' '),
);

/** The tones of a country, by its two letters in any case; left out: North America. */
export function tonePlan(country = 'US'): TonePlan {
  const code = country.toUpperCase();
  if (northAmerican.has(code)) return northAmerica;
  return code === 'GB' ? unitedKingdom : europe;
}
