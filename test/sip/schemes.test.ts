import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import * as callee from '../support/callee';
import * as caller from '../support/caller';
import { callLogs, type CallLogItem } from '../support/callLogs';
import { deployment, type UserOptions } from '../support/deployment';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/freePort';
import { stranger } from '../support/lab';
import { describeWith } from '../support/programs';
import { hold, jump, label, pause, receiveResponse, scenario, type Step } from '../support/scenario';
import { Service } from '../support/service';
import { Sipp, startCallee, stopAllSipp } from '../support/sipp';

/*
 * Five sites: north and south answer, west is busy, full admits nobody, down is not there. Every scheme has a user of
 * its own, who is called a thousand times.
 */
const sites = ['north', 'south', 'west', 'full', 'down'] as const;
type Site = (typeof sites)[number];
/** From the public network. */
const callers = ['caller', 'otherCaller'] as const;
type Caller = (typeof callers)[number] | 'westCaller';
type End = Site | Caller | 'carrier';
const trunkGroupOf = (site: Site): string => `${site}GRPTRUNK01`;

interface SchemeUnderTest {
  readonly extension: string;
  readonly algorithm: string;
  /** In order, with percentages for that algorithm. */
  readonly members: readonly (readonly [Site, number?])[];
}

const schemes = {
  linear: {
    extension: '2001',
    algorithm: 'linear',
    members: [['full'], ['down'], ['north'], ['west'], ['south']],
  },
  roundRobin: {
    extension: '2002',
    algorithm: 'round_robin',
    members: [['north'], ['full'], ['down'], ['south']],
  },
  roundRobinToBusy: {
    extension: '2003',
    algorithm: 'round_robin',
    members: [['north'], ['full'], ['down'], ['south'], ['west']],
  },
  percentage: {
    extension: '2004',
    algorithm: 'percentage',
    members: [
      ['north', 20],
      ['full', 50],
      ['down', 5],
      ['west', 10],
      ['south', 15],
    ],
  },
  mostIdle: {
    extension: '2005',
    algorithm: 'most_idle',
    members: [['north'], ['full'], ['down'], ['west'], ['south']],
  },
} as const satisfies Record<string, SchemeUnderTest>;
type Name = keyof typeof schemes;

const numberOf = (extension: string): string =>
  `+1212555${String(Number(extension) - 1880).padStart(4, '0')}`;

/** Talks for as long as sipp's -d says, or hears that the called is busy. */
const talksOrIsBusy: readonly Step[] = [
  caller.invite(),
  receiveResponse(100, { optional: true }),
  receiveResponse(486, { optional: true, next: 1 }),
  receiveResponse(200, { dialog: true }),
  caller.acknowledge(),
  hold,
  caller.hangUp(),
  jump(2),
  label(1),
  caller.acknowledgeRefusal(),
  label(2),
  pause(0),
];

const calls = 1000;

describeWith('sipp', 'how a scheme spreads a thousand calls', () => {
  let service: Service;
  const portOf = new Map<End, number>();
  const port = (name: End): number => portOf.get(name) ?? 0;

  beforeAll(async () => {
    const names = [...sites, 'carrier', 'caller', 'otherCaller', 'westCaller'] as const;
    const ports = await freePorts(names.length);
    names.forEach((name, index) => portOf.set(name, ports[index] ?? 0));
    service = await Service.start();
    const users: readonly UserOptions[] = [
      ...Object.entries(schemes).map(([name, { extension }]) => ({
        group: 'north',
        extension,
        number: numberOf(extension),
        settings: { routing_scheme: name },
      })),
      { group: 'north', extension: '2010', number: numberOf('2010') },
      { group: 'west', extension: '2011', number: numberOf('2011') },
    ];
    await service.apply(
      deployment({
        carrier: { port: port('carrier'), acceptFrom: callers.map((name) => `127.0.0.1:${port(name)}`) },
        groups: sites.map((site) => ({
          id: site,
          // Over TCP one that is not there refuses at once.
          pbx: [{ port: port(site), transport: site === 'down' ? 'tcp' : 'udp' }],
          acceptFrom: site === 'west' ? [`127.0.0.1:${port('westCaller')}`] : [],
          trunkGroup: {
            invitation_timeout_s: 5,
            ...(site === 'full' ? { max_incoming_calls: 0 } : {}),
          },
        })),
        users,
        enterprise: {
          routing_schemes: Object.entries(schemes).map(([name, { algorithm, members }]) => ({
            name,
            algorithm,
            trunk_groups: members.map(([site, percent]: readonly [Site, number?]) =>
              percent === undefined ? trunkGroupOf(site) : { name: trunkGroupOf(site), percent },
            ),
            max_reroutes: 4,
          })),
        },
      }),
    );
  }, 30_000);

  afterEach(async () => {
    await stopAllSipp();
    await service.idle(sites.map(trunkGroupOf));
  });

  afterAll(async () => {
    await service.stop();
  }, 30_000);

  const listen = async (site: Site | 'carrier', steps: readonly Step[]): Promise<Sipp> =>
    startCallee({ scenario: scenario('site', ...steps), port: port(site), trace: false });

  const answering = [callee.receiveInvite(), callee.answer(), callee.awaitHangUp];

  const place = (from: Caller, extension: string, options: object): Sipp =>
    new Sipp({
      scenario: scenario('caller', ...talksOrIsBusy),
      port: port(from),
      remote: service.sip,
      keys: {
        calling: from === 'westCaller' ? '2011' : stranger,
        called: from === 'westCaller' ? stranger : numberOf(extension),
      },
      trace: false,
      timeoutS: 80,
      ...options,
    });

  /** A thousand calls for the scheme's user, and their logs. */
  async function spread(name: Name, load: object): Promise<readonly CallLogItem[]> {
    const ends = await Promise.all([
      listen('north', answering),
      listen('south', answering),
      listen('west', [callee.receiveInvite(), callee.refuse(486, 'Busy Here')]),
    ]);
    const placed = await place('caller', schemes[name].extension, { calls, ...load }).result();
    expect(placed.errors).toBe('');
    expect(placed).toMatchObject({ successful: calls, failed: 0 });
    for (const end of ends) await end.stop();
    return await logsOf(name);
  }

  async function logsOf(name: Name): Promise<readonly CallLogItem[]> {
    let logs: readonly CallLogItem[] = [];
    const number = encodeURIComponent(numberOf(schemes[name].extension));
    await eventually(async () => {
      logs = await callLogs(service, `called_number[equals]=${number}`);
      expect(logs).toHaveLength(calls);
    }, 15_000);
    return logs;
  }

  /** How many calls tried what, one after the other, with which answers. */
  function ways(logs: readonly CallLogItem[]): Readonly<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const { attempts } of logs) {
      const way = attempts
        .map(
          ({ destination, sip_code: code }) => `${destination.name.replace('GRPTRUNK01', '')} ${code ?? '-'}`,
        )
        .join(', ');
      counted[way] = (counted[way] ?? 0) + 1;
    }
    return counted;
  }

  const oneByOne = { limit: 1, rate: 1000, holdMs: 0 };

  test('linear: the first that answers has them all', async () => {
    expect(ways(await spread('linear', { rate: 200, holdMs: 0 }))).toEqual({ 'down 503, north 200': calls });
  }, 90_000);

  test('round robin: in turn, from the one after the trunk group that answered last', async () => {
    expect(ways(await spread('roundRobin', oneByOne))).toEqual({
      'north 200': calls / 2,
      'down 503, south 200': calls / 2,
    });
  }, 90_000);

  test('round robin: one that is busy has not answered, so it keeps its turn', async () => {
    expect(ways(await spread('roundRobinToBusy', oneByOne))).toEqual({
      'north 200': 1,
      'down 503, south 200': 1,
      'west 486': calls - 2,
    });
  }, 90_000);

  test('percentage: shares exact to the call, those of the full one spread by the others’', async () => {
    const counted = ways(await spread('percentage', { rate: 200, holdMs: 0 }));
    const first = (site: Site): number =>
      Object.entries(counted).reduce((sum, [way, count]) => (way.startsWith(site) ? sum + count : sum), 0);
    expect({
      north: first('north'),
      down: first('down'),
      west: first('west'),
      south: first('south'),
    }).toEqual({
      north: 400,
      down: 100,
      west: 200,
      south: 300,
    });
  }, 90_000);

  test('most idle: fewest calls in progress, of whatever direction', async () => {
    const held = { rate: 50, holdMs: 40_000 };
    const carrier = await listen('carrier', answering);
    const outgoing = place('westCaller', '', { calls: 5, ...held });
    await eventually(async () => {
      expect((await service.usage(trunkGroupOf('west'))).outgoing).toBe(5);
    });
    const north = await listen('north', answering);
    const incoming = place('otherCaller', '2010', { calls: 3, ...held });
    await eventually(async () => {
      expect((await service.usage(trunkGroupOf('north'))).incoming).toBe(3);
    });
    const south = await listen('south', answering);
    const placed = await place('caller', schemes.mostIdle.extension, { calls, ...oneByOne }).result();
    expect(placed).toMatchObject({ successful: calls, failed: 0, errors: '' });
    expect(ways(await logsOf('mostIdle'))).toEqual({ 'down 503, south 200': calls });
    for (const { id } of await service.liveCalls()) {
      expect((await service.request('DELETE', `/api/v1/calls/${id}`)).status).toBe(204);
    }
    for (const end of [outgoing, incoming, carrier, north, south]) await end.stop(500);
  }, 90_000);
});
