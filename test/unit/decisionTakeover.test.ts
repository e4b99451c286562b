import { describe, expect, jest, test } from '@jest/globals';
import { decideTakeover } from '../../src/decision/decide';
import type { Decision } from '../../src/decision/decision';
import { DirectoryCache } from '../../src/routing/directoryCache';
import {
  carrier,
  configurationOf,
  directoryEntries,
  enterprise,
  facts,
  gateway,
  inputsOf,
  site,
  source,
  trunkGroup,
  user,
} from './decisionFixtures';

const newYork = trunkGroup('0012345', 'acme', { acceptFrom: ['127.0.0.1:5070'], maxCallDurationMs: 9_000 });
const ada = user('Ada', '0012345', 'acme', { extension: '1001', number: '+12125550101' });
const ben = user('Ben', '0012345', 'acme', { extension: '1002', number: '+12125550102' });
const metro = carrier('metro', { acceptFrom: ['127.0.0.1:5080'] });

/** From the address with this port, by whoever stands in From; the Request-URI is a Contact of ours. */
const takeover = (
  port: number,
  from: string,
  remaining: string | null,
  known = true,
  called = '0a1b2c3d4e5f6a7b',
): Decision => {
  const cache = new DirectoryCache(100);
  if (known) cache.fill({ generation: 1, entries: directoryEntries([ada, ben]) });
  return decideTakeover(
    () => remaining,
    facts(source(port), from, called),
    inputsOf(
      configurationOf([
        { kind: 'enterprise', value: enterprise('acme') },
        ...site(newYork),
        { kind: 'carrier', value: { ...metro, gateways: [gateway(5080)] } },
      ]),
      {
        number: (e164) => cache.number(e164) ?? (known ? null : undefined),
        extension: (enterpriseId, digits) =>
          cache.extension(enterpriseId, digits) ?? (known ? null : undefined),
      },
    ),
  );
};

describe('a call that takes over the place of a dialog', () => {
  test.each(['911', '*67911'])('to %s it is an emergency call, whatever dialog it names', (number) => {
    const decision = takeover(5070, '+12125550102', null, true, number);
    if (decision.kind !== 'route') throw new Error(decision.kind);
    expect(decision.route.parties.emergency).toBe(true);
    expect(decision.emergency).not.toBeNull();
  });

  test('from a PBX: its caller is who it is, and it is for who remains', () => {
    const decision = takeover(5070, '+12125550102', '+12125550101');
    if (decision.kind !== 'route') throw new Error(decision.kind);
    const { route } = decision;
    expect(route).toMatchObject({
      candidates: [],
      codes: null,
      maxCallDurationMs: 9_000,
      originatingLease: { trunkGroup: { id: newYork.id, direction: 'outgoing' }, emergency: false },
      origin: { calling: { number: '+12125550102' } },
    });
    expect(route.parties).toMatchObject({
      ...{ direction: 'originating', user: { name: 'Ben' }, callingNumber: '+12125550102' },
      ...{ calledNumber: '+12125550101', dialled: '+12125550101', emergency: false },
      called: { enterprise: { id: 'acme' }, user: { name: 'Ada' } },
    });
  });

  test('who remains is outside, or hidden: no called party', () => {
    for (const remaining of ['+13125550111', 'anonymous']) {
      const decision = takeover(5070, '1002', remaining);
      if (decision.kind !== 'route') throw new Error(decision.kind);
      expect(decision.route.parties).toMatchObject({ called: null, calledNumber: remaining });
    }
  });

  test('no such dialog: the record has what was asked for', () => {
    const decision = takeover(5070, '1002', null);
    if (decision.kind !== 'route') throw new Error(decision.kind);
    expect(decision.route.parties).toMatchObject({ called: null, dialled: '0a1b2c3d4e5f6a7b' });
  });

  test('an emergency number as the number of who remains makes it no emergency call', () => {
    const decision = takeover(5070, '1002', '911');
    expect(decision).toMatchObject({
      kind: 'route',
      emergency: null,
      route: { parties: { emergency: false } },
    });
  });

  test('a caller who is no user is refused where the trunk group screens', () => {
    expect(takeover(5070, '+13125550199', '+12125550101')).toMatchObject({
      ...{ kind: 'refuse', failure: 'unscreened_caller' },
      parties: { called: null },
    });
  });

  test('facts that are missing are asked for', () => {
    expect(takeover(5070, '1002', '+12125550101', false).kind).toBe('lookup');
  });

  test('from a carrier: of no enterprise; from nobody we know: nothing', () => {
    const decision = takeover(5080, '+13125550111', '+12125550101');
    if (decision.kind !== 'route') throw new Error(decision.kind);
    expect(decision.route).toMatchObject({
      originatingLease: null,
      parties: {
        direction: 'terminating',
        peer: { id: 'metro' },
        enterprise: null,
        calledNumber: '+12125550101',
      },
    });
    // And all calls are not looked through for a stranger.
    const asked = jest.fn(() => null);
    const inputs = inputsOf(configurationOf([]), { number: () => null, extension: () => null });
    expect(decideTakeover(asked, facts(source(5099), '1002', 'x'), inputs).kind).toBe('unknown_peer');
    expect(asked).not.toHaveBeenCalled();
  });
});
