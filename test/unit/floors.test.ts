import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkout } from '../support/checkout';

const floors = 'house/floors';

/** `[path, code, rule that must object]`; null: nobody may object. */
const snippets: readonly (readonly [path: string, code: string, rule: string | null])[] = [
  // Each room against one above it or beside it.
  ['src/model/x.ts', "export { deploy } from '../access/policy';", floors],
  ['src/model/x.ts', "export { open } from '../../db/open';", floors],
  ['src/access/x.ts', "export { bus } from '../events/bus';", floors],
  ['src/events/x.ts', "export { open } from '../../db/open';", floors],
  ['db/repositories/x.ts', "export type { SipStack } from '../../src/sip/stack';", floors],
  ['src/sip/embedded/x.ts', "export type { Ledger } from '../../routing/ledger/ledger';", floors],
  ['src/media/x.ts', "export type { SipStack } from '../sip/stack';", floors],
  ['src/features/x.ts', "export type { Ledger } from '../routing/ledger/ledger';", floors],
  ['src/features/x.ts', "export { bus } from '../events/bus';", floors],
  ['src/routing/x.ts', "export { open } from '../../db/open';", floors],
  ['src/routing/ledger/x.ts', "export type { SipStack } from '../../sip/stack';", floors],
  ['src/decision/x.ts', "export type { SipStack } from '../sip/stack';", floors],
  ['src/decision/x.ts', "export { open } from '../../db/open';", floors],
  ['src/decision/x.ts', "export { place } from '../calls/callControl';", floors],
  ['src/calls/x.ts', "export { app } from '../provisioning/app';", floors],
  ['src/realtime/x.ts', "export { place } from '../calls/callControl';", floors],
  ['src/provisioning/calls/x.ts', "export { place } from '../../calls/callControl';", floors],
  ['src/provisioning/x.ts', "export { settings } from '../config';", floors],
  ['src/cli/x.ts', "export { run } from '../main';", floors],
  ['src/main.ts', "export { run } from './cli/main';", floors],
  ['src/calls/x.ts', "export { bench } from '../../bench/calls/main';", floors],
  ['src/elsewhere/x.ts', 'export const x = 1;', floors],
  // However the import is written.
  ['src/model/x.ts', "export const x = () => import('../sip/stack');", floors],
  ['src/model/x.ts', "export const x: import('../sip/stack').SipStack | null = null;", floors],
  ['src/model/x.ts', "import stack = require('../sip/stack');\nexport const x = stack;", floors],
  ['src/model/x.ts', "export * from '../sip/stack';", floors],
  // Decisions act on nothing.
  ['src/decision/x.ts', "export { readFileSync } from 'node:fs';", floors],
  ['src/features/x.ts', "export { createSocket } from 'dgram';", floors],
  ['src/routing/x.ts', "export { Worker } from 'node:worker_threads';", floors],
  ['src/model/x.ts', "export { sql } from 'kysely';", floors],
  ['src/decision/x.ts', "export { pino } from 'pino';", floors],
  ['src/decision/x.ts', 'export const x = () => Date.now();', 'no-restricted-properties'],
  ['src/features/x.ts', 'export const x = () => new Date();', 'no-restricted-syntax'],
  ['src/routing/x.ts', 'export const x = () => Math.random();', 'no-restricted-properties'],
  ['src/model/x.ts', 'export const x = (f: () => void) => setTimeout(f, 1);', 'no-restricted-globals'],
  // What is allowed stays allowed.
  ['src/model/x.ts', "export { failures } from './outcome';", null],
  ['src/decision/x.ts', "export type { Ledger } from '../routing/ledger/ledger';", null],
  ['src/features/x.ts', "export { failures } from '../model/outcome';", null],
  ['src/features/x.ts', "export const x = new Date('2026-01-01');", null],
  ['src/routing/ledger/x.ts', "export { failures } from '../../model/outcome';", null],
  ['src/calls/x.ts', "export type { SipStack } from '../sip/stack';", null],
  ['src/calls/x.ts', 'export const x = () => Date.now();', null],
  ['src/sip/embedded/x.ts', "export { createSocket } from 'node:dgram';", null],
  ['src/provisioning/x.ts', "export { open } from '../../db/open';", null],
  ['src/main.ts', "export { settings } from './config';", null],
  ['db/x.ts', "export { failures } from '../src/model/outcome';", null],
  ['test/unit/x.test.ts', "export { failures } from '../../src/model/outcome';", null],
];

describe('the floors of the house, held by lint', () => {
  let objections: readonly (readonly string[])[] = [];

  beforeAll(() => {
    const output = execFileSync(process.execPath, [join(__dirname, '../support/lintSnippets.js')], {
      cwd: checkout,
      input: JSON.stringify(snippets.map(([path, code]) => ({ path, code }))),
      encoding: 'utf8',
    });
    objections = JSON.parse(output) as string[][];
  }, 60_000);

  test.each(snippets.map(([path, code, rule], index) => ({ path, code, rule, index })))(
    '$path: $code -> $rule',
    ({ rule, index }) => {
      if (rule === null) expect(objections[index]).toEqual([]);
      else expect(objections[index]).toContain(rule);
    },
  );
});
