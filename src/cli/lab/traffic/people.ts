/** The simulated far ends, by what they stand for in the example deployment. */
export type EndName = 'carrier' | 'new_york' | 'boston';

/** A user of the example deployment whose phone hangs on one of the simulated PBXs. */
export interface Person {
  readonly name: string;
  readonly extension: string;
  /** E.164. */
  readonly number: string;
  readonly pbx: Exclude<EndName, 'carrier'>;
}

export const ada: Person = { name: 'Ada Park', extension: '1001', number: '+12125550101', pbx: 'new_york' };
export const ben: Person = { name: 'Ben Cole', extension: '1002', number: '+12125550102', pbx: 'boston' };
export const cy: Person = { name: 'Cy Dorn', extension: '1003', number: '+12125550103', pbx: 'new_york' };

export const people: readonly [Person, ...Person[]] = [ada, ben, cy];

/** In the enterprise's inventory, assigned to nobody. */
export const unassignedNumbers = { first: 2_125_550_150, count: 20 };
