/** Slices of a list, few enough for the parameters of one statement. */
export function* batches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Slices of a list, each of at most so many items and, but for a single item that is heavier, of at most so much weight. */
export function* weighedBatches<Item>(
  items: readonly Item[],
  size: number,
  weigh: (item: Item) => number,
  mostWeight: number,
): Generator<readonly Item[]> {
  let start = 0;
  let weight = 0;
  for (const [index, item] of items.entries()) {
    const added = weigh(item);
    if (index > start && (index - start === size || weight + added > mostWeight)) {
      yield items.slice(start, index);
      start = index;
      weight = 0;
    }
    weight += added;
  }
  if (start < items.length) yield items.slice(start);
}

/** Lets the thread's other work run: statements of SQLite come back without ever doing so. */
export const breathe = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
