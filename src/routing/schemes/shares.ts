/**
 * Percentage: exact shares, by stride scheduling. Each trunk group has a lead, how far it is ahead of the others: a call
 * admitted there takes it 1/percent forward, and the one with the smallest lead is asked first. While all have room, any
 * 100 calls from the start on are shared exactly as the percents say.
 *
 * A call that was admitted at a lead leaves nobody behind it: those it passed over were full or no candidates. They
 * join again at the same lead as the others, and what they missed is not made up for, or a site that comes back would be
 * flooded.
 */
export type Leads = ReadonlyMap<string, number>;

/** What rounding may leave of two leads that are equal; the smallest step is 1/100. */
const rounding = 1e-9;

/**
 * Smallest lead first, equals as listed, shares of 0 last.
 * @param trunkGroupIds one a candidate, as are the percents, 0 to 100
 */
export const byShares = (
  trunkGroupIds: readonly (string | null)[],
  percents: readonly number[],
  leads: Leads,
): readonly number[] => {
  const key = trunkGroupIds.map((id, index) =>
    (percents[index] ?? 0) === 0 ? Infinity : id === null ? 0 : (leads.get(id) ?? 0),
  );
  return key.map((_, index) => index).sort((one, other) => compare(key[one] ?? 0, key[other] ?? 0));
};

const compare = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);

/**
 * The leads after a call was admitted at a trunk group with this share; leads of 0 are left out. A share of 0 is
 * admitted where all others were full, and changes nothing.
 */
export const afterAdmission = (leads: Leads, admitted: string, percent: number): Leads => {
  if (percent === 0) return leads;
  const served = leads.get(admitted) ?? 0;
  const next = new Map<string, number>();
  for (const [id, lead] of leads) if (lead - served > rounding) next.set(id, lead - served);
  return next.set(admitted, 1 / percent);
};
