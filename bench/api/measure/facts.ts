import type { Database } from '../../../db/schema';
import { trunkGroupNameOf } from '../../../src/provisioning/deployments/names';
import { readIds } from '../fill/build';
import type { EnterpriseIds } from '../fill/people';
import { chance, groupIdOf, type EnterpriseShape, type Shape } from '../fill/shape';

/** What requests are made of: the largest enterprise, a middling and a small one, and things met by chance. */
export interface Facts {
  readonly shape: Shape;
  readonly large: EnterpriseShape & EnterpriseIds;
  readonly middle: EnterpriseShape & EnterpriseIds;
  readonly small: EnterpriseShape & EnterpriseIds;
  /** Someone, by the number of the sample. */
  readonly someUser: (sample: number) => number;
  readonly someCall: (sample: number) => number;
  /** Someone of the largest enterprise, and its trunk groups. */
  readonly someOfLarge: (sample: number) => number;
  readonly someTrunkGroup: (sample: number) => string;
}

export async function readFacts(db: Database, shape: Shape): Promise<Facts> {
  const idsOf = await readIds(db);
  const at = (index: number): EnterpriseShape & EnterpriseIds => {
    const enterprise = shape.enterprises.at(index);
    if (enterprise === undefined) throw new Error('there are fewer enterprises than that');
    return { ...enterprise, ...idsOf(enterprise.name) };
  };
  const large = at(0);
  const below = (count: number, sample: number, purpose: number): number =>
    Math.floor(chance(sample, purpose) * count);
  return {
    shape,
    large,
    middle: at(3),
    small: at(-2),
    someUser: (sample) => below(shape.users, sample, 31),
    someCall: (sample) => below(shape.callLogs, sample, 32),
    someOfLarge: (sample) => large.firstUser + below(large.users, sample, 33),
    someTrunkGroup: (sample) =>
      trunkGroupNameOf(groupIdOf(large.firstGroup + below(large.groups, sample, 34))),
  };
}
