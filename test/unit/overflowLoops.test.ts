import { describe, expect, test } from '@jest/globals';
import { overflowLoops } from '../../src/provisioning/deployments/overflowLoops';
import { deploymentSchema } from '../../src/provisioning/deployments/schema/deployment';

const reroute = (group: string) => ({ action: 'reroute', trunk_group: `${group}GRPTRUNK01` });
const forward = (number: string) => ({ action: 'forward', number });

/** Warnings of three groups, A to C, with one user each (1001 to 1003), by path. */
const warned = (
  trunkGroups: Readonly<Record<string, object>>,
  more: { readonly schemes?: readonly object[]; readonly schemeOf?: Readonly<Record<string, string>> } = {},
): readonly string[] => {
  const groups = ['A', 'B', 'C'];
  const deployment = deploymentSchema.parse({
    version: 1,
    enterprises: [
      {
        name: 'acme',
        numbers: ['+12125550101-+12125550103'],
        groups: groups.map((id) => ({ id, name: id, trunk_group: trunkGroups[id] ?? {} })),
        routing_schemes: more.schemes ?? [],
        users: groups.map((group, index) => ({
          first_name: group,
          last_name: 'User',
          group,
          extension: `100${index + 1}`,
          number: `+1212555010${index + 1}`,
          ...(more.schemeOf?.[group] === undefined ? {} : { routing_scheme: more.schemeOf[group] }),
        })),
      },
    ],
  });
  return overflowLoops(deployment).map(({ path }) => path.replace('enterprises[0].', ''));
};

describe('actions that lead a call back', () => {
  test('trunk groups that reroute to each other, each for the same reason', () => {
    expect(
      warned({ A: { unreachable_destination: reroute('B') }, B: { unreachable_destination: reroute('A') } }),
    ).toEqual([
      'groups[0].trunk_group.unreachable_destination',
      'groups[1].trunk_group.unreachable_destination',
    ]);
    expect(
      warned({
        A: { capacity_exceeded: reroute('B') },
        B: { capacity_exceeded: reroute('C') },
        C: { capacity_exceeded: reroute('A') },
      }),
    ).toHaveLength(3);
  });

  test('not where one is for want of room and the other for silence', () => {
    expect(
      warned({ A: { capacity_exceeded: reroute('B') }, B: { unreachable_destination: reroute('A') } }),
    ).toEqual([]);
    expect(
      warned({ A: { capacity_exceeded: reroute('B') }, B: { capacity_exceeded: reroute('C') } }),
    ).toEqual([]);
  });

  test('all calls sent away to where they come back from', () => {
    expect(warned({ A: { forward_all: reroute('B') }, B: { capacity_exceeded: reroute('A') } })).toEqual([
      'groups[0].trunk_group.forward_all',
      'groups[1].trunk_group.capacity_exceeded',
    ]);
    // What is never asked is never full.
    expect(
      warned({
        A: { forward_all: forward('+13125550111'), capacity_exceeded: reroute('B') },
        B: { capacity_exceeded: reroute('A') },
      }),
    ).toEqual([]);
  });

  test.each(['1001', '+12125550101', '(212) 555-0101'])('a forward to a user rung there: %s', (number) => {
    expect(warned({ A: { unreachable_destination: forward(number) } })).toEqual([
      'groups[0].trunk_group.unreachable_destination',
    ]);
    expect(warned({ B: { unreachable_destination: forward(number) } })).toEqual([]);
    expect(warned({ A: { unreachable_destination: forward('+13125550111') } })).toEqual([]);
  });

  test('an exhaust action to a user on the scheme, and on one that ends at the same trunk group', () => {
    const both = {
      name: 'both',
      trunk_groups: ['AGRPTRUNK01', 'BGRPTRUNK01'],
      exhaust: { action: 'trunk_forward', number: '1003' },
    };
    expect(warned({}, { schemes: [both] })).toEqual([]);
    expect(warned({}, { schemes: [both], schemeOf: { C: 'BOTH' } })).toEqual(['routing_schemes[0].exhaust']);
    expect(
      warned({ C: { capacity_exceeded: forward('1001') } }, { schemes: [both], schemeOf: { A: 'both' } }),
    ).toEqual(['routing_schemes[0].exhaust', 'groups[2].trunk_group.capacity_exceeded']);
  });
});
