/**
 * Round robin: from the member right after the trunk group that last answered, around the list (flexible-reach.md 4.2).
 * As listed while none has answered, or the one that did is no member any more.
 * @param trunkGroupIds one a candidate; candidates that are no member go last
 * @param members all trunk groups of the scheme as listed, also those that are no candidates now
 */
export const afterLastAnswered = (
  trunkGroupIds: readonly (string | null)[],
  members: readonly string[],
  lastAnswered: string | null,
): readonly number[] => {
  const first = lastAnswered === null ? 0 : members.indexOf(lastAnswered) + 1;
  const place = (id: string | null): number => {
    const at = id === null ? -1 : members.indexOf(id);
    return at === -1 ? members.length : (at - first + members.length) % members.length;
  };
  const places = trunkGroupIds.map(place);
  return places.map((_, index) => index).sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
};
