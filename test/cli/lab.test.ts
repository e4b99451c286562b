import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { endAllLabs, LabProcess } from '../support/labProcess';
import { Service, type Usage } from '../support/service';

afterEach(endAllLabs);

const trunkGroups = ['0012345GRPTRUNK01', '0067890GRPTRUNK01'];

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Runs the lines a lab offers for looking at it, as a shell with curl would. */
async function look(lab: LabProcess, path: string): Promise<unknown> {
  const key = await lab.says(/KEY=(\S+)/);
  const url = await lab.says(
    new RegExp(`curl -s -H "Authorization: Bearer \\$KEY" (http:\\S+${path})(?=\\n)`),
  );
  const response = await fetch(url, { headers: { Authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  return response.json();
}

describe('npm run lab', () => {
  test('starts a service, moves its usage with calls of every outcome, and leaves nothing behind', async () => {
    const lab = new LabProcess(
      '--free-ports --seconds 8 --rate 4 --talk 2 --burst-every 6 --seed 11'.split(' '),
    );
    const pid = Number(await lab.says(/process (\d+)/));
    const folder = await lab.says(/files +(\S+)/);
    expect(existsSync(folder)).toBe(true);

    const seen: Usage[] = [];
    let liveCalls = 0;
    const until = Date.now() + 6_500;
    while (Date.now() < until) {
      const { items } = (await look(lab, '/trunk-groups')) as { items: readonly { usage: Usage }[] };
      seen.push(...items.map(({ usage }) => usage));
      const calls = (await look(lab, '/calls')) as { total: number };
      liveCalls = Math.max(liveCalls, calls.total);
      await sleep(100);
    }
    expect(await lab.ended()).toBe(0);

    expect(Math.max(...seen.map((usage) => usage.incoming))).toBeGreaterThan(2);
    expect(Math.max(...seen.map((usage) => usage.outgoing))).toBeGreaterThan(0);
    // What is borrowed stands beside the maximum.
    expect(Math.max(...seen.map((usage) => usage.active - usage.borrowed))).toBeLessThanOrEqual(10);
    expect(Math.max(...seen.map((usage) => usage.rejected))).toBeGreaterThan(0);
    expect(liveCalls).toBeGreaterThan(2);

    const { output } = lab;
    expect(output).toMatch(/\n8 s: made \d+, in progress/);
    const [, made, over, outcomes = ''] = /\n(\d+) calls made, (\d+) over: (.*)\n/.exec(output) ?? [];
    expect(Number(made)).toBeGreaterThan(20);
    expect(over).toBe(made);
    for (const outcome of ['answered', 'busy', 'cancelled', 'over capacity']) {
      expect(outcomes).toContain(outcome);
    }
    expect(output).toContain('everything agrees');
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('SIGINT in the middle hangs up every call and ends cleanly', async () => {
    const lab = new LabProcess('--free-ports --seconds 60 --rate 8 --talk 30 --seed 3'.split(' '));
    const pid = Number(await lab.says(/process (\d+)/));
    const folder = await lab.says(/files +(\S+)/);
    await lab.says(/made [1-9]\d+, in progress [1-9]/);
    const asked = Date.now();
    lab.signal('SIGINT');
    lab.signal('SIGINT'); // as npm hands on what the terminal has sent already
    expect(await lab.ended()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(10_000);
    expect(lab.output).toContain('ended by SIGINT: hanging up');
    expect(lab.output).toContain('everything agrees');
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  test('a service that dies in the middle is told and is a mismatch', async () => {
    const lab = new LabProcess('--free-ports --seconds 60 --rate 8 --seed 3'.split(' '));
    const pid = Number(await lab.says(/process (\d+)/));
    await lab.says(/made [1-9]\d*, in progress [1-9]/);
    process.kill(pid, 'SIGKILL');
    expect(await lab.ended()).toBe(1);
    expect(lab.output).toContain('the service has ended: hanging up');
    expect(lab.output).toMatch(/MISMATCH:\n {2}the service ended with SIGKILL/);
  });

  test('a lab that is killed takes its service with it', async () => {
    const lab = new LabProcess('--free-ports --seconds 60 --rate 1 --burst-every 0'.split(' '));
    const pid = Number(await lab.says(/process (\d+)/));
    const folder = await lab.says(/files +(\S+)/);
    lab.signal('SIGKILL');
    await lab.ended();
    const until = Date.now() + 15_000;
    while (isAlive(pid) && Date.now() < until) await sleep(100);
    expect(isAlive(pid)).toBe(false);
    rmSync(folder, { recursive: true });
  });
});

describe('npm run lab with --url', () => {
  test('says what is missing, applies the deployment when told to, and leaves the service idle', async () => {
    const key = 'lab-test-key-0123456789abcdef';
    const service = await Service.start({ environment: { TRUNKLINE_ROOT_API_KEY: key } });
    try {
      const url = `http://127.0.0.1:${service.httpPort}`;
      const where = ['--url', url, '--sip', service.sip];

      const refused = new LabProcess([...where, '--key', key]);
      expect(await refused.ended()).toBe(1);
      expect(refused.output).toContain('there is no enterprise acme');
      expect(refused.output).toContain('--apply');

      const stranger = new LabProcess([...where, '--key', 'wrong']);
      expect(await stranger.ended()).toBe(1);
      expect(stranger.output).toMatch(/^reading \w+ at http:\S+: 401 the key is not valid\n$/);

      const traffic = '--apply --free-ports --seconds 4 --rate 8 --talk 2 --burst-every 3 --seed 5'.split(
        ' ',
      );
      const lab = new LabProcess([...where, ...traffic], { TRUNKLINE_ROOT_API_KEY: key });
      await lab.says(/made [1-9]\d*, in progress [1-9]/);
      expect(await lab.ended()).toBe(0);
      expect(lab.output).toContain('everything agrees');
      const usages = await Promise.all(trunkGroups.map((id) => fetchUsage(url, key, id)));
      expect(usages.map(({ active, emergency }) => active + emergency)).toEqual([0, 0]);
      expect(usages.reduce((sum, usage) => sum + usage.rejected, 0)).toBeGreaterThan(0);
      expect(service.isRunning).toBe(true);
    } finally {
      await service.stop();
    }
  });

  test.each([
    [['--rate', 'fast'], 2, "--rate: 'fast' is no number from 0.1 to 200; --help shows the options\n"],
    [
      ['--url', 'http://127.0.0.1:1', '--key', 'k'],
      1,
      'nobody answers at http://127.0.0.1:1; is the service started?\n',
    ],
  ])('%j ends with one clear line', async (args, code, line) => {
    const lab = new LabProcess(args);
    expect(await lab.ended()).toBe(code);
    expect(lab.output).toBe(line);
  });
});

async function fetchUsage(url: string, key: string, id: string): Promise<Usage> {
  const response = await fetch(`${url}/api/v1/trunk-groups/${id}`, {
    headers: { Authorization: `Bearer ${key}` },
  });
  return ((await response.json()) as { usage: Usage }).usage;
}
