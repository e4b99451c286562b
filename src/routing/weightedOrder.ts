import type { Random } from '../model/ports';

/**
 * An order drawn by weight: each comes first in proportion to its weight among those that are there, so that the shares
 * of one that is left out pass to the others in the proportion of theirs. One of weight 0 hardly ever comes before
 * another (RFC 2782).
 */
export const orderByWeight = <Item>(
  items: readonly Item[],
  weightOf: (item: Item) => number,
  random: Random,
): readonly Item[] => {
  if (items.length < 2) return items;
  // Weight 0 stands first, as the RFC has it, so that a draw of exactly 0 can reach it.
  const left = [...items].sort((a, b) => weightOf(a) - weightOf(b));
  const ordered: Item[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, item) => sum + weightOf(item), 0);
    const drawn = Math.floor(random() * (total + 1));
    let sum = 0;
    const at = left.findIndex((item) => (sum += weightOf(item)) >= drawn);
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
};
