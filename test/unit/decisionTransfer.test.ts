import { describe, expect, test } from '@jest/globals';
import type { Decision } from '../../src/decision/decision';
import { decideTransfer, type TransferRequest } from '../../src/decision/transfer';
import type { UserRecord } from '../../src/model/directory';
import type { TollLimits } from '../../src/model/tollLimits';
import type { TransferPolicy } from '../../src/model/transfer';
import type { OutboundSettings } from '../../src/model/userFeatures';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  gateway,
  inputsOf,
  route,
  site,
  source,
  trunkGroup,
  user,
} from './decisionFixtures';
import { features } from './featuresFixtures';

/* acme: New York (Ada 1001), Boston (Ben 1002); globex: London (Gil). One carrier. */
const boston = trunkGroup('0067890', 'acme', { pbx: [gateway(5071)], usageSlot: 2 });
const london = trunkGroup('0099999', 'globex', { pbx: [gateway(5072)], usageSlot: 3 });
const ben = user('Ben', '0067890', 'acme', { extension: '1002', number: '+12125550102' });
const gil = user('Gil', '0099999', 'globex', { number: '+12125550201' });
const outside = '+13125550111';
const calling = { number: '+13125550100', internal: null, display: null, private: false, numbers: null };

const tollLimits = (refuse: boolean): TollLimits => ({
  user: { maxConcurrentCalls: 1, maxCallsPerHour: null, refuse },
  enterprise: null,
});

interface Scene extends Partial<TransferRequest> {
  readonly policy?: TransferPolicy;
  readonly own?: Partial<OutboundSettings>;
  readonly forwarded?: number;
  readonly limits?: TollLimits;
  readonly trusted?: boolean;
}

/** Ada transfers who remains to `to`. */
const transfer = (
  to: string,
  { policy = 'inside', own, forwarded = 0, limits, trusted = false, ...request }: Scene = {},
): Decision => {
  const newYork = trunkGroup('0012345', 'acme', { pbx: [gateway(5070)], transfers: policy });
  const ada: UserRecord = user('Ada', '0012345', 'acme', {
    extension: '1001',
    number: '+12125550101',
    features: own === undefined ? null : features({}, own),
  });
  const cache = new DirectoryCache(100);
  cache.fill({ generation: 1, entries: directoryEntries([ada, ben, gil]) });
  const configuration = configurationOf([
    { kind: 'enterprise', value: enterprise('acme', { tollLimits: limits ?? null }) },
    { kind: 'enterprise', value: enterprise('globex', { usageSlot: 1 }) },
    ...site(newYork),
    ...site(boston),
    ...site(london),
    { kind: 'carrier', value: carrier('metro', { trusted }) },
    { kind: 'outbound_route', value: route('r', '+', ['metro']) },
  ]);
  return decideTransfer(
    {
      transferor: { trunkGroupId: newYork.id, extension: '1001', number: '+12125550101' },
      ...{ calling, forwarders: [], forwards: 0, maxCallDurationMs: null },
      ...request,
    },
    facts(source(0), '', to),
    inputsOf(
      configuration,
      {
        number: (e164) => cache.number(e164) ?? null,
        extension: (enterpriseId, digits) => cache.extension(enterpriseId, digits) ?? null,
      },
      {
        forwardedCalls: () => forwarded,
        tollCalls: ({ kind }) => ({ concurrent: kind === 'user' ? 1 : 0, lastHour: 0 }),
      },
    ),
  );
};

const outcome = (decision: Decision): string =>
  decision.kind === 'route'
    ? decision.route.candidates.map(({ destination }) => destination.name).join()
    : decision.kind === 'refuse'
      ? decision.failure
      : decision.kind;

describe('where a transfer goes', () => {
  test.each([
    ['inside', '1002', boston.id],
    ['inside', '+12125550102', boston.id],
    ['inside', outside, 'dial_restricted'],
    ['inside', '+12125550201', 'dial_restricted'],
    ['outside', '1002', boston.id],
    ['outside', outside, 'metro'],
    ['outside', '3125550111', 'metro'],
    ['outside', '+12125550201', london.id],
    ['off', '1002', 'dial_restricted'],
    ['outside', '911', 'dial_restricted'],
    ['inside', '1999', 'dial_restricted'],
    ['outside', '1999', 'number_not_found'],
  ] as const)('%s, to %s: %s', (policy, to, expected) => {
    expect(outcome(transfer(to, { policy }))).toBe(expected);
  });

  test('a number outside takes a lease of the enterprise alone, and Diversion names who transferred', () => {
    const decision = transfer(outside, { policy: 'outside' });
    if (decision.kind !== 'route') throw new Error(outcome(decision));
    const { candidates, originatingLease, parties, origin } = decision.route;
    expect(originatingLease).toBeNull();
    expect(candidates[0]).toMatchObject({
      lease: { enterprise: { id: 'acme' }, trunkGroup: null },
      presentation: { from: '+13125550100' },
      redirections: [{ from: '+12125550101', reason: 'transferred' }],
    });
    expect(parties).toMatchObject({
      ...{ direction: 'originating', user: { name: 'Ada' }, callingNumber: '+12125550101' },
      ...{ calledNumber: outside, dialled: outside },
    });
    expect(origin.forwards).toBe(1);
  });

  test('Referred-By names who transferred: by number, inside by extension too, and not where that is hidden', () => {
    const referredBy = (to: string, scene: Scene = {}): string | undefined => {
      const decision = transfer(to, { policy: 'outside', ...scene });
      if (decision.kind !== 'route') throw new Error(outcome(decision));
      return decision.route.candidates[0]?.presentation.referredBy;
    };
    for (const who of [{}, { calling: null }]) {
      expect(referredBy(outside, who)).toBe('+12125550101');
      expect(referredBy('1002', who)).toBe('+12125550101');
    }
    const hidden = { own: { hidesNumber: true } } as const;
    expect(referredBy(outside, hidden)).toBeUndefined();
    expect(referredBy(outside, { ...hidden, trusted: true })).toBe('+12125550101');
  });

  test('a limit of international calls refuses what it is set to refuse', () => {
    const abroad = '+442071838750';
    const scene = { policy: 'outside' } as const;
    expect(outcome(transfer(abroad, { ...scene, limits: tollLimits(true) }))).toBe('toll_limited');
    expect(outcome(transfer(abroad, { ...scene, limits: tollLimits(false) }))).toBe('metro');
    expect(outcome(transfer(outside, { ...scene, limits: tollLimits(true) }))).toBe('metro');
  });

  test('whom the transferring user had called is not shown: the user is, and nobody has sent the call on', () => {
    const decision = transfer('1002', { calling: null });
    if (decision.kind !== 'route') throw new Error(outcome(decision));
    expect(decision.route.candidates[0]).toMatchObject({
      presentation: { from: '+12125550101' },
      redirections: [],
    });
  });

  test("the user's restrictions of forwards and transfers hold, those of calls do not", () => {
    const forbidden = { forwardRestrictions: { toll: 'disallow' } } as const;
    expect(outcome(transfer(outside, { policy: 'outside', own: forbidden }))).toBe('dial_restricted');
    const dialling = { restrictions: { toll: 'disallow' } } as const;
    expect(outcome(transfer(outside, { policy: 'outside', own: dialling }))).toBe('metro');
  });

  test('no more than 20 at a time, nor more than 10 times', () => {
    expect(outcome(transfer('1002', { forwarded: 20 }))).toBe('dial_restricted');
    expect(outcome(transfer('1002', { forwards: 10 }))).toBe('too_many_hops');
    expect(outcome(transfer('1002', { forwards: 9 }))).toBe(boston.id);
  });

  test('a user who is gone transfers nothing', () => {
    const transferor = { trunkGroupId: '0012345GRPTRUNK01', extension: '1009', number: null };
    expect(outcome(transfer('1002', { transferor }))).toBe('internal_error');
  });
});
