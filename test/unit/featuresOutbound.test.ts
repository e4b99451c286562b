import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OutboundPlan } from '../../src/features/callPlan';
import { featureCodeOf } from '../../src/features/featureAccessCode';
import { callCategory } from '../../src/features/outbound/callCategory';
import { forwardPermission } from '../../src/features/outbound/forwardPermission';
import type { OutboundCall, OutboundTarget } from '../../src/features/outbound/outboundCall';
import { outboundPlan } from '../../src/features/outbound/outboundPlan';
import {
  callCategories,
  type CallCategory,
  type DialPermission,
  type DialRestrictions,
} from '../../src/model/dialRestrictions';
import { defaultFeatureCodes } from '../../src/model/featureCodes';
import { plainGroupFeatures, type GroupFeatures } from '../../src/model/groupFeatures';
import { normaliseNumber } from '../../src/model/phoneNumber';
import type { OutboundSettings } from '../../src/model/userFeatures';
import { collector, features } from './featuresFixtures';

const newYork = { country: 'US', areaCode: '212' };

/** Whom digits dialled in a place go to. */
const dialled = (
  digits: string,
  plan: { country: string; areaCode: string | null } = newYork,
): OutboundTarget => {
  const read = normaliseNumber(digits, plan);
  return {
    relation: 'outside',
    kind: read === null ? 'name' : 'number',
    number: read?.number ?? digits,
    extension: null,
  };
};

const colleague = (relation: 'group' | 'internal'): OutboundTarget => ({
  relation,
  kind: 'number',
  number: '+12125550102',
  extension: '1002',
});

const call = (
  called: OutboundTarget,
  own: Partial<OutboundSettings> | null = {},
  group: Partial<GroupFeatures> = {},
  wantsAccountCode = false,
): OutboundCall => ({
  user: own === null ? null : { name: 'Ada', features: features({}, own) },
  group: { ...plainGroupFeatures, ...group },
  plan: newYork,
  called,
  wantsAccountCode,
});

const planText = (plan: OutboundPlan): string => {
  switch (plan.kind) {
    case 'refuse':
      return `refuse ${plan.failure}`;
    case 'transfer':
      return `transfer ${plan.number}`;
    case 'allow': {
      if (plan.codes === null) return 'allow';
      const { authorization, account } = plan.codes;
      const asked = [
        ...(authorization === null
          ? []
          : [`authorization ${authorization.codes.join(' ')} x${authorization.attempts}`]),
        ...(account === null ? [] : [`account ${account.length} ${account.codes?.join(' ') ?? 'any'}`]),
      ];
      return `allow, ${asked.join(', ')}`;
    }
  }
};

const planned = (...args: Parameters<typeof call>): string =>
  planText(outboundPlan(call(...args), () => undefined));
const told = (...args: Parameters<typeof call>): string[] => {
  const { say, steps } = collector();
  outboundPlan(call(...args), say);
  return steps.map(({ rule, result }) => `${rule}: ${result}`);
};

describe('categories', () => {
  test.each<[string, string | null, string, CallCategory]>([
    ['US', '212', '2125550111', 'local'],
    ['US', '212', '5550111', 'local'],
    ['US', '212', '+12125550111', 'local'],
    ['US', null, '+12125550111', 'toll'],
    ['US', '212', '6465550111', 'toll'],
    ['US', '212', '14165550111', 'toll'],
    ['CA', '416', '14165550111', 'local'],
    ['CA', '416', '12125550111', 'toll'],
    ['US', '212', '18005550111', 'toll_free'],
    ['US', '212', '8885551212', 'toll_free'],
    ['US', '212', '8015550111', 'toll'],
    ['US', '212', '19005550111', 'premium_1'],
    ['US', '212', '2129760111', 'premium_2'],
    ['US', '212', '9760111', 'premium_2'],
    ['US', '212', '3129760111', 'premium_2'],
    ['US', '212', '411', 'directory_assistance'],
    ['US', '212', '1411', 'directory_assistance'],
    ['US', '212', '3125551212', 'directory_assistance'],
    ['US', '212', '5551212', 'directory_assistance'],
    ['US', null, '5551212', 'directory_assistance'],
    ['US', '212', '7005550111', 'special_services_1'],
    ['US', '212', '311', 'special_services_1'],
    ['US', '212', '611', 'special_services_1'],
    ['US', '212', '988', 'special_services_1'],
    ['US', '212', '5005550111', 'special_services_2'],
    ['US', '212', '101028812125550111', 'casual'],
    ['US', '212', '1010288', 'casual'],
    ['US', null, '1010288', 'casual'],
    ['US', '212', '0', 'operator_assisted'],
    ['US', '212', '00', 'operator_assisted'],
    ['US', '212', '02125550111', 'operator_assisted'],
    ['US', '212', '01442071838750', 'operator_assisted'],
    ['US', '212', '011442071838750', 'international'],
    ['US', '212', '+442071838750', 'international'],
    ['US', '212', '18765550111', 'international'],
    ['US', '212', '18099760111', 'international'],
    ['US', '212', '17875550111', 'international'],
    ['JM', '876', '18765550111', 'local'],
    ['JM', '876', '16585550111', 'toll'],
    ['JM', '876', '12125550111', 'toll'],
    ['JM', '876', '18095550111', 'international'],
    ['US', '212', '42', 'unknown'],
    ['US', '212', 'reception', 'url_dialing'],
    ['GB', '020', '02071838750', 'local'],
    ['GB', '20', '02071838750', 'local'],
    ['GB', '020', '01614960000', 'toll'],
    ['GB', null, '07700900123', 'toll'],
    ['GB', null, '08081570000', 'toll_free'],
    ['GB', null, '09098790000', 'premium_1'],
    ['GB', null, '07012345678', 'special_services_2'],
    ['GB', null, '03001231234', 'special_services_1'],
    ['GB', null, '+12125550111', 'international'],
    ['GB', null, '+441481960194', 'international'],
    ['GB', null, '42', 'unknown'],
    ['DE', '030', '03012345678', 'local'],
    ['XX', null, '+12125550111', 'international'],
  ])('in %s %s, %s', (country, areaCode, digits, category) => {
    const plan = { country, areaCode };
    expect(callCategory(dialled(digits, plan), plan)).toBe(category);
  });

  test('colleagues, whatever their number', () => {
    expect(callCategory(colleague('group'), newYork)).toBe('group');
    expect(callCategory(colleague('internal'), newYork)).toBe('internal');
  });
});

const toll = dialled('3125550111');
const abroad = dialled('+442071838750');

describe('permissions', () => {
  test.each<[string, OutboundTarget, Partial<OutboundSettings> | null, Partial<GroupFeatures>, string]>([
    ['nothing set', toll, {}, {}, 'allow'],
    ['by the group', toll, {}, { restrictions: { toll: 'disallow' } }, 'refuse dial_restricted'],
    ['another category', abroad, {}, { restrictions: { toll: 'disallow' } }, 'allow'],
    ['an unknown caller', toll, null, { restrictions: { toll: 'disallow' } }, 'refuse dial_restricted'],
    [
      'a custom user above the group, allowing',
      toll,
      { restrictions: { toll: 'allow' } },
      { restrictions: { toll: 'disallow' } },
      'allow',
    ],
    [
      'a custom user above the group, refusing',
      toll,
      { restrictions: { toll: 'disallow' } },
      { restrictions: { toll: 'allow' } },
      'refuse dial_restricted',
    ],
    [
      'what a custom user leaves out follows the group',
      toll,
      { restrictions: { local: 'allow' } },
      { restrictions: { toll: 'disallow' } },
      'refuse dial_restricted',
    ],
    [
      "the group's pattern above categories",
      toll,
      { restrictions: { toll: 'disallow' } },
      { digitPatterns: [{ pattern: '312*', permission: 'allow' }] },
      'allow',
    ],
    [
      "the user's pattern above the group's",
      toll,
      { digitPatterns: [{ pattern: '+1312*', permission: 'disallow' }] },
      { digitPatterns: [{ pattern: '312*', permission: 'allow' }] },
      'refuse dial_restricted',
    ],
    [
      'the first pattern that fits',
      toll,
      {},
      {
        digitPatterns: [
          { pattern: '3125550112', permission: 'allow' },
          { pattern: '1312*', permission: 'disallow' },
          { pattern: '*', permission: 'allow' },
        ],
      },
      'refuse dial_restricted',
    ],
    [
      'a pattern as dialled abroad, dialled with +',
      abroad,
      {},
      { digitPatterns: [{ pattern: '01144*', permission: 'disallow' }] },
      'refuse dial_restricted',
    ],
    [
      'a pattern of extensions',
      colleague('internal'),
      {},
      { digitPatterns: [{ pattern: '10??', permission: 'disallow' }] },
      'refuse dial_restricted',
    ],
    [
      'a name',
      dialled('reception'),
      {},
      { restrictions: { url_dialing: 'disallow' } },
      'refuse dial_restricted',
    ],
    [
      'within the group',
      colleague('group'),
      {},
      { restrictions: { group: 'disallow' } },
      'refuse dial_restricted',
    ],
  ])('%s', (_name, called, own, group, expected) => {
    expect(planned(called, own, group)).toBe(expected);
  });

  test.each<[string, DialPermission, readonly string[], readonly string[], string]>([
    ['first', 'transfer_1', [], ['2001', '2002', '2003'], 'transfer 2001'],
    ['second', 'transfer_2', [], ['2001', '2002', '2003'], 'transfer 2002'],
    ['third', 'transfer_3', [], ['2001', '2002', '2003'], 'transfer 2003'],
    ['not set', 'transfer_3', [], ['2001'], 'refuse dial_restricted'],
    ['left empty', 'transfer_1', [''], ['', '2002'], 'refuse dial_restricted'],
    ["the user's own", 'transfer_1', ['+13125550177'], ['2001'], 'transfer +13125550177'],
    [
      "the group's for what the user has not",
      'transfer_2',
      ['+13125550177'],
      ['2001', '2002'],
      'transfer 2002',
    ],
  ])('transfer number: %s', (_name, permission, own, group, expected) => {
    expect(
      planned(
        toll,
        { transferNumbers: own, accountCode: 'mandatory' },
        {
          restrictions: { toll: permission },
          transferNumbers: group,
          accountCodes: { length: 4, strict: false, codes: [] },
        },
      ),
    ).toBe(expected);
  });
});

describe('codes', () => {
  const required: DialRestrictions = {
    ...(Object.fromEntries(
      callCategories.map((each) => [each, 'authorization_code_required']),
    ) as DialRestrictions),
  };
  const group: Partial<GroupFeatures> = {
    restrictions: required,
    authorizationCodes: ['11', '22'],
    syncedAuthorizationCodes: ['33'],
  };
  const coded: Partial<GroupFeatures> = { accountCodes: { length: 4, strict: false, codes: ['1234'] } };
  const strict: Partial<GroupFeatures> = { accountCodes: { length: 4, strict: true, codes: ['1234'] } };
  const repair = dialled('611');

  test.each<
    [string, OutboundTarget, Partial<OutboundSettings> | null, Partial<GroupFeatures>, boolean, string]
  >([
    ['group users: the live list', toll, {}, group, false, 'allow, authorization 11 22 x2'],
    ['unknown callers: the live list', toll, null, group, false, 'allow, authorization 11 22 x2'],
    ['custom users: the synced list', toll, { restrictions: {} }, group, false, 'allow, authorization 33 x2'],
    ['none of the group', toll, {}, { ...group, authorizationCodes: [] }, false, 'refuse dial_restricted'],
    ['not within the group', colleague('group'), {}, group, false, 'allow'],
    ['to another group', colleague('internal'), {}, group, false, 'allow, authorization 11 22 x2'],
    ['not to repair', repair, {}, group, false, 'allow'],
    [
      'repair can be forbidden',
      repair,
      {},
      { restrictions: { special_services_1: 'disallow' } },
      false,
      'refuse dial_restricted',
    ],
    ['account code, mandatory', toll, { accountCode: 'mandatory' }, coded, false, 'allow, account 4 any'],
    ['account code, strict', toll, { accountCode: 'mandatory' }, strict, false, 'allow, account 4 1234'],
    [
      'account code, within the group',
      colleague('group'),
      { accountCode: 'mandatory' },
      coded,
      false,
      'allow',
    ],
    [
      'account code, to another group',
      colleague('internal'),
      { accountCode: 'mandatory' },
      coded,
      false,
      'allow, account 4 any',
    ],
    ['account code, to repair', repair, { accountCode: 'mandatory' }, coded, false, 'allow'],
    ['account code, the group has none', toll, { accountCode: 'mandatory' }, {}, false, 'allow'],
    [
      'account code, strict and none listed',
      toll,
      { accountCode: 'mandatory' },
      { accountCodes: { length: 4, strict: true, codes: [] } },
      false,
      'refuse dial_restricted',
    ],
    ['account code, optional', toll, { accountCode: 'optional' }, coded, false, 'allow'],
    ['account code, optional by *71', toll, { accountCode: 'optional' }, coded, true, 'allow, account 4 any'],
    [
      'account code, mandatory and *71',
      toll,
      { accountCode: 'mandatory' },
      coded,
      true,
      'allow, account 4 any',
    ],
    ['*71 within the group', colleague('group'), { accountCode: 'optional' }, coded, true, 'allow'],
    ['*71 of a user without account codes', toll, {}, coded, true, 'refuse dial_restricted'],
    [
      '*71 in a group without account codes',
      toll,
      { accountCode: 'optional' },
      {},
      true,
      'refuse dial_restricted',
    ],
    ['*71 of nobody', toll, null, coded, true, 'refuse dial_restricted'],
    [
      'both',
      toll,
      { accountCode: 'mandatory' },
      { ...group, ...coded },
      false,
      'allow, authorization 11 22 x2, account 4 any',
    ],
    [
      'required by a pattern',
      toll,
      {},
      {
        ...group,
        restrictions: {},
        digitPatterns: [{ pattern: '312*', permission: 'authorization_code_required' }],
      },
      false,
      'allow, authorization 11 22 x2',
    ],
  ])('%s', (_name, called, own, groups, wants, expected) => {
    expect(planned(called, own, groups, wants)).toBe(expected);
  });

  test('the trace explains', () => {
    expect(told(toll)).toEqual([]);
    expect(told(abroad, {}, { restrictions: { international: 'disallow' } })).toEqual([
      "dial_restrictions: +442071838750 is an international call: refused by the group's restrictions",
    ]);
    expect(told(toll, { digitPatterns: [{ pattern: '312*', permission: 'transfer_2' }] })).toEqual([
      "dial_restrictions: +13125550111 is a toll call: to be transferred to the second transfer number, which is not set, so that it is refused, by Ada's digit pattern 312*",
    ]);
    expect(told(toll, { restrictions: { toll: 'transfer_1' }, transferNumbers: ['2001'] })).toEqual([
      "dial_restrictions: +13125550111 is a toll call: transferred to 2001, the first transfer number, by Ada's own restrictions",
    ]);
    expect(told(toll, { accountCode: 'mandatory' }, { ...group, ...coded })).toEqual([
      "dial_restrictions: +13125550111 is a toll call: an authorization code is required by the group's restrictions",
      'codes: asks for an authorization code and an account code of 4 digits',
    ]);
    expect(told(toll, {}, coded, true)).toEqual(['codes: account codes are not set up for Ada: refused']);
  });
});

describe('sending calls on', () => {
  const may = (
    to: OutboundTarget,
    own: Partial<OutboundSettings> | null,
    group: Partial<GroupFeatures>,
  ): boolean => forwardPermission(call(to, own, group), to, () => undefined);

  test.each<[string, OutboundTarget, Partial<OutboundSettings> | null, Partial<GroupFeatures>, boolean]>([
    ['nothing set', toll, {}, {}, true],
    ['by the group', toll, {}, { forwardRestrictions: { toll: 'disallow' } }, false],
    [
      'own above the group',
      toll,
      { forwardRestrictions: { toll: 'allow' } },
      { forwardRestrictions: { toll: 'disallow' } },
      true,
    ],
    ['own refuses', toll, { forwardRestrictions: { toll: 'disallow' } }, {}, false],
    [
      'left out by the user',
      toll,
      { forwardRestrictions: { local: 'allow' } },
      { forwardRestrictions: { toll: 'disallow' } },
      false,
    ],
    [
      'restrictions of calls are others',
      toll,
      { restrictions: { toll: 'disallow' } },
      { restrictions: { toll: 'disallow' } },
      true,
    ],
    [
      'a colleague',
      colleague('group'),
      {},
      { forwardRestrictions: { toll: 'disallow', local: 'disallow' } },
      true,
    ],
    ['in the name of nobody', toll, null, { forwardRestrictions: { toll: 'disallow' } }, false],
  ])('%s', (_name, to, own, group, expected) => {
    expect(may(to, own, group)).toBe(expected);
  });
});

describe('feature access codes', () => {
  const codes = {
    ...defaultFeatureCodes,
    forwarding_busy_on: '*7',
    do_not_disturb_on: '1178',
    hide_number: null,
  };
  test.each<[string, string | null]>([
    ['*72', 'forwarding_always_on '],
    ['*72+13125550111', 'forwarding_always_on +13125550111'],
    ['*73', 'forwarding_always_off '],
    ['*71', 'account_code '],
    ['*7', 'forwarding_busy_on '],
    ['*79', 'do_not_disturb_off '],
    ['*75', 'forwarding_busy_on 5'],
    ['*67', null],
    ['*6', null],
    ['*', null],
    ['', null],
    ['72', null],
    ['1178', 'do_not_disturb_on '],
    ['11785550111', null],
    ['+13125550111', null],
    ['#72', null],
  ])('%s', (digits, expected) => {
    const found = featureCodeOf(digits, codes);
    expect(found === null ? null : `${found.code} ${found.argument}`).toBe(expected);
  });
});

describe('whatever is set', () => {
  const permission = fc.constantFrom<DialPermission>(
    ...(['allow', 'disallow', 'authorization_code_required', 'transfer_1', 'transfer_2'] as const),
  );
  const restrictions = fc.dictionary(fc.constantFrom(...callCategories), permission, {
    noNullPrototype: true,
  }) as fc.Arbitrary<DialRestrictions>;
  const targets = fc.oneof(
    fc.constantFrom(
      toll,
      abroad,
      colleague('group'),
      colleague('internal'),
      dialled('611'),
      dialled('reception'),
    ),
    fc.stringMatching(/^[0-9*+]{1,18}$/).map((digits) => dialled(digits)),
  );
  const settings = fc.record({
    called: targets,
    own: fc.option(restrictions, { nil: null }),
    group: restrictions,
    accountCode: fc.constantFrom('not_required' as const, 'optional' as const, 'mandatory' as const),
    wants: fc.boolean(),
  });
  const of = (each: {
    called: OutboundTarget;
    own: DialRestrictions | null;
    group: DialRestrictions;
    accountCode: OutboundSettings['accountCode'];
    wants: boolean;
  }): OutboundPlan =>
    outboundPlan(
      call(
        each.called,
        { restrictions: each.own, accountCode: each.accountCode, transferNumbers: ['2001'] },
        {
          restrictions: each.group,
          authorizationCodes: ['11'],
          syncedAuthorizationCodes: ['22'],
          accountCodes: { length: 2, strict: false, codes: [] },
        },
        each.wants,
      ),
      () => undefined,
    );
  /** How much a plan lets through. */
  const openness = (plan: OutboundPlan): number =>
    plan.kind === 'refuse' ? 0 : plan.kind === 'transfer' ? 1 : plan.codes?.authorization != null ? 2 : 3;

  test('a refusal taken away lets no less through, and one put in lets nothing through', () => {
    fc.assert(
      fc.property(settings, (given) => {
        // With *71 a caller who has no account codes is refused, whatever is allowed.
        const each = { ...given, wants: false };
        const plan = of(each);
        const with_ = (only: DialPermission): OutboundPlan =>
          of({ ...each, own: { ...each.own, [plan.category]: only } });
        expect(openness(with_('allow'))).toBeGreaterThanOrEqual(openness(plan));
        expect(with_('disallow').kind).toBe('refuse');
      }),
      { numRuns: 500 },
    );
  });

  test('no code within the group, none on a transfer, none that could not be keyed in', () => {
    fc.assert(
      fc.property(settings, (each) => {
        const plan = of(each);
        if (plan.kind !== 'allow' || plan.codes === null) return;
        expect(each.called.relation).not.toBe('group');
        const { authorization, account } = plan.codes;
        expect(authorization === null && account === null).toBe(false);
        expect(authorization?.codes).toEqual(
          authorization === null ? undefined : [each.own === null ? '11' : '22'],
        );
      }),
      { numRuns: 500 },
    );
  });

  test('what is dialled is a category, and the same one however it is written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/), (national) => {
        const category = callCategory(dialled(national), newYork);
        expect(callCategories).toContain(category);
        expect(callCategory(dialled(`1${national}`), newYork)).toBe(category);
        expect(callCategory(dialled(`+1${national}`), newYork)).toBe(category);
      }),
    );
  });
});
