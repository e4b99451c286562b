import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  extensionKey,
  numberKey,
  staleAbsent,
  staleEnterprise,
  type DirectoryEntry,
  type NumberRecord,
  type StaleEntries,
  type UserRecord,
} from '../../src/model/directory';
import { DirectoryCache } from '../../src/routing/directoryCache';
import { user } from './decisionFixtures';

const ada = user('Ada', '1', 'acme', { number: '+12125550101', extension: '1001' });
const bo = user('Bo', '2', 'globex', { number: '+13125550101', extension: '1001' });

const numberEntry = (number: string, value: NumberRecord | null): DirectoryEntry => ({
  key: `number:${number}`,
  value,
});
const extensionEntry = (
  enterpriseId: string,
  extension: string,
  value: UserRecord | null,
): DirectoryEntry => ({
  key: `extension:${enterpriseId}:${extension}`,
  value,
});

const filled = (): DirectoryCache => {
  const cache = new DirectoryCache(100);
  const entries = [
    numberEntry('+12125550101', { number: '+12125550101', enterpriseId: 'acme', user: ada }),
    numberEntry('+13125550101', { number: '+13125550101', enterpriseId: 'globex', user: bo }),
    numberEntry('+12125559999', null),
    numberEntry('+19995550000', null),
    extensionEntry('acme', '1001', ada),
    extensionEntry('acme', '9999', null),
    extensionEntry('globex', '1001', bo),
  ];
  cache.fill({ generation: 4, entries });
  return cache;
};

describe('a change of a whole enterprise', () => {
  test('takes its users, numbers and missing extensions out, and leaves all others', () => {
    const cache = filled();
    cache.invalidate([staleEnterprise('acme')], 5);
    expect(cache.number('+12125550101')).toBeUndefined();
    expect(cache.extension('acme', '1001')).toBeUndefined();
    expect(cache.extension('acme', '9999')).toBeUndefined();
    expect(cache.number('+13125550101')).toMatchObject({ enterpriseId: 'globex' });
    expect(cache.extension('globex', '1001')).toBe(bo);
    expect(cache.number('+12125559999')).toBeNull();
  });

  test('refuses what was read before it, and takes what was read after', () => {
    const cache = filled();
    cache.invalidate([staleEnterprise('acme')], 5);
    for (const generation of [4, 5]) {
      cache.fill({ generation, entries: [extensionEntry('acme', '1001', ada)] });
      expect(cache.extension('acme', '1001')).toBe(generation === 4 ? undefined : ada);
    }
  });

  test('counts what it took out as missed', () => {
    const cache = filled();
    cache.invalidate([staleEnterprise('acme')], 5);
    cache.extension('acme', '1001');
    cache.extension('globex', '1001');
    expect([cache.hits, cache.misses]).toEqual([1, 1]);
  });
});

test('a change of absent numbers takes those of the block out, and nobody who is there', () => {
  const cache = filled();
  cache.invalidate([staleAbsent('+12125551234')], 5);
  expect(cache.number('+12125559999')).toBeUndefined();
  expect(cache.number('+19995550000')).toBeNull();
  expect(cache.number('+12125550101')).toMatchObject({ user: ada });
  cache.fill({ generation: 4, entries: [numberEntry('+12125559999', null)] });
  expect(cache.number('+12125559999')).toBeUndefined();
});

test('of very many changed enterprises none is forgotten', () => {
  const cache = filled();
  cache.invalidate([staleEnterprise('acme')], 5);
  for (let other = 0; other < 20_000; other += 1) cache.invalidate([staleEnterprise(`e${other}`)], 6 + other);
  expect(cache.extension('acme', '1001')).toBeUndefined();
});

/** Two enterprises, two extensions each, three numbers of two blocks. */
const enterprises = ['acme', 'globex'] as const;
const numbers = ['+12125550001', '+12125550002', '+13125550001'] as const;

const step = fc.oneof(
  fc.record({
    kind: fc.constant('number' as const),
    number: fc.constantFrom(...numbers),
    owner: fc.constantFrom(...enterprises, null),
    isWide: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('user' as const),
    owner: fc.constantFrom(...enterprises),
    extension: fc.constantFrom('1', '2'),
    isThere: fc.boolean(),
    isWide: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('read' as const), late: fc.nat(4) }),
);

test('whatever changes in whatever way, and however late answers come, nothing outdated is answered', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(4, 100), (steps, size) => {
      const cache = new DirectoryCache(size);
      const owners = new Map<string, string>();
      const users = new Map<string, UserRecord>();
      const numberNow = (number: string): NumberRecord | null => {
        const enterpriseId = owners.get(number);
        return enterpriseId === undefined ? null : { number, enterpriseId, user: null };
      };
      const userNow = (owner: string, extension: string): UserRecord | null =>
        users.get(`${owner} ${extension}`) ?? null;
      const everything = (): DirectoryEntry[] => [
        ...numbers.map((number) => numberEntry(number, numberNow(number))),
        ...enterprises.flatMap((owner) =>
          ['1', '2'].map((digits) => extensionEntry(owner, digits, userNow(owner, digits))),
        ),
      ];
      let generation = 1;
      const change = (stale: readonly StaleEntries[]): void => {
        generation += 1;
        cache.invalidate(stale, generation);
      };
      const underWay: { at: number; generation: number; entries: DirectoryEntry[] }[] = [];
      for (const [at, now] of steps.entries()) {
        if (now.kind === 'read') {
          underWay.push({ at: at + now.late, generation, entries: everything() });
        } else if (now.kind === 'user') {
          const { owner, extension, isThere, isWide } = now;
          if (isThere) users.set(`${owner} ${extension}`, user(`At ${at}`, '1', owner, { extension }));
          else users.delete(`${owner} ${extension}`);
          change([isWide ? staleEnterprise(owner) : extensionKey(owner, extension)]);
        } else {
          const { number, owner, isWide } = now;
          const before = owners.get(number);
          if (owner === null) owners.delete(number);
          else owners.set(number, owner);
          const touched = [before, owner].filter((id) => typeof id === 'string').map(staleEnterprise);
          const created = before === undefined && owner !== null ? [staleAbsent(number)] : [];
          change(isWide ? [...touched, ...created] : [numberKey(number)]);
        }
        for (const answer of underWay) if (answer.at === at) cache.fill(answer);
        for (const number of numbers) {
          expect([undefined, numberNow(number)]).toContainEqual(cache.number(number));
        }
        for (const owner of enterprises) {
          for (const digits of ['1', '2']) {
            expect([undefined, userNow(owner, digits)]).toContainEqual(cache.extension(owner, digits));
          }
        }
      }
    }),
  );
});
