import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checkout } from '../support/checkout';
import { eventually } from '../support/eventually';

/** Stands where scripts/run.mjs does: says which process it is, and ends in its own way. */
const stub = `
process.once('SIGTERM', () => { console.log('heard SIGTERM'); process.exit(7); });
setInterval(() => undefined, 1000);
console.log('pid ' + process.pid);
`;

let folder: string;
let program: number | null = null;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trunkline-npm-'));
  const { scripts } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', scripts }));
  mkdirSync(path.join(folder, 'scripts'));
  writeFileSync(path.join(folder, 'scripts/run.mjs'), stub);
});
afterEach(() => {
  if (program !== null && isAlive(program)) process.kill(program, 'SIGKILL');
  program = null;
  rmSync(folder, { recursive: true });
});

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('what npm runs for long', () => {
  test.each(['start', 'lab', 'soak'])(
    'npm run %s: SIGTERM to npm alone reaches the program',
    async (script) => {
      const npm = spawn('npm', ['run', script], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
      let said = '';
      npm.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      const ended = once(npm, 'exit');
      await eventually(() => expect(said).toMatch(/pid \d+/), 20_000);
      program = Number(/pid (\d+)/.exec(said)?.[1]);
      npm.kill('SIGTERM');
      await ended;
      await eventually(() => expect(said).toContain('heard SIGTERM'));
      expect(isAlive(program)).toBe(false);
    },
  );
});
