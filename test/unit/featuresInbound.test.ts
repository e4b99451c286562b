import { describe, expect, test } from '@jest/globals';
import { inboundPlan, interceptPlan, planBehindIntercept } from '../../src/features/inbound/inboundPlan';
import type { InboundCall, InboundCaller } from '../../src/features/inbound/inboundCall';
import type { InboundSettings } from '../../src/model/userFeatures';
import {
  anonymousCaller,
  answeringRule,
  caller,
  collector,
  criterion,
  forwardingCriterion,
  hour,
  inboundCall,
  noon,
  planText,
  schedule,
  shared,
} from './featuresFixtures';

const planned = (call: InboundCall): string => planText(inboundPlan(call, () => undefined));

const plan = (
  settings: Partial<InboundSettings>,
  from?: InboundCaller,
  changes?: Partial<InboundCall>,
): string => planned(inboundCall(settings, from, changes));

const traceOf = (call: InboundCall): string[] => {
  const { say, steps } = collector();
  inboundPlan(call, say);
  return steps.map(({ rule, result }) => `${rule}: ${result}`);
};

const anyone = [criterion('all')];
const outside = caller('+13125550111');
const chicago = '+13125550111';
const mobile = '+13125550177';

const ringing = 'ring | base 180s';

describe('one feature at a time', () => {
  const colleague = caller('+12125550102', { extension: '1002', sameEnterprise: true });
  const neighbour = caller('+12125550103', { extension: '1003', sameEnterprise: true, sameGroup: true });
  test.each<[string, Partial<InboundSettings>, InboundCaller, string]>([
    ['nothing set', {}, outside, ringing],
    ['intercept', { intercept: true }, neighbour, 'refuse intercepted by intercept'],
    [
      'anonymous rejection',
      { anonymousRejection: true },
      anonymousCaller,
      'refuse anonymous_rejected by anonymous_call_rejection',
    ],
    ['anonymous rejection, a number shown', { anonymousRejection: true }, outside, ringing],
    ['anonymous rejection, no number came', { anonymousRejection: true }, caller(null), ringing],
    [
      'anonymous rejection, of the same group',
      { anonymousRejection: true },
      { ...neighbour, anonymous: true },
      ringing,
    ],
    [
      'anonymous rejection, of another group',
      { anonymousRejection: true },
      { ...colleague, anonymous: true },
      'refuse anonymous_rejected by anonymous_call_rejection',
    ],
    ['blocked', { blockedNumbers: ['+1312*'] }, outside, 'refuse rejected_by_user by blocked_numbers'],
    ['another is blocked', { blockedNumbers: ['+1313*'] }, outside, ringing],
    [
      'blocked, who hides',
      { blockedNumbers: ['1003', '+1212*'] },
      { ...neighbour, anonymous: true },
      ringing,
    ],
    [
      'blocked and allowed',
      { blockedNumbers: [chicago], allowedNumbers: [chicago] },
      outside,
      'refuse rejected_by_user by blocked_numbers',
    ],
    ['acceptance of all', { acceptance: anyone }, outside, ringing],
    ['acceptance without criteria', { acceptance: [] }, outside, ringing],
    [
      'acceptance of others',
      { acceptance: [criterion('a', { numbers: ['+1212*'] })] },
      outside,
      'refuse rejected_by_user by call_acceptance',
    ],
    [
      'acceptance that leaves out',
      { acceptance: [criterion('a', { apply: false, numbers: [chicago] }), ...anyone] },
      outside,
      'refuse rejected_by_user by call_acceptance',
    ],
    ['rejection', { rejection: anyone }, outside, 'refuse rejected_by_user by call_rejection'],
    ['rejection without criteria', { rejection: [] }, outside, ringing],
    ['rejection of others', { rejection: [criterion('a', { numbers: ['+1212*'] })] }, outside, ringing],
    [
      'rejection that spares',
      { rejection: [criterion('a', { apply: false, numbers: [chicago] }), ...anyone] },
      outside,
      ringing,
    ],
    [
      'the first match ends it',
      { rejection: [criterion('a', { numbers: [chicago] }), criterion('b', { apply: false })] },
      outside,
      'refuse rejected_by_user by call_rejection',
    ],
    [
      'selective forwarding',
      { selective: { number: mobile, criteria: [forwardingCriterion('a')] } },
      outside,
      `forward ${mobile} unconditional by call_forwarding_selective`,
    ],
    [
      "selective forwarding to the criterion's number",
      { selective: { number: mobile, criteria: [forwardingCriterion('a', { number: '1009' })] } },
      outside,
      'forward 1009 unconditional by call_forwarding_selective',
    ],
    [
      'selective forwarding that spares',
      { selective: { number: mobile, criteria: [forwardingCriterion('a', { apply: false })] } },
      outside,
      ringing,
    ],
    [
      'selective forwarding without criteria',
      { selective: { number: mobile, criteria: [] } },
      outside,
      ringing,
    ],
    ['do not disturb', { doNotDisturb: true }, outside, 'refuse do_not_disturb by do_not_disturb'],
    [
      'do not disturb counts as busy',
      { doNotDisturb: true, busy: mobile },
      outside,
      `forward ${mobile} busy by call_forwarding_busy`,
    ],
    ['do not disturb, allowed', { doNotDisturb: true, allowedNumbers: ['312*'] }, outside, ringing],
    [
      'forwarding always',
      { always: mobile },
      outside,
      `forward ${mobile} unconditional by call_forwarding_always`,
    ],
    ['busy behind', { busy: mobile }, outside, `ring | base 180s | busy ${mobile} by call_forwarding_busy`],
    [
      'no answer behind, rings of 6 s',
      { noAnswer: { number: mobile, rings: 3 }, ringTimeMs: 40_000 },
      outside,
      `ring | base 18s | noAnswer ${mobile} by call_forwarding_no_answer`,
    ],
    [
      'no answer at once',
      { noAnswer: { number: mobile, rings: 0 }, busy: '1009' },
      outside,
      `forward ${mobile} no_answer by call_forwarding_no_answer`,
    ],
    [
      'not reachable behind, with its timer',
      { notReachable: { number: mobile, timerMs: 4_000 } },
      outside,
      `ring | base(4) 180s | notReachable ${mobile} by call_forwarding_not_reachable`,
    ],
    ['ring time', { ringTimeMs: 25_000 }, outside, 'ring | base 25s'],
  ])('%s', (_name, settings, from, expected) => {
    expect(plan(settings, from)).toBe(expected);
  });
});

describe('sequential ring', () => {
  const sequential = {
    numbers: [
      { number: mobile, rings: 2, answerConfirmation: true },
      { number: '1009', rings: 3, answerConfirmation: false },
    ],
    baseRings: 4,
    continueIfBusy: true,
    callerMayStop: false,
    criteria: anyone,
  };
  test.each<[string, Partial<InboundSettings>, string]>([
    ['base first', { sequential }, `ring | base 24s, ${mobile}! 12s, 1009 18s | on if busy`],
    [
      'without the base',
      { sequential: { ...sequential, baseRings: null, continueIfBusy: false } },
      `ring | ${mobile}! 12s, 1009 18s`,
    ],
    ['no criterion', { sequential: { ...sequential, criteria: [] } }, ringing],
    [
      'for others',
      { sequential: { ...sequential, criteria: [criterion('a', { numbers: ['1414*'] })] } },
      ringing,
    ],
    [
      'spared',
      { sequential: { ...sequential, criteria: [criterion('a', { apply: false }), ...anyone] } },
      ringing,
    ],
    ['no place', { sequential: { ...sequential, numbers: [], baseRings: null } }, ringing],
    [
      'no rings leave a place out',
      { sequential: { ...sequential, numbers: [{ number: mobile, rings: 0, answerConfirmation: false }] } },
      'ring | base 24s | on if busy',
    ],
    [
      'forwards behind',
      { sequential, noAnswer: { number: '1010', rings: 0 }, busy: '1011' },
      `ring | base 24s, ${mobile}! 12s, 1009 18s | on if busy | busy 1011 by call_forwarding_busy | noAnswer 1010 by call_forwarding_no_answer`,
    ],
  ])('%s', (_name, settings, expected) => {
    expect(plan(settings)).toBe(expected);
  });
});

describe('simultaneous ring', () => {
  const simultaneous = {
    numbers: [
      { number: mobile, answerConfirmation: true },
      { number: '1009', answerConfirmation: false },
    ],
    notWhileOnCall: true,
    criteria: anyone,
  };
  test.each<[string, Partial<InboundSettings>, number, string]>([
    ['all at once', { simultaneous }, 0, `ring | base+${mobile}!+1009 180s`],
    ['not while on a call', { simultaneous }, 1, ringing],
    [
      'also while on a call',
      { simultaneous: { ...simultaneous, notWhileOnCall: false } },
      1,
      `ring | base+${mobile}!+1009 180s`,
    ],
    ['no criterion', { simultaneous: { ...simultaneous, criteria: [] } }, 0, ringing],
    ['no number', { simultaneous: { ...simultaneous, numbers: [] } }, 0, ringing],
    [
      'rings of no answer',
      { simultaneous, noAnswer: { number: '1010', rings: 5 }, busy: '1011' },
      0,
      `ring | base+${mobile}!+1009 30s | busy 1011 by call_forwarding_busy | noAnswer 1010 by call_forwarding_no_answer`,
    ],
    [
      'no rings at all: the ring time',
      { simultaneous, noAnswer: { number: '1010', rings: 0 }, ringTimeMs: 20_000 },
      0,
      `ring | base+${mobile}!+1009 20s | noAnswer 1010 by call_forwarding_no_answer`,
    ],
  ])('%s', (_name, settings, activeCalls, expected) => {
    expect(plan(settings, outside, { activeCalls })).toBe(expected);
  });
});

describe('precedence', () => {
  /** In the order of decisions.md 20, each alone deciding the call; answering rules' own action among them. */
  const order: readonly [string, Partial<InboundSettings>, string][] = [
    ['intercept', { intercept: true }, 'refuse intercepted by intercept'],
    [
      'anonymous rejection',
      { anonymousRejection: true },
      'refuse anonymous_rejected by anonymous_call_rejection',
    ],
    ['blocked numbers', { blockedNumbers: ['*'] }, 'refuse rejected_by_user by blocked_numbers'],
    [
      'acceptance',
      { acceptance: [criterion('never', { apply: false })] },
      'refuse rejected_by_user by call_acceptance',
    ],
    ['rejection', { rejection: anyone }, 'refuse rejected_by_user by call_rejection'],
    [
      'selective forwarding',
      { selective: { number: '2001', criteria: [forwardingCriterion('all')] } },
      'forward 2001 unconditional by call_forwarding_selective',
    ],
    ['do not disturb', { doNotDisturb: true }, 'refuse do_not_disturb by do_not_disturb'],
    ['forwarding always', { always: '2002' }, 'forward 2002 unconditional by call_forwarding_always'],
    [
      'forwarding while on a call',
      { answeringRules: [answeringRule(null, { forwardOnActive: '2003' })] },
      'forward 2003 busy by answering_rule',
    ],
    [
      'sequential ring',
      {
        sequential: {
          numbers: [{ number: '2004', rings: 2, answerConfirmation: false }],
          baseRings: null,
          continueIfBusy: false,
          callerMayStop: false,
          criteria: anyone,
        },
      },
      'ring | 2004 12s',
    ],
    [
      'simultaneous ring',
      {
        simultaneous: {
          numbers: [{ number: '2005', answerConfirmation: false }],
          notWhileOnCall: false,
          criteria: anyone,
        },
      },
      'ring | base+2005 180s',
    ],
    [
      'no answer after no rings',
      { noAnswer: { number: '2006', rings: 0 } },
      'forward 2006 no_answer by call_forwarding_no_answer',
    ],
    ["the user's own phones", { ringTimeMs: 20_000 }, 'ring | base 20s'],
  ];

  const pairs = order.flatMap((higher, index) =>
    order
      .slice(index + 1)
      .map((lower): [string, string, (typeof order)[number], (typeof order)[number]] => [
        higher[0],
        lower[0],
        higher,
        lower,
      ]),
  );

  const wins = (higher: (typeof order)[number], plans: string): void => {
    // What stands lower may still stand behind, or lend its ring time.
    expect(plans.startsWith(higher[2].replace(/ \d+s$/, ''))).toBe(true);
  };

  test.each(pairs)('%s above %s', (_higher, _lower, higher, lower) => {
    const anonymous = higher[0] === 'anonymous rejection';
    const call = inboundCall({ ...lower[1], ...higher[1] }, anonymous ? anonymousCaller : outside, {
      activeCalls: 1,
    });
    wins(higher, planned(call));
    // Alone, the lower one decides: the pair proves something.
    const lowerCaller = lower[0] === 'anonymous rejection' ? anonymousCaller : outside;
    expect(planned(inboundCall(lower[1], lowerCaller, { activeCalls: 1 }))).toBe(lower[2]);
  });

  test('everything on: each in turn, the one above taken away', () => {
    let settings: Partial<InboundSettings> = Object.assign(
      {},
      ...order.map(([, each]) => each),
    ) as typeof settings;
    for (const higher of order) {
      const from = higher[0] === 'anonymous rejection' ? anonymousCaller : outside;
      wins(higher, planned(inboundCall(settings, from, { activeCalls: 1 })));
      const off = Object.keys(higher[1]);
      settings = Object.fromEntries(Object.entries(settings).filter(([key]) => !off.includes(key)));
    }
  });

  test('intercept can be asked for alone, DID policing standing between', () => {
    const intercepted = inboundCall({ intercept: true, anonymousRejection: true }, anonymousCaller);
    expect(interceptPlan(intercepted, () => undefined)?.failure).toBe('intercepted');
    expect(planText(planBehindIntercept(intercepted, () => undefined))).toBe(
      'refuse anonymous_rejected by anonymous_call_rejection',
    );
    expect(interceptPlan(inboundCall({ rejection: anyone }), () => undefined)).toBeNull();
  });
});

describe('answering rules', () => {
  const holidays = schedule('Holidays', [noon - hour, noon + 12 * hour]);
  const nights = schedule('nights', [noon + 8 * hour, noon + 20 * hour]);
  const with_ = (settings: Partial<InboundSettings>, changes: Partial<InboundCall> = {}): string =>
    planned(inboundCall(settings, outside, changes, { own: [holidays, nights] }));

  test.each<[string, Partial<InboundSettings>, string]>([
    [
      'the first in force counts alone',
      {
        answeringRules: [
          answeringRule('nights', { forwardAlways: '2001' }),
          answeringRule('HOLIDAYS', { forwardBusy: '2002' }),
          answeringRule(null, { forwardAlways: '2003' }),
        ],
      },
      'ring | base 180s | busy 2002 by answering_rule',
    ],
    [
      'the default at its place',
      {
        answeringRules: [
          answeringRule(null, { ringTimeMs: 9_000 }),
          answeringRule('holidays', { doNotDisturb: true }),
        ],
      },
      'ring | base 9s',
    ],
    ['none in force', { answeringRules: [answeringRule('nights', { doNotDisturb: true })] }, ringing],
    ['no such time frame', { answeringRules: [answeringRule('gone', { doNotDisturb: true })] }, ringing],
    [
      'do not disturb, counting as busy',
      { answeringRules: [answeringRule(null, { doNotDisturb: true, forwardBusy: '2001' })] },
      'forward 2001 busy by answering_rule',
    ],
    [
      'the feature counts where it is on: always',
      { always: '2009', answeringRules: [answeringRule(null, { forwardAlways: '2001' })] },
      'forward 2009 unconditional by call_forwarding_always',
    ],
    [
      'the feature counts where it is on: the rest',
      {
        busy: '2009',
        noAnswer: { number: '2010', rings: 2 },
        notReachable: { number: '2011', timerMs: null },
        ringTimeMs: 50_000,
        answeringRules: [
          answeringRule(null, {
            ringTimeMs: 1_000,
            forwardBusy: '1',
            forwardNoAnswer: '2',
            forwardNotReachable: '3',
          }),
        ],
      },
      'ring | base 12s | busy 2009 by call_forwarding_busy | noAnswer 2010 by call_forwarding_no_answer | notReachable 2011 by call_forwarding_not_reachable',
    ],
    [
      'all it can do',
      {
        answeringRules: [
          answeringRule(null, {
            ringTimeMs: 10_000,
            forwardBusy: '1001',
            forwardNoAnswer: '1002',
            forwardNotReachable: '1003',
          }),
        ],
      },
      'ring | base 10s | busy 1001 by answering_rule | noAnswer 1002 by answering_rule | notReachable 1003 by answering_rule',
    ],
    ['on a call only', { answeringRules: [answeringRule(null, { forwardOnActive: '2001' })] }, ringing],
  ])('%s', (_name, settings, expected) => {
    expect(with_(settings)).toBe(expected);
  });
});

describe('criteria and schedules', () => {
  const open = schedule('Office Hours', [noon - 3 * hour, noon + 5 * hour]);
  const holidays = schedule('holidays', [noon - 12 * hour, noon + 12 * hour], { type: 'holiday' });
  const over = schedule('over', [noon - 5 * hour, noon]);
  const starting = schedule('starting', [noon, noon + hour]);
  const empty = schedule('empty', []);
  const unknown = schedule('unknown', [noon - hour, noon + hour], { knownUntil: noon });
  const own = [open, holidays, over, starting, empty, unknown];

  test.each<[string | null, string | null, boolean]>([
    [null, null, true],
    ['office hours', null, true],
    [null, 'Holidays', true],
    ['Office Hours', 'HOLIDAYS', true],
    ['over', 'holidays', false],
    ['office hours', 'over', false],
    ['over', null, false],
    ['starting', null, true],
    ['empty', null, false],
    ['unknown', null, false],
    ['nowhere', null, false],
  ])('time %s and holiday %s: %p', (timeSchedule, holidaySchedule, rejected) => {
    const rejection = [criterion('a', { timeSchedule, holidaySchedule })];
    const text = planned(inboundCall({ rejection }, outside, {}, { own }));
    expect(text).toBe(rejected ? 'refuse rejected_by_user by call_rejection' : ringing);
  });

  test("own schedules hide those of the group, and those hide the enterprise's", () => {
    const rejection = [criterion('a', { timeSchedule: 'lunch' })];
    const on = schedule('Lunch', [noon - hour, noon + hour]);
    const off = schedule('lunch', []);
    const rejects = (
      ownOnes: readonly (typeof on)[],
      others: readonly ReturnType<typeof shared>[],
    ): boolean =>
      planned(inboundCall({ rejection }, outside, {}, { own: ownOnes, others })).startsWith('refuse');
    expect(rejects([], [shared(on, 'acme')])).toBe(true);
    expect(rejects([], [shared(on, 'acme'), shared(off, 'acme', '0012345')])).toBe(false);
    expect(rejects([on], [shared(off, 'acme'), shared(off, 'acme', '0012345')])).toBe(true);
    expect(rejects([], [shared(on, 'acme', '0067890')])).toBe(false);
    expect(rejects([], [shared(on, 'globex')])).toBe(false);
  });

  const within = { numbers: ['1*', '+1212*', '02071838750'] };
  test.each<[string, Partial<ReturnType<typeof criterion>>, InboundCaller, boolean]>([
    ['any caller', {}, anonymousCaller, true],
    ['any caller without a number', {}, caller(null), true],
    ['anonymous', { anonymous: true }, anonymousCaller, true],
    ['anonymous only', { anonymous: true }, outside, false],
    ['unavailable', { unavailable: true }, caller(null), true],
    ['unavailable is not anonymous', { unavailable: true }, anonymousCaller, false],
    ['anonymous is not unavailable', { anonymous: true }, caller(null), false],
    ['anonymous or a number', { anonymous: true, ...within }, anonymousCaller, true],
    ['a number or anonymous', { anonymous: true, ...within }, caller('+12125550199'), true],
    ['neither', { anonymous: true, ...within }, caller('+442071838750'), false],
    ['extension', within, caller('+14155550101', { extension: '1002' }), true],
    [
      'extension of one without a number',
      within,
      caller(null, { extension: '1002', unavailable: false }),
      true,
    ],
  ])('callers: %s', (_name, changes, from, matches) => {
    const text = plan({ rejection: [criterion('a', changes)] }, from);
    expect(text.startsWith('refuse')).toBe(matches);
  });
});

describe('patterns', () => {
  test.each<[string, string, string, boolean]>([
    ['US', '+13125550111', '+1312*', true],
    ['US', '+13125550111', '312*', true],
    ['US', '+13125550111', '1312*', true],
    ['US', '+13125550111', '13125550111', true],
    ['US', '+13125550111', '3125550111', true],
    ['US', '+13125550111', '312555011?', true],
    ['US', '+13125550111', '5550111', false],
    ['US', '+13125550111', '555*', false],
    ['US', '+13125550111', '*', true],
    ['US', '+447700900123', '447*', false],
    ['US', '+447700900123', '+447*', true],
    ['US', '+447700900123', '*', true],
    ['US', '+17134470100', '1713*', true],
    ['GB', '+442071838750', '0207*', true],
    ['GB', '+442071838750', '207*', false],
    ['GB', '+13125550111', '1312*', false],
    ['DE', '+493012345678', '030*', true],
    ['US', '411', '4?1', true],
    ['US', '411', '+411', false],
  ])('in %s %s fits %s: %p', (country, number, pattern, fits) => {
    expect(plan({ blockedNumbers: [pattern] }, caller(number), { country }).startsWith('refuse')).toBe(fits);
  });
});

describe('the trace explains', () => {
  const holidays = schedule('holidays', [noon - 12 * hour, noon + 12 * hour]);
  const nights = schedule('nights', [noon + 8 * hour, noon + 20 * hour]);
  const unknown = schedule('work', [], { knownFrom: noon + hour });
  const forever = schedule('forever', [noon - hour, noon + 10_000 * hour]);
  const own = [holidays, nights, unknown, forever];
  const said = (
    settings: Partial<InboundSettings>,
    from = outside,
    changes: Partial<InboundCall> = {},
  ): string[] => traceOf(inboundCall(settings, from, changes, { own }));

  test('why a call was rejected', () => {
    const rejection = [
      criterion('a nights', { timeSchedule: 'nights' }),
      criterion('b area on holidays', { numbers: ['+1312*'], holidaySchedule: 'Holidays' }),
    ];
    expect(said({ rejection })).toEqual([
      'call_rejection: criterion "b area on holidays" matches +13125550111, holidays is in force until 2026-12-26 00:00:00 UTC: refused',
    ]);
    expect(said({ rejection }, anonymousCaller).slice(0, 1)).toEqual([
      'call_rejection: criterion "a nights" matches a caller who withholds the number, but nights is not in force until 2026-12-25 20:00:00 UTC: let through',
    ]);
  });

  test('what is not known, not there, or has no end', () => {
    const tell = (timeSchedule: string): string | undefined =>
      said({ rejection: [criterion('a', { timeSchedule })] })[0];
    expect(tell('work')).toContain('but it is not known whether work is in force: let through');
    expect(tell('gone')).toContain('but there is no schedule gone: let through');
    expect(tell('forever')).toContain('forever is in force until at least 2028-');
  });

  test('a call that rings, with all that was looked at', () => {
    expect(
      said(
        {
          acceptance: [criterion('everybody')],
          rejection: [criterion('spam', { numbers: ['+1900*'] })],
          selective: {
            number: mobile,
            criteria: [forwardingCriterion('boss', { apply: false, numbers: ['312*'] })],
          },
          doNotDisturb: true,
          allowedNumbers: ['+1312*'],
          noAnswer: { number: mobile, rings: 3 },
          busy: '1009',
          answeringRules: [answeringRule('nights'), answeringRule(null)],
          simultaneous: {
            numbers: [{ number: '1010', answerConfirmation: false }],
            notWhileOnCall: true,
            criteria: anyone,
          },
        },
        outside,
        { activeCalls: 1 },
      ),
    ).toEqual([
      'call_acceptance: criterion "everybody" matches +13125550111: accepted',
      'call_rejection: no criterion matches +13125550111: let through',
      'call_forwarding_selective: criterion "boss" matches +13125550111, which it spares',
      'do_not_disturb: +13125550111 is allowed in spite of it, by +1312*',
      'answering_rule: the one for all other times: nights is not in force until 2026-12-25 20:00:00 UTC',
      'simultaneous_ring: criterion "all" matches +13125550111, but Ada is on a call: the numbers are left alone',
      "ring: Ada's phones ring for 18 s",
      'forwarding: goes on when busy to 1009, unanswered to +13125550177',
    ]);
  });
});
