import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/decision/decide';
import type { Decision } from '../../src/decision/decision';
import type { CallFacts } from '../../src/model/callFacts';
import type { UserRecord } from '../../src/model/directory';
import { defaultFeatureCodes, type FeatureCodes } from '../../src/model/featureCodes';
import { plainGroupFeatures, type GroupFeatures } from '../../src/model/groupFeatures';
import type { ConfigurationUpsert } from '../../src/model/settings';
import type { OutboundSettings } from '../../src/model/userFeatures';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  inputsOf,
  route,
  screening,
  site,
  source,
  trunkGroup,
  user,
} from './decisionFixtures';
import { features } from './featuresFixtures';

/* acme (US, 212): New York behind 5070 (Ada 1001, Cy 1003), Boston behind 5071 (Ben 1002); globex: Gil. */
const newYork = trunkGroup('0012345', 'acme', {
  acceptFrom: ['127.0.0.1:5070'],
  screening: screening({ unscreenedCalls: 'allow' }),
});
const boston = trunkGroup('0067890', 'acme', { acceptFrom: ['127.0.0.1:5071'], usageSlot: 2 });
const london = trunkGroup('0099999', 'globex', { acceptFrom: ['127.0.0.1:5072'], usageSlot: 3 });
const cy = user('Cy', '0012345', 'acme', { extension: '1003', number: '+12125550103' });
const ben = user('Ben', '0067890', 'acme', { extension: '1002', number: '+12125550102' });
const gil = user('Gil', '0099999', 'globex', { number: '+442071838750' });

interface Settings {
  readonly own?: Partial<OutboundSettings>;
  readonly group?: Partial<GroupFeatures>;
  readonly codes?: Partial<FeatureCodes>;
}

const run = (call: CallFacts, { own, group, codes }: Settings = {}): Decision => {
  const ada: UserRecord = user('Ada', '0012345', 'acme', {
    extension: '1001',
    number: '+12125550101',
    features: own === undefined ? null : features({}, own),
  });
  const upsert: readonly ConfigurationUpsert[] = [
    { kind: 'enterprise', value: enterprise('acme', { featureCodes: { ...defaultFeatureCodes, ...codes } }) },
    { kind: 'enterprise', value: enterprise('globex', { usageSlot: 1, country: 'GB', areaCode: null }) },
    ...site(newYork).map((each): ConfigurationUpsert =>
      each.kind === 'group'
        ? { ...each, value: { ...each.value, features: { ...plainGroupFeatures, ...group } } }
        : each,
    ),
    ...site(boston),
    ...site(london),
    { kind: 'carrier', value: carrier('metro', { acceptFrom: ['127.0.0.1:5080'] }) },
    { kind: 'outbound_route', value: route('world', '+', ['metro']) },
    { kind: 'outbound_route', value: route('emergency', null, ['metro'], { emergency: true }) },
  ];
  const configuration = configurationOf(upsert);
  const cache = new DirectoryCache(1_000);
  cache.fill({ generation: 1, entries: directoryEntries([ada, cy, ben, gil]) });
  for (let turn = 0; ; turn += 1) {
    const decision = decide(call, inputsOf(configuration, cache));
    if (decision.kind !== 'lookup' || turn > 3) return decision;
    cache.fill({
      generation: 1,
      entries: decision.keys.map((key) =>
        key.startsWith('number:')
          ? { key: key as `number:${string}`, value: null }
          : { key: key as `extension:${string}:${string}`, value: null },
      ),
    });
  }
};

const adas = (called: string, changes: Partial<CallFacts> = {}): CallFacts =>
  facts(source(5070), '+12125550101', called, changes);
const strangers = (called: string): CallFacts => facts(source(5070), '+13125550999', called);

const summary = (decision: Decision): string => {
  switch (decision.kind) {
    case 'lookup':
    case 'unknown_peer':
      return decision.kind;
    case 'refuse':
      return decision.failure;
    case 'feature_code':
      return `${decision.request.code} ${decision.request.argument}`.trimEnd();
    case 'route': {
      const { codes, candidates } = decision.route;
      const to = candidates.map((each) => `${each.destination.name} ${each.requestUser}`).join(', ');
      const asked = [
        ...(codes?.authorization == null ? [] : ['authorization']),
        ...(codes?.account == null ? [] : ['account']),
      ];
      return [to, ...asked].join(' + ');
    }
  }
};

const trace = (decision: Decision): string[] =>
  decision.kind === 'lookup' ? [] : decision.trace.map(({ rule, result }) => `${rule}: ${result}`);

const everythingForbidden: Settings = {
  own: {
    restrictions: {
      ...{ local: 'disallow', toll: 'disallow', international: 'disallow', group: 'disallow' },
      ...{
        internal: 'disallow',
        unknown: 'disallow',
        special_services_1: 'disallow',
        url_dialing: 'disallow',
      },
    },
    digitPatterns: [{ pattern: '*', permission: 'disallow' }],
    accountCode: 'mandatory',
  },
  group: { accountCodes: { length: 4, strict: true, codes: ['1234'] } },
};
const accountCodes = { length: 4, strict: false, codes: [] };
const NY = newYork.id;

describe('restrictions', () => {
  test.each<[string, CallFacts, Settings, string]>([
    ['nothing set', adas('3125550111'), {}, 'metro +13125550111'],
    ['refused', adas('3125550111'), { group: { restrictions: { toll: 'disallow' } } }, 'dial_restricted'],
    [
      "an unknown caller has the group's",
      strangers('3125550111'),
      { own: { restrictions: { toll: 'allow' } }, group: { restrictions: { toll: 'disallow' } } },
      'dial_restricted',
    ],
    ['within the group', adas('1003'), { own: { restrictions: { group: 'disallow' } } }, 'dial_restricted'],
    [
      'to another group',
      adas('1002'),
      { own: { restrictions: { group: 'disallow' } } },
      `${boston.id} +12125550102`,
    ],
    [
      'to another group, refused',
      adas('1002'),
      { own: { restrictions: { internal: 'disallow' } } },
      'dial_restricted',
    ],
    [
      'to another enterprise is what its number is',
      adas('011442071838750'),
      { own: { restrictions: { international: 'disallow' } } },
      'dial_restricted',
    ],
    [
      'to a name',
      adas('reception'),
      { own: { restrictions: { url_dialing: 'disallow' } } },
      'dial_restricted',
    ],
    [
      'an impossible number of a forbidden kind',
      adas('101028812125550111'),
      { own: { restrictions: { casual: 'disallow' } } },
      'dial_restricted',
    ],
    [
      'transferred to an extension',
      adas('3125550111'),
      { group: { restrictions: { toll: 'transfer_1' }, transferNumbers: ['1003'] } },
      `${NY} +12125550103`,
    ],
    [
      'transferred outside, where the caller might not call',
      adas('3125550111'),
      { group: { restrictions: { toll: 'transfer_1' }, transferNumbers: ['+13125550177'] } },
      'metro +13125550177',
    ],
    [
      'transferred to no transfer number',
      adas('3125550111'),
      { group: { restrictions: { toll: 'transfer_2' }, transferNumbers: ['1003'] } },
      'dial_restricted',
    ],
    [
      'never transferred to an emergency number',
      adas('3125550111'),
      { group: { restrictions: { toll: 'transfer_1' }, transferNumbers: ['911'] } },
      'dial_restricted',
    ],
    [
      'codes',
      adas('3125550111'),
      {
        own: { accountCode: 'mandatory' },
        group: {
          restrictions: { toll: 'authorization_code_required' },
          authorizationCodes: ['11'],
          accountCodes,
        },
      },
      'metro +13125550111 + authorization + account',
    ],
  ])('%s', (_name, call, settings, expected) => {
    expect(summary(run(call, settings))).toBe(expected);
  });

  test('a refused call has no called side', () => {
    const decision = run(adas('1003'), { own: { restrictions: { group: 'disallow' } } });
    expect(decision).toMatchObject({
      kind: 'refuse',
      parties: { called: null, calledNumber: '+12125550103' },
    });
    expect(trace(decision)).toEqual([
      `identify_peer: trunk group ${NY} by address and port 127.0.0.1:5070`,
      'screening: Ada by From +12125550101',
      "dial_restrictions: +12125550103 is a call within the group: refused by Ada's own restrictions",
    ]);
  });

  test('the log of a transferred call keeps what was dialled', () => {
    const decision = run(adas('3125550111'), {
      group: { restrictions: { toll: 'transfer_1' }, transferNumbers: ['1003'] },
    });
    expect(decision).toMatchObject({
      kind: 'route',
      route: {
        parties: { dialled: '3125550111', calledNumber: '+12125550103', called: { user: { name: 'Cy' } } },
        codes: null,
      },
    });
  });
});

describe('an emergency call meets none of it', () => {
  test.each(['911', '*67911', '+1911', '*71911', '*67*71911', '*82911'])('%s', (dialled) => {
    const decision = run(adas(dialled), everythingForbidden);
    expect(summary(decision)).toBe('metro 911');
    expect(decision).toMatchObject({
      route: { codes: null, parties: { emergency: true, dialled }, origin: { calling: { private: false } } },
    });
  });

  test('every other call does', () => {
    for (const dialled of ['3125550111', '1003', '411', '611', 'reception', '*67911911']) {
      expect(summary(run(adas(dialled), everythingForbidden))).toBe('dial_restricted');
    }
  });
});

describe('feature access codes', () => {
  test.each<[string, CallFacts, Settings, string]>([
    ['a setting', adas('*72'), {}, 'forwarding_always_on'],
    ['a setting with a number for help', adas('*72911'), {}, 'forwarding_always_on 911'],
    ['a setting with a number', adas('*723125550111'), {}, 'forwarding_always_on 3125550111'],
    ['restrictions do not touch it', adas('*78'), everythingForbidden, 'do_not_disturb_on'],
    [
      "an enterprise's own code",
      adas('*21'),
      { codes: { forwarding_always_on: '*21' } },
      'forwarding_always_on',
    ],
    ['one that is taken away', adas('*72'), { codes: { forwarding_always_on: null } }, 'number_not_found'],
    ['of nobody', strangers('*72'), {}, 'dial_restricted'],
    ['hide the number', adas('*673125550111'), {}, 'metro +13125550111'],
    ['hide the number, to an extension', adas('*671003'), {}, `${NY} +12125550103`],
    ['hide the number of nobody', strangers('*673125550111'), {}, 'metro +13125550111'],
    ['hide, with nothing behind it', adas('*67'), {}, 'invalid_number'],
    ['hide twice', adas('*67*671003'), {}, 'number_not_found'],
    [
      'account code before a number',
      adas('*713125550111'),
      { own: { accountCode: 'optional' }, group: { accountCodes } },
      'metro +13125550111 + account',
    ],
    [
      'account code, the number to be keyed in',
      adas('*71'),
      { own: { accountCode: 'optional' }, group: { accountCodes } },
      'account_code',
    ],
    [
      'hidden and with an account code',
      adas('*67*713125550111'),
      { own: { accountCode: 'optional' }, group: { accountCodes } },
      'metro +13125550111 + account',
    ],
    ['account code of a user who has none', adas('*71'), { group: { accountCodes } }, 'dial_restricted'],
    ['the same, with a number', adas('*713125550111'), { group: { accountCodes } }, 'dial_restricted'],
    ['restrictions hold behind codes', adas('*67*713125550111'), everythingForbidden, 'dial_restricted'],
  ])('%s', (_name, call, settings, expected) => {
    expect(summary(run(call, settings))).toBe(expected);
  });

  test('a code is a decision with the lease it takes and whose setting it is', () => {
    const decision = run(adas('*72+13125550111'));
    expect(decision).toMatchObject({
      kind: 'feature_code',
      request: { code: 'forwarding_always_on', argument: '+13125550111' },
      user: { id: 'ada' },
      parties: { called: null, dialled: '*72+13125550111', calledNumber: '*72+13125550111' },
      originatingLease: { trunkGroup: { id: NY, direction: 'outgoing' }, emergency: false },
      emergency: null,
    });
    expect(trace(decision).at(-1)).toBe('feature_code: *72+13125550111 is forwarding always on');
  });
});

describe('hidden numbers', () => {
  test.each<[string, string, Partial<OutboundSettings> | undefined, boolean]>([
    ['shown', '3125550111', undefined, false],
    ['by the code', '*673125550111', undefined, true],
    ['always', '3125550111', { hidesNumber: true }, true],
  ])('%s', (_name, dialled, own, hidden) => {
    const decision = run(adas(dialled), own === undefined ? {} : { own });
    if (decision.kind !== 'route') throw new Error(summary(decision));
    expect(decision.route.origin.calling.private).toBe(hidden);
    expect(decision.route.parties.shownNumber).toBe(hidden ? 'anonymous' : undefined);
    expect(decision.route.candidates[0]?.presentation).toEqual(
      hidden
        ? { from: null, display: null, asserted: null, privacy: false }
        : { from: '+12125550101', display: null, asserted: '+12125550101', privacy: false },
    );
  });

  test('the trace says why', () => {
    expect(trace(run(adas('*673125550111')))).toContain(
      'hide_number: the number is hidden for this call, by the code dialled',
    );
    expect(trace(run(adas('3125550111'), { own: { hidesNumber: true } }))).toContain(
      "hide_number: Ada's number is hidden on every call",
    );
  });
});
