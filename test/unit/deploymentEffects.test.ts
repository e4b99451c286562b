import { describe, expect, test } from '@jest/globals';
import type { GroupRecord, NumberRecord, UserRecord } from '../../db/repositories/deploymentRecords';
import { changesOf, removal } from '../../src/provisioning/changes/deploymentChanges';
import { invalidatedBy } from '../../src/provisioning/deployments/directoryKeys';
import { touchedConfiguration } from '../../src/provisioning/deployments/touchedConfiguration';

const creation = <Record>(...create: readonly Record[]) => ({ create, change: [], remove: [] });
const numberAt = (index: number, enterprise_id: string): NumberRecord => ({
  number: `+1212${5_000_000 + index}`,
  enterprise_id,
});
const userAt = (index: number, enterprise_id: string, number: string | null = null) =>
  ({ id: `u${index}`, enterprise_id, extension: String(1_000 + index), number }) as UserRecord;
const groupOf = (enterprise_id: string, id: string) => ({ id, enterprise_id }) as GroupRecord;
const many = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('directory entries that a change makes stale', () => {
  test('are named one by one while they are few', () => {
    const users = {
      create: [userAt(1, 'a', '+12125000001')],
      change: [{ before: userAt(2, 'a'), after: { ...userAt(2, 'a'), extension: '77' } }],
      remove: [userAt(3, 'a')],
    };
    expect(invalidatedBy(changesOf({ users, numbers: creation(numberAt(1, 'a')) }))).toEqual([
      'extension:a:1001',
      'number:+12125000001',
      'extension:a:1003',
      'extension:a:1002',
      'extension:a:77',
    ]);
  });

  test('are a whole enterprise’s where they are many, and those of the blocks that came to have numbers', () => {
    const numbers = creation(...many(20_001, (index) => numberAt(index, 'a')));
    const users = creation(...many(5_000, (index) => userAt(index, 'a')));
    expect(invalidatedBy(changesOf({ numbers, users }))).toEqual([
      'enterprise:a',
      'absent:+1212500',
      'absent:+1212501',
      'absent:+1212502',
    ]);
  });

  test('are of both enterprises where numbers pass from one to the other', () => {
    const change = many(600, (index) => ({ before: numberAt(index, 'a'), after: numberAt(index, 'b') }));
    expect(invalidatedBy(changesOf({ numbers: { create: [], change, remove: [] } }))).toEqual([
      'enterprise:a',
      'enterprise:b',
    ]);
  });

  test('are the enterprise’s where a group comes or goes, since system users are reached through its first', () => {
    const one = groupOf('a', 'g1');
    expect(invalidatedBy(changesOf({ groups: creation(one) }))).toEqual(['enterprise:a']);
    expect(invalidatedBy(changesOf({ groups: removal(one) }))).toEqual(['enterprise:a']);
    const change = [{ before: one, after: { ...one, name: 'other' } }];
    expect(invalidatedBy(changesOf({ groups: { create: [], change, remove: [] } }))).toEqual([]);
  });

  test('are all there are where even their enterprises are too many to name', () => {
    const users = creation(...many(3_000, (index) => userAt(index, `e${index}`)));
    expect(invalidatedBy(changesOf({ users }))).toBe('all');
  });
});

describe('what a change touches of the configuration', () => {
  test('names groups by what they refer to as well', () => {
    const changes = changesOf({
      trunk_groups: { create: [], change: [], remove: [{ id: 't', group_id: 'g' } as never] },
      routing_schemes: creation(
        { id: 's', default_group_id: 'h' } as never,
        { id: 'o', default_group_id: null } as never,
      ),
    });
    expect(touchedConfiguration(changes)).toEqual([
      { kind: 'trunk_group', id: 't' },
      { kind: 'group', id: 'g' },
      { kind: 'routing_scheme', id: 's' },
      { kind: 'group', id: 'h' },
      { kind: 'routing_scheme', id: 'o' },
    ]);
  });

  test('is everything where it is very much, and nothing where only users and numbers changed', () => {
    const groups = creation(...many(1_001, (index) => groupOf('a', `g${index}`)));
    expect(touchedConfiguration(changesOf({ groups }))).toBe('all');
    expect(touchedConfiguration(changesOf({ users: creation(userAt(1, 'a')) }))).toEqual([]);
  });
});
