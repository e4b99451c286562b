/** Most idle: fewest calls in progress first, equals as listed (flexible-reach.md 4.2). `active`: one a candidate. */
export const mostIdle = (active: readonly number[]): readonly number[] =>
  active.map((_, index) => index).sort((one, other) => (active[one] ?? 0) - (active[other] ?? 0));
