/** Units a trunk group may borrow at most: 20 % of its own maximum, rounded down (decisions.md 28). */
export const mostBursting = (maxActiveCalls: number): number => Math.floor(maxActiveCalls / 5);
