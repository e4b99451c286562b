import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { columnsOf, headerLine, itemLine } from '../../src/provisioning/http/csv';
import { etagOf } from '../../src/provisioning/http/etag';
import { mergePatch } from '../../src/provisioning/http/mergePatch';
import { readStrictJson } from '../../src/provisioning/http/strictJson';
import { WriteQueue } from '../../src/provisioning/changes/writeQueue';

const read = (text: string) => readStrictJson(new TextEncoder().encode(text));

describe('strict JSON', () => {
  test('reads whatever JSON writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), (value) => {
        expect(read(JSON.stringify(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) as unknown });
      }),
    );
  });

  test.each([
    ['{"a": 1, "a": 1}', /twice/],
    ['{"a": {"b": [{"c": 1, "\\u0063": 2}]}}', /"\\u0063" stands twice/],
    ['"\\udc00"', /Unicode/],
    ['{"\\ud800": 1}', /Unicode/],
    ['['.repeat(33) + ']'.repeat(33), /deep/],
    ['['.repeat(500_000), /JSON/],
    [`${'['.repeat(500_000)}${']'.repeat(500_000)}`, /deep/],
    ['{"a": 1', /JSON|Expected/],
    ['', /JSON/],
  ])('refused %#', (text, why) => {
    expect(read(text)).toEqual({ wrong: expect.stringMatching(why) as unknown });
  });

  test.each([
    '{"a": {"x": 1}, "b": {"x": 1}}',
    '[{"a": 1}, {"a": 1}]',
    '{"a": "b", "b": ["a", "a"]}',
    '"{\\"a\\":"',
  ])('%s is fine', (text) => {
    expect(read(text)).toEqual({ value: JSON.parse(text) as unknown });
  });

  test('a long string and many escapes', () => {
    const long = 'x'.repeat(1_000_000);
    expect(read(JSON.stringify({ long }))).toEqual({ value: { long } });
    const escapes = '"\\'.repeat(200_000);
    expect(read(JSON.stringify([escapes]))).toEqual({ value: [escapes] });
    // Quotes that never close must not be tried again from every place.
    expect(read(`"${'\\"'.repeat(400_000)}`)).toHaveProperty('wrong');
  });
});

describe('merge patch', () => {
  // RFC 7396, appendix A
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('%s with %s is %s', (target, patch, result) => {
    expect(mergePatch(JSON.parse(target), JSON.parse(patch))).toEqual(JSON.parse(result));
  });

  test('touches no prototype', () => {
    const merged = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}')) as object;
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(Object.hasOwn(merged, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });

  test('another action is another thing', () => {
    const forward = { a: { action: 'forward', number: '1' } };
    expect(mergePatch(forward, { a: { action: 'none' } })).toEqual({ a: { action: 'none' } });
    expect(mergePatch(forward, { a: { number: '2' } })).toEqual({ a: { action: 'forward', number: '2' } });
    expect(mergePatch(forward, { a: { action: 'forward' } })).toEqual(forward);
  });
});

describe('entity tags', () => {
  test('depend on values, not on the order of keys; live values stand apart', () => {
    expect(etagOf({ a: 1, b: { c: 2, d: 3 } })).toBe(etagOf({ b: { d: 3, c: 2 }, a: 1 }));
    expect(etagOf({ a: 1 })).not.toBe(etagOf({ a: 2 }));
    const tag = (limit: number, active: number) => etagOf({ limit, usage: { active } }, ['usage']);
    expect(tag(1, 0).split('.')[0]).toBe(tag(1, 5).split('.')[0]);
    expect(tag(1, 0)).not.toBe(tag(1, 5));
    expect(tag(1, 0).split('.')[0]).not.toBe(tag(2, 0).split('.')[0]);
  });
});

describe('CSV', () => {
  const cell = (value: unknown) => itemLine([['value']], { value });

  test.each([
    ['=1+1', "'=1+1"],
    ['@sum', "'@sum"],
    ['-x', "'-x"],
    ['+x', "'+x"],
    ['\t=1', "'\t=1"],
    ['+12125550101', '+12125550101'],
    ['-5', '-5'],
    ['=a,"b"', `"'=a,""b"""`],
    ['a\nb', '"a\nb"'],
    [null, ''],
    [undefined, ''],
    [true, 'true'],
    [7, '7'],
    [['a', 1], '"[""a"",1]"'],
  ])('%j is written %s', (value, text) => {
    expect(cell(value)).toBe(`${text}\r\n`);
  });

  test('columns of nested, optional and nullable mappings', () => {
    const schema = z.strictObject({
      id: z.string(),
      group: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
      limits: z.strictObject({ max: z.int() }).prefault({ max: 1 }).optional(),
      list: z.array(z.object({ a: z.string() })),
    });
    const columns = columnsOf(schema);
    expect(headerLine(columns)).toBe('id,group.id,group.name,limits.max,list\r\n');
    expect(itemLine(columns, { id: 'a', group: null, limits: { max: 3 }, list: [] })).toBe('a,,,3,[]\r\n');
  });
});

describe('the queue of changes', () => {
  test('one at a time, in order, also after a failure', async () => {
    const queue = new WriteQueue();
    const told: string[] = [];
    const work =
      (name: string, failure = false) =>
      async (): Promise<string> => {
        told.push(`${name} begins`);
        await new Promise(setImmediate);
        told.push(`${name} ends`);
        if (failure) throw new Error(name);
        return name;
      };
    const results = await Promise.allSettled([
      queue.run(work('a')),
      queue.run(work('b', true)),
      queue.run(work('c')),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(told).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
