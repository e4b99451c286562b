const orders: number[][] = [];

/** Linear: candidates as listed, 0 to `count` - 1. */
export const listed = (count: number): readonly number[] =>
  (orders[count] ??= Array.from({ length: count }, (_, index) => index));
