import { expect, test } from '@jest/globals';
import { forwardingLoops } from '../../src/provisioning/deployments/forwardingLoops';
import { deploymentSchema } from '../../src/provisioning/deployments/schema/deployment';

type Forwards = Readonly<
  Record<string, { readonly feature?: string; readonly to: string; readonly off?: boolean }>
>;

/** Paths of the warnings for users by extension, each with a number of its own that ends with it. */
function warned(forwards: Forwards): string[] {
  const users = Object.entries(forwards).map(
    ([extension, { feature = 'call_forwarding_always', to, off }]) => ({
      first_name: 'A',
      last_name: 'B',
      group: '1',
      extension,
      number: `+1212555${extension}`,
      inbound: { [feature]: { enabled: off !== true, number: to } },
    }),
  );
  const deployment = { version: 1, enterprises: [{ name: 'a', area_code: '212', users }] };
  return forwardingLoops(deploymentSchema.parse(deployment)).map(({ path }) => path);
}

const at = (user: number, feature = 'call_forwarding_always'): string =>
  `enterprises[0].users[${String(user)}].inbound.${feature}.number`;

test('three users in a circle, by extension, number and digits as dialled', () => {
  expect(
    warned({
      1001: { to: '1002' },
      1002: { to: '+12125551003', feature: 'call_forwarding_busy' },
      1003: { to: '5551001', feature: 'call_forwarding_no_answer' },
      1004: { to: '1001' },
    }),
  ).toEqual([at(0), at(1, 'call_forwarding_busy'), at(2, 'call_forwarding_no_answer')]);
});

test('to oneself', () => {
  expect(warned({ 1001: { to: '1001' } })).toEqual([at(0)]);
});

test('a chain, a forwarding that is off and one that leads elsewhere are no circle', () => {
  expect(warned({ 1001: { to: '1002' }, 1002: { to: '1003' }, 1003: { to: '+13125550100' } })).toEqual([]);
  expect(warned({ 1001: { to: '1002' }, 1002: { to: '1001', off: true } })).toEqual([]);
});

test('two circles of one file are told apart, and a long chain is no trouble', () => {
  const pairs = { 1001: { to: '1002' }, 1002: { to: '1001' }, 1003: { to: '1004' }, 1004: { to: '1003' } };
  expect(warned(pairs)).toHaveLength(4);
  const chain = Object.fromEntries(
    Array.from({ length: 8000 }, (_, index) => [String(1000 + index), { to: String(1001 + index) }]),
  );
  expect(warned(chain)).toEqual([]);
});

test('by an answering rule and by a criterion of selective forwarding, but not by places rung beside others', () => {
  const users = [
    { answering_rules: [{ time_frame: '*', forward_no_answer: '1002' }] },
    {
      inbound: {
        call_forwarding_selective: {
          enabled: true,
          number: '+13125550100',
          criteria: [
            { description: 'a', apply: false, number: '1001' },
            { description: 'b', number: '1001' },
          ],
        },
        simultaneous_ring: {
          enabled: true,
          numbers: [{ number: '1001' }],
          criteria: [{ description: 'any' }],
        },
      },
    },
  ].map((settings, index) => ({
    ...{ first_name: 'A', last_name: 'B', group: '1', extension: `100${index + 1}` },
    ...settings,
  }));
  const deployment = deploymentSchema.parse({ version: 1, enterprises: [{ name: 'a', users }] });
  expect(forwardingLoops(deployment).map(({ path }) => path)).toEqual([
    'enterprises[0].users[0].answering_rules[0].forward_no_answer',
    at(1, 'call_forwarding_selective').replace('number', 'criteria[1].number'),
  ]);
});
