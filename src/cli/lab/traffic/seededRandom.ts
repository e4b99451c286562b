import type { Random } from '../../../model/ports';

/** Seeds are whole numbers below this. */
export const seedLimit = 2 ** 32;

/** The same numbers for the same seed, in every version of Node.js (mulberry32). `seed`: a whole number below 2^32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Evenly between the two. */
export const between = (random: Random, least: number, most: number): number =>
  least + random() * (most - least);

/** One of several, each as likely as the others. */
export function oneOf<T>(random: Random, first: T, ...others: readonly T[]): T {
  return others[Math.floor(random() * (others.length + 1)) - 1] ?? first;
}

/** One of several, each as likely as its weight says. */
export function weighted<T extends { readonly weight: number }>(
  random: Random,
  items: readonly [T, ...T[]],
): T {
  let left = random() * items.reduce((sum, item) => sum + item.weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items[0];
}
