import type { Random } from '../../../model/ports';
import { behaviourChoices, behaviourOf } from './behaviours';
import { callRequests } from './callRequests';
import type { CallKindName, PlannedCall, Side } from './plannedCall';
import { between, oneOf, seededRandom, weighted } from './seededRandom';

export interface TrafficOptions {
  /** A whole number below 2^32; the same seed and options make the same calls. */
  readonly seed: number;
  /** Calls a second on average, bursts apart. */
  readonly rate: number;
  /** Length of the traffic; infinity: the plan has no end. */
  readonly seconds: number;
  /** Mean length of a conversation in seconds. */
  readonly talkSeconds: number;
  /** A burst comes every so many seconds, the first after half of that; 0: none. */
  readonly burstSeconds: number;
}

const regularKinds: readonly [Weighted, ...Weighted[]] = [
  { kind: 'inbound', weight: 34 },
  { kind: 'outbound', weight: 28 },
  { kind: 'on_net_extension', weight: 16 },
  { kind: 'on_net_number', weight: 10 },
  { kind: 'emergency', weight: 3 },
  { kind: 'wrong_number', weight: 4 },
  { kind: 'unknown_caller', weight: 3 },
];

interface Weighted {
  readonly kind: CallKindName;
  readonly weight: number;
}

/** More than the limits of the example deployment: 8 incoming calls in New York, 4 calls in Boston. */
const bursts = [
  { kind: 'burst_inbound', calls: 14 },
  { kind: 'burst_outbound', calls: 9 },
] as const;
const burstGapMs = 25;

const longPatienceMs = 25_000;
const holdShare = 0.2;

/** That a call of a kind is due. */
interface Arrival {
  readonly kind: CallKindName;
  readonly atMs: number;
}

/**
 * The calls of a lab, in the order of their times. Calls come at random (a Poisson process), bursts by the clock; kinds and
 * behaviours are chosen by weight. A pure function of its options, read as far as it is needed.
 */
export function* trafficPlan(options: TrafficOptions): Generator<PlannedCall, void, undefined> {
  const random = seededRandom(options.seed);
  const burstCalls = burstArrivals(options.burstSeconds);
  let index = 0;
  let burst = burstCalls.next();
  for (const regular of regularArrivals(seededRandom(~options.seed), options.rate)) {
    while (burst.done !== true && burst.value.atMs < regular.atMs) {
      if (isLate(burst.value, options)) return;
      yield planned(random, options, burst.value, index++);
      burst = burstCalls.next();
    }
    if (isLate(regular, options)) return;
    yield planned(random, options, regular, index++);
  }
}

const isLate = ({ atMs }: Arrival, { seconds }: TrafficOptions): boolean => atMs >= seconds * 1000;

/** Exponential gaps between calls; never ends. */
function* regularArrivals(random: Random, rate: number): Generator<Arrival, void, undefined> {
  let atMs = 0;
  for (;;) {
    atMs += (-Math.log(1 - random()) / rate) * 1000;
    yield { kind: weighted(random, regularKinds).kind, atMs };
  }
}

function* burstArrivals(everySeconds: number): Generator<Arrival, void, undefined> {
  if (everySeconds === 0) return;
  for (let count = 0; ; count += 1) {
    const burst = bursts[count % bursts.length] ?? bursts[0];
    const startMs = (count + 0.5) * everySeconds * 1000;
    for (let call = 0; call < burst.calls; call += 1) {
      yield { kind: burst.kind, atMs: startMs + call * burstGapMs };
    }
  }
}

function planned(
  random: Random,
  options: TrafficOptions,
  { kind, atMs }: Arrival,
  index: number,
): PlannedCall {
  const request = callRequests[kind](random);
  // Emergency calls are answered, and bursts are to fill the trunk groups.
  const choice = weighted(random, behaviourChoices).name;
  const name = kind === 'emergency' || kind.startsWith('burst') ? 'answers' : choice;
  const { ringMs, patienceMs = [longPatienceMs, longPatienceMs] } = behaviourOf(name);
  return {
    ...request,
    index,
    atMs: Math.round(atMs),
    kind,
    behaviour: name,
    ringMs: Math.round(between(random, ...ringMs)),
    patienceMs: Math.round(between(random, ...patienceMs)),
    talkMs: Math.round(options.talkSeconds * between(random, 500, 1_500)),
    hangsUp: oneOf<Side>(random, 'caller', 'callee'),
    holds: random() < holdShare ? oneOf<Side>(random, 'caller', 'callee') : null,
  };
}
