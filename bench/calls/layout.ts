import { deployment } from '../../test/support/deployment';
import { freePorts } from '../../test/support/freePort';
import type { Provisioned } from './options';

/** One sipp UAC can make about this many calls a second. */
const callsPerPair = 1000;
/** Users a pair calls, spread evenly over all there are: few enough that the warm-up has called each of them. */
const mostCalledPerPair = 1000;
/** Trunk groups a scheme may list, whatever its algorithm, and numbers a range may hold. */
const mostInScheme = 10;
const mostInRange = 10_000;

/** A calling and a called end of the load. */
export interface Pair {
  /** Where the calls come from. */
  readonly callerPort: number;
  /** Where they may go. */
  readonly calleePort: number;
}

export interface Layout {
  readonly carrierPort: number;
  readonly pairs: readonly Pair[];
}

/** What a service is given to route by. */
export interface Provisioning {
  readonly deployment: string;
  /** By pair, the numbers it calls in turn. */
  readonly called: readonly (readonly string[])[];
}

export const calling = '+13125550111';

/** Limits far away, but set: admission has all its work to do. */
const trunkGroup = {
  max_active_calls: 200_000,
  max_incoming_calls: 150_000,
  max_outgoing_calls: 150_000,
  invitation_timeout_s: 6,
};

const algorithms = ['linear', 'round_robin', 'percentage', 'most_idle'];

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const groupId = (index: number): string => String(1_000_000 + index);
const trunkGroupName = (index: number): string => `${groupId(index)}GRPTRUNK01`;
const numberOf = (user: number): string => `+1212${2_000_000 + user}`;

/** As many pairs as `rate` calls a second need. */
export async function layOut(rate: number): Promise<Layout> {
  const count = Math.max(1, Math.ceil(rate / callsPerPair));
  const [carrierPort = 0, ...ports] = await freePorts(1 + 2 * count);
  const pairs = upTo(count).map((index) => ({
    callerPort: ports[2 * index] ?? 0,
    calleePort: ports[2 * index + 1] ?? 0,
  }));
  return { carrierPort, pairs };
}

/** One carrier; a group with a trunk group and a user for each pair, in the default scheme of its group. */
export const leastFor = ({ pairs }: Layout): Provisioned => ({
  schemes: 1,
  trunkGroups: pairs.length,
  users: pairs.length,
});

/** As much as `provisioned` says, at least what `leastFor` names; users take trunk groups, and schemes from the second on, in turn. `more`: of each user, and of the enterprise. */
export function provision(
  layout: Layout,
  provisioned: Provisioned,
  more: { readonly settings?: object; readonly schedules?: readonly object[] } = {},
): Provisioning {
  const { pairs, carrierPort } = layout;
  const least = leastFor(layout);
  const trunkGroups = Math.max(least.trunkGroups, provisioned.trunkGroups);
  const users = Math.max(least.users, provisioned.users);
  const { schemes } = provisioned;
  const schemeName = (index: number): string => `scheme ${index}`;
  return {
    called: pairs.map((_, pair) => {
      const own = Math.floor((users - 1 - pair) / pairs.length) + 1;
      const called = Math.min(own, mostCalledPerPair);
      return upTo(called).map((turn) => numberOf(pair + pairs.length * Math.floor((turn * own) / called)));
    }),
    deployment: deployment({
      carrier: { port: carrierPort, acceptFrom: pairs.map((pair) => `127.0.0.1:${pair.callerPort}`) },
      groups: upTo(trunkGroups).map((index) => ({
        id: groupId(index),
        pbx: [{ port: pairs[index % pairs.length]?.calleePort ?? 0 }],
        trunkGroup,
      })),
      users: upTo(users).map((index) => ({
        group: groupId(index % trunkGroups),
        extension: String(1_000_000 + index),
        number: numberOf(index),
        settings: { ...more.settings },
        ...(schemes === 1 ? {} : { scheme: schemeName(index % schemes) }),
      })),
      enterprise: {
        max_active_calls: 200_000,
        schedules: more.schedules ?? [],
        numbers: upTo(Math.ceil(users / mostInRange)).map(
          (range) =>
            `${numberOf(range * mostInRange)}-${numberOf(Math.min(users, (range + 1) * mostInRange) - 1)}`,
        ),
        ...(schemes === 1
          ? {}
          : { routing_schemes: upTo(schemes).map((index) => scheme(schemeName(index), index, trunkGroups)) }),
      },
    }),
  };
}

/** Schemes of all algorithms, over the trunk groups from the first, second ... on. */
function scheme(name: string, index: number, trunkGroups: number): object {
  const members = upTo(Math.min(mostInScheme, trunkGroups)).map((member) =>
    trunkGroupName((index + member) % trunkGroups),
  );
  const algorithm = algorithms[index % algorithms.length];
  const share = Math.floor(100 / members.length);
  return {
    name,
    algorithm,
    trunk_groups:
      algorithm === 'percentage'
        ? members.map((member, place) => ({
            name: member,
            percent: place === 0 ? 100 - share * (members.length - 1) : share,
          }))
        : members,
  };
}

export const pairsFor = ({ pairs }: Layout, rate: number): readonly Pair[] =>
  pairs.slice(0, Math.max(1, Math.ceil(rate / callsPerPair)));
