/** Names that follow from a group's id and cannot be changed (decisions.md 19). */

export const trunkGroupNameOf = (groupId: string): string => `${groupId}GRPTRUNK01`;

export const defaultSchemeNameOf = (groupId: string): string => `EntTrunkGroup${groupId}`;

/** The group id inside a name that only a default scheme may have; null: a free name. */
export const groupOfDefaultScheme = (name: string): string | null =>
  /^EntTrunkGroup(.+)$/i.exec(name)?.[1] ?? null;
