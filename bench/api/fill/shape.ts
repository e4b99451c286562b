/** What is built: it follows from these two numbers alone. */
export interface Size {
  readonly users: number;
  readonly callLogs: number;
}

/** An enterprise's part of all users, groups and extensions, counted from 0 over all enterprises. */
export interface EnterpriseShape {
  readonly name: string;
  readonly firstUser: number;
  readonly users: number;
  readonly firstGroup: number;
  readonly groups: number;
}

export interface Shape extends Size {
  readonly enterprises: readonly EnterpriseShape[];
  readonly groups: number;
}

/** Raised when what is built changes: a database of another version is built again. */
export const shapeVersion = 1;

/** Parts of all users that the largest enterprises have; the rest is in small ones. */
const largest = [0.3, 0.1, 0.05, ...Array.from({ length: 20 }, () => 0.01)];
const usersOfSmall = 175;
const usersOfGroup = 3_000;

/** Some very large enterprises, of many groups; many small ones, of one group each. */
export function shapeOf({ users, callLogs }: Size): Shape {
  const sizes = largest.map((part) => Math.floor(part * users));
  let left = users - sizes.reduce((sum, size) => sum + size, 0);
  for (; left > 0; left -= usersOfSmall) sizes.push(Math.min(usersOfSmall, left));
  let firstUser = 0;
  let firstGroup = 0;
  const enterprises = sizes.map((size, index) => {
    const groups = Math.max(1, Math.ceil(size / usersOfGroup));
    const enterprise = { name: `bench ${index}`, firstUser, users: size, firstGroup, groups };
    firstUser += size;
    firstGroup += groups;
    return enterprise;
  });
  return { users, callLogs, enterprises, groups: firstGroup };
}

/** The enterprise a user is of. */
export function enterpriseOf({ enterprises }: Shape, user: number): EnterpriseShape {
  let low = 0;
  let high = enterprises.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((enterprises[middle]?.firstUser ?? 0) <= user) low = middle;
    else high = middle - 1;
  }
  const found = enterprises[low];
  if (found === undefined) throw new Error(`no enterprise has the user ${user}`);
  return found;
}

/** Groups are of equal size within their enterprise. */
export const groupOf = (enterprise: EnterpriseShape, user: number): number =>
  enterprise.firstGroup + Math.floor(((user - enterprise.firstUser) * enterprise.groups) / enterprise.users);

/** Seven digits, that groups of other makers do not have. */
export const groupIdOf = (group: number): string => String(5_000_000 + group);

/** A number from 0 to 1 that looks like chance and follows from the two. */
export function chance(index: number, purpose: number): number {
  let mixed = Math.imul(index ^ Math.imul(purpose, 0x9e3779b1), 0x85ebca6b) ^ index;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
}
