import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CallBook } from '../../src/cli/lab/ends/callBook';
import type { EndsReport } from '../../src/cli/lab/ends/endsProtocol';
import { readExample, withPorts } from '../../src/cli/lab/exampleDeployment';
import { layOut, type Found } from '../../src/cli/lab/layout';
import { mismatches, type Evidence } from '../../src/cli/lab/reconciliation';
import { passedLimits, type ServiceState } from '../../src/cli/lab/serviceState';
import type { PlannedCall } from '../../src/cli/lab/traffic/plannedCall';
import { trafficPlan } from '../../src/cli/lab/traffic/trafficPlan';
import type { Outcome } from '../../src/model/outcome';
import { TimerWheel } from '../../src/model/timerWheel';

type TrunkGroup = ServiceState['trunkGroups'][number];
type TrunkGroupUsage = TrunkGroup['usage'];

const idle: TrunkGroupUsage = {
  active: 0,
  incoming: 0,
  outgoing: 0,
  borrowed: 0,
  lent: 0,
  emergency: 0,
  rejected: 0,
};

const trunkGroup = (usage: Partial<TrunkGroupUsage> = {}): TrunkGroup => ({
  id: '0012345GRPTRUNK01',
  name: '0012345GRPTRUNK01',
  group: { id: '0012345', name: 'New York' },
  max_active_calls: 10,
  max_incoming_calls: 8,
  max_outgoing_calls: null,
  usage: { ...idle, ...usage },
});

const state = (usage: Partial<TrunkGroupUsage> = {}, active = 0, liveCalls = 0): ServiceState => ({
  trunkGroups: [trunkGroup(usage)],
  enterprise: { name: 'acme', max_active_calls: 12, usage: { active } },
  liveCalls,
});

/** Calls of a plan, and a book that is written by hand. */
class Bookkeeping {
  #now = 0;
  readonly #clock = { now: () => this.#now, wallTime: () => 0 };
  readonly #wheel = new TimerWheel(this.#clock);
  readonly book = new CallBook(this.#wheel, () => this.#now);
  readonly #plan = trafficPlan({ seed: 5, rate: 1, seconds: Infinity, talkSeconds: 1, burstSeconds: 0 });

  make(): PlannedCall {
    const plan = this.#plan.next().value;
    if (plan === undefined) throw new Error('an endless plan has ended');
    this.book.made(plan);
    return plan;
  }

  /** A call that both sides saw through to its end. */
  callWith(outcome: Outcome, answers: number): PlannedCall {
    const plan = this.make();
    this.book.received(plan.index);
    if (answers > 0) this.book.calleeAnswered(plan.index);
    if (outcome === 'answered') this.book.callerAnswered(plan.index);
    this.book.callerOver(plan.index, outcome);
    this.book.calleeOver(plan.index);
    return plan;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    this.#wheel.advance(this.#now);
  }

  report(): EndsReport {
    return this.book.report(0, 0);
  }
}

describe('what both ends saw', () => {
  test('calls whose ends agree leave nothing but their counts', () => {
    const keeping = new Bookkeeping();
    keeping.callWith('answered', 1);
    keeping.callWith('busy', 0);
    keeping.callWith('busy', 0);
    keeping.pass(3_000);
    keeping.book.closeAll();
    const report = keeping.report();
    expect(report).toMatchObject({
      made: 3,
      inProgress: 0,
      talking: 0,
      attempts: 3,
      answers: 1,
      anomalies: [],
    });
    expect(report.outcomes).toMatchObject({ answered: 1, busy: 2, failed: 0 });
  });

  test('an answer only one side knows of is told, in either direction', () => {
    const keeping = new Bookkeeping();
    const alone = keeping.callWith('answered', 0);
    const unheard = keeping.callWith('busy', 1);
    keeping.book.closeAll();
    expect(keeping.report().anomalies).toEqual([
      expect.stringMatching(new RegExp(`^#${alone.index} .*: the caller was answered, but no end answered$`)),
      expect.stringMatching(new RegExp(`^#${unheard.index} .*: an end answered, but the caller saw busy$`)),
    ]);
  });

  test('an answer that crosses the hang-up of the caller is none of these', () => {
    const keeping = new Bookkeeping();
    keeping.callWith('cancelled', 1);
    keeping.book.closeAll();
    expect(keeping.report()).toMatchObject({ crossed: 1, anomalies: [] });
  });

  test('a call that is not over on one side is told, even when the other is', () => {
    const keeping = new Bookkeeping();
    const first = keeping.make();
    const second = keeping.make();
    keeping.book.received(second.index);
    keeping.book.callerOver(second.index, 'cancelled');
    keeping.pass(60_000);
    keeping.book.closeAll();
    expect(keeping.report().anomalies).toEqual([
      expect.stringMatching(new RegExp(`^#${first.index} .*not over for its caller$`)),
      expect.stringMatching(new RegExp(`^#${second.index} .*not over for the called end$`)),
    ]);
  });

  test('a second attempt that comes after the first has ended belongs to the same call', () => {
    const keeping = new Bookkeeping();
    const plan = keeping.make();
    expect(keeping.book.received(plan.index)).toEqual({ plan, attempt: 1 });
    keeping.book.calleeOver(plan.index);
    keeping.pass(10_000);
    expect(keeping.book.received(plan.index)).toEqual({ plan, attempt: 2 });
    expect(keeping.report()).toMatchObject({ attempts: 2, rerouted: 1, openCallees: 1 });
  });

  test('a call that is long over is nobody’s any more', () => {
    const keeping = new Bookkeeping();
    const { index } = keeping.callWith('answered', 1);
    keeping.pass(3_000);
    expect(keeping.book.received(index)).toBeNull();
  });
});

describe('reconciliation', () => {
  const keeping = new Bookkeeping();
  keeping.callWith('answered', 1);
  keeping.callWith('over_capacity', 0);
  keeping.book.closeAll();
  const good: Evidence = {
    ends: keeping.report(),
    before: state({ rejected: 4 }),
    after: state({ rejected: 5 }),
    passedLimits: [],
    callLogs: [],
    service: null,
  };

  test('nothing is wrong where everything agrees', () => {
    expect(mismatches(good)).toEqual([]);
  });

  test.each<[string, Partial<Evidence>, string]>([
    [
      'usage is left',
      { after: state({ rejected: 5, active: 1, incoming: 1 }) },
      'after the last call, trunk group 0012345GRPTRUNK01: active 1',
    ],
    [
      'an emergency lease is left',
      { after: state({ rejected: 5, emergency: 1 }) },
      'after the last call, trunk group 0012345GRPTRUNK01: emergency 1',
    ],
    [
      'the enterprise holds a call',
      { after: state({ rejected: 5 }, 1) },
      'after the last call, enterprise acme: active 1',
    ],
    [
      'a call is in progress',
      { after: state({ rejected: 5 }, 0, 1) },
      'after the last call, 1 call in progress',
    ],
    [
      'a refusal is not counted',
      { after: state({ rejected: 4 }) },
      'callers were refused for lack of capacity 1 times, the API counts 0',
    ],
    ['the API is gone', { after: null }, 'the API did not say what is in use at the end'],
    ['a call has no outcome', { ends: { ...good.ends, made: 3 } }, '3 calls were made, 2 have an outcome'],
    ['a dialog is left', { ends: { ...good.ends, dialogs: 2 } }, 'the ends still hold 2 dialogs'],
    [
      'the ends tell more than fits',
      { ends: { ...good.ends, anomalies: ['a'], anomalyCount: 3 } },
      'and 2 more like these',
    ],
    ['a call has no call log', { callLogs: ['#1: it has no call log'] }, '#1: it has no call log'],
    [
      'call logs say otherwise more than fits',
      { callLogs: Array.from({ length: 30 }, (_, index) => `#${index}`) },
      'and 10 more call logs like these',
    ],
    ['a limit was passed', { passedLimits: ['too many'] }, 'too many'],
    ['the service ended badly', { service: 'it crashed' }, 'it crashed'],
  ])('is told: %s', (_what, change, mismatch) => {
    expect(mismatches({ ...good, ...change })).toContain(mismatch);
  });

  test('usage at the end is not judged where others were calling before', () => {
    const before = state({ rejected: 4, active: 1, incoming: 1 }, 1, 1);
    const after = state({ rejected: 5, active: 2, incoming: 2 }, 2, 2);
    expect(mismatches({ ...good, before, after })).toEqual([]);
  });
});

describe('limits', () => {
  test('what is at its limit has not passed it', () => {
    expect(passedLimits(state(), state({ active: 10, incoming: 8, outgoing: 2 }, 12))).toEqual([]);
  });

  test('what rises above is told', () => {
    expect(passedLimits(state({ active: 10 }), state({ active: 11, incoming: 9 }, 13))).toEqual([
      '0012345GRPTRUNK01 active: 11 in use, the limit is 10',
      '0012345GRPTRUNK01 incoming: 9 in use, the limit is 8',
      'acme active: 13 in use, the limit is 12',
    ]);
  });

  test('borrowed capacity is capacity', () => {
    expect(passedLimits(state({ active: 10 }), state({ active: 11, borrowed: 1 }))).toEqual([]);
  });

  test('a limit that was set below what is in use is no fault', () => {
    expect(passedLimits(state({ active: 14 }), state({ active: 13 }))).toEqual([]);
  });
});

describe('a service that runs already', () => {
  const gateway = { host: '127.0.0.1', port: 5080, transport: 'udp', priority: 1, weight: 1 } as const;
  const pbx = { ...gateway, port: 5070 };
  const whole: Found = {
    enterprise: { name: 'acme' },
    carrier: { gateways: [gateway] },
    trunkGroups: [
      { id: '0012345GRPTRUNK01', pbx: [pbx] },
      { id: '0067890GRPTRUNK01', pbx: [{ ...pbx, port: 5071 }, pbx] },
    ],
    numbers: new Map([
      ['1001', '+12125550101'],
      ['1002', '+12125550102'],
      ['1003', '+12125550103'],
    ]),
  };

  test('the ends belong where its deployment says', () => {
    expect(layOut(whole)).toEqual({
      layout: {
        ends: {
          carrier: { host: '127.0.0.1', port: 5080 },
          new_york: { host: '127.0.0.1', port: 5070 },
          boston: { host: '127.0.0.1', port: 5071 },
        },
      },
    });
  });

  test('everything that is missing is named', () => {
    const { missing } = layOut({
      enterprise: null,
      carrier: { gateways: [{ ...gateway, transport: 'tcp' }] },
      trunkGroups: [{ id: '0012345GRPTRUNK01', pbx: [pbx] }],
      numbers: new Map([
        ['1001', '+12125550109'],
        ['1003', null],
      ]),
    }) as { readonly missing: readonly string[] };
    expect(missing).toEqual([
      'there is no enterprise acme',
      'carrier metro has no IPv4 address over UDP first',
      'there is no trunk group 0067890GRPTRUNK01',
      'user 1001 has the number +12125550109, not +12125550101',
      'there is no user 1002 (Ben Cole) in acme',
      'user 1003 has the number none, not +12125550103',
    ]);
  });
});

describe('the example deployment', () => {
  test('is left as it is where its ports are free', async () => {
    const text = await readExample();
    expect(withPorts(text, new Map([[5080, 5080]]))).toBe(text);
  });

  test('has its addresses, and nothing else, on other ports', async () => {
    const text = await readExample();
    const back = new Map([
      [25_080, 5080],
      [25_070, 5070],
      [25_071, 5071],
    ]);
    const moved = withPorts(text, new Map([...back].map(([there, here]) => [here, there])));
    expect(moved).not.toMatch(/127\.0\.0\.1:50\d\d/);
    expect(moved.match(/2507[01]|25080/g)).toHaveLength(6);
    expect(parse(withPorts(moved, back))).toEqual(parse(text));
  });
});
