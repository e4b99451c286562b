import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HealthSettings } from '../../src/model/settings';
import { isTargetDown } from '../../src/model/targetHealth';
import { TimerWheel } from '../../src/model/timerWheel';
import { AddressHealth } from '../../src/routing/health/addressHealth';
import { addressTable, type AddressInput, type AddressState } from '../../src/routing/health/addressStates';
import { ManualClock } from '../support/switchboard';
import { gateway } from './decisionFixtures';

const probes = {
  availableIntervalMs: 30_000,
  unavailableIntervalMs: 10_000,
  failureThreshold: 3,
  successThreshold: 2,
};
const inviteFailures = { threshold: 2, windowMs: 30_000 };

/** One address on a clock of the test's own, and what it told. */
class Watched {
  readonly clock = new ManualClock();
  readonly wheel = new TimerWheel(this.clock);
  readonly told: string[] = [];
  readonly address: AddressHealth;

  constructor(settings: HealthSettings) {
    this.address = new AddressHealth(gateway(5070), settings, {
      clock: this.clock,
      timers: this.wheel,
      changed: ({ availability }, cause) => this.told.push(`${availability}: ${cause}`),
      probed: () => undefined,
    });
  }

  pass(ms: number): void {
    this.clock.advance(ms);
    this.wheel.advance(this.clock.now());
  }

  probe(...statuses: readonly number[]): void {
    for (const status of statuses) this.address.probed(status, 5);
  }
}

describe('the table', () => {
  test.each<[AddressState, AddressInput, AddressState | null]>([
    ['available', 'probe_passed', 'available'],
    ['available', 'probe_failed', 'available'],
    ['available', 'invite_passed', 'available'],
    ['available', 'invite_failed', 'available'],
    ['available', 'too_many_failures', 'unavailable'],
    ['available', 'enough_successes', null],
    ['available', 'invite_sent', null],
    ['available', 'rested', null],
    ['unavailable', 'probe_passed', 'unavailable'],
    ['unavailable', 'invite_passed', 'unavailable'],
    ['unavailable', 'enough_successes', 'available'],
    ['unavailable', 'too_many_failures', null],
    ['unavailable', 'invite_sent', null],
    ['unavailable', 'rested', 'on_trial'],
    ['on_trial', 'invite_sent', 'under_trial'],
    ['on_trial', 'invite_passed', 'available'],
    ['on_trial', 'invite_failed', 'unavailable'],
    ['on_trial', 'invite_undecided', null],
    ['under_trial', 'invite_passed', 'available'],
    ['under_trial', 'invite_failed', 'unavailable'],
    ['under_trial', 'invite_undecided', 'on_trial'],
    ['under_trial', 'invite_sent', null],
    ['under_trial', 'rested', null],
  ])('%s, %s: %s', (state, input, next) => {
    expect(addressTable[state][input]?.[0] ?? null).toBe(next);
  });
});

describe('probes', () => {
  test.each([408, 500, 502, 503, 504])('%i is a failure', (status) => {
    const { address, told, ...watched } = new Watched({ probes, inviteFailures: null });
    expect(watched.clock.now()).toBeGreaterThan(0);
    address.probed(status, 5);
    address.probed(status, 5);
    expect(told).toEqual([]);
    address.probed(status, 5);
    expect(told).toEqual([`unavailable: 3 probes failed, the last with ${status}`]);
  });

  test.each([200, 202, 302, 400, 401, 403, 404, 405, 407, 480, 481, 483, 486, 488, 501, 600, 603])(
    '%i is a sign of life',
    (status) => {
      const watched = new Watched({ probes: { ...probes, failureThreshold: 1 }, inviteFailures: null });
      watched.probe(status);
      expect(watched.told).toEqual([]);
      watched.probe(503);
      watched.probe(status, status);
      expect(watched.address.availability).toBe('available');
    },
  );

  test('failures count only one after the other', () => {
    const watched = new Watched({ probes, inviteFailures: null });
    watched.probe(408, 408, 200, 408, 408);
    expect(watched.address.availability).toBe('available');
    watched.probe(408);
    expect(watched.address.availability).toBe('unavailable');
  });

  test('so do the answers that bring it back', () => {
    const watched = new Watched({ probes, inviteFailures: null });
    watched.probe(408, 408, 408, 200, 408, 200);
    expect(watched.address.availability).toBe('unavailable');
    watched.probe(404);
    expect(watched.told).toEqual([
      'unavailable: 3 probes failed, the last with 408',
      'available: it answered 2 times in a row',
    ]);
  });

  test('a passing INVITE counts as good news', () => {
    const watched = new Watched({ probes, inviteFailures: null });
    watched.probe(408, 408);
    watched.address.invitePassed();
    watched.probe(408, 408);
    expect(watched.address.availability).toBe('available');
    watched.probe(408);
    watched.address.invitePassed();
    watched.probe(200);
    expect(watched.address.availability).toBe('available');
  });

  test('what is told of it', () => {
    const watched = new Watched({ probes: { ...probes, failureThreshold: 1 }, inviteFailures: null });
    expect(watched.address.report()).toEqual({
      address: '127.0.0.1:5070;udp',
      state: 'available',
      since: null,
      lastResponse: null,
      lastProbeAt: null,
      latencyMs: null,
    });
    watched.probe(200);
    const first = watched.clock.wallTime();
    expect(watched.address.report()).toMatchObject({ lastResponse: 200, lastProbeAt: first, latencyMs: 5 });
    watched.pass(30_000);
    watched.probe(503);
    const now = watched.clock.wallTime();
    expect(watched.address.report()).toMatchObject({
      ...{ state: 'unavailable', since: now, lastResponse: 503, lastProbeAt: now, latencyMs: null },
    });
    expect(watched.address.closedSince).toBe(now);
  });
});

describe('failed INVITEs', () => {
  test('as many as the threshold within the window', () => {
    const watched = new Watched({ probes, inviteFailures });
    watched.address.inviteFailed(408);
    watched.pass(30_001);
    watched.address.inviteFailed(503);
    expect(watched.address.availability).toBe('available');
    watched.pass(29_000);
    watched.address.inviteFailed(500);
    expect(watched.told).toEqual(['unavailable: 2 INVITEs failed within 30 s, the last with 500']);
  });

  test('a good one between them makes them void, a good probe does not', () => {
    const watched = new Watched({ probes, inviteFailures });
    watched.address.inviteFailed(408);
    watched.address.invitePassed();
    watched.address.inviteFailed(408);
    watched.probe(200);
    expect(watched.address.availability).toBe('available');
    watched.address.inviteFailed(408);
    expect(watched.address.availability).toBe('unavailable');
  });

  test('are not counted where there is no threshold', () => {
    const watched = new Watched({ probes, inviteFailures: null });
    for (let call = 0; call < 100; call += 1) watched.address.inviteFailed(503);
    expect(watched.address.availability).toBe('available');
  });

  test('where probes are sent, they alone or calls bring it back', () => {
    const watched = new Watched({ probes, inviteFailures });
    watched.address.inviteFailed(408);
    watched.address.inviteFailed(408);
    watched.pass(1_000_000);
    expect(watched.address.closedSince).not.toBeNull();
    watched.probe(200, 200);
    expect(watched.address.closedSince).toBeNull();
    expect(watched.wheel.pending).toBe(0);
  });
});

describe('without probes', () => {
  const putAway = (): Watched => {
    const watched = new Watched({ probes: null, inviteFailures });
    watched.address.inviteFailed(408);
    watched.address.inviteFailed(408);
    return watched;
  };

  test('it rests for the window, then one call may try it, and others pass it over meanwhile', () => {
    const watched = putAway();
    watched.pass(29_900);
    expect(watched.address.closedSince).not.toBeNull();
    watched.pass(200);
    expect(watched.address.state).toBe('on_trial');
    expect(watched.address.closedSince).toBeNull();
    expect(watched.address.availability).toBe('unavailable');
    watched.address.inviteSent();
    expect(watched.address.closedSince).not.toBeNull();
    watched.address.invitePassed();
    expect(watched.told.at(-1)).toBe('available: a call that tried it went through');
    expect(watched.wheel.pending).toBe(0);
  });

  test('a trial that fails is another rest; nobody is told of it', () => {
    const watched = putAway();
    watched.pass(30_100);
    watched.address.inviteSent();
    watched.address.inviteFailed(503);
    expect(watched.address.closedSince).not.toBeNull();
    watched.pass(30_100);
    expect(watched.address.closedSince).toBeNull();
    expect(watched.told).toHaveLength(1);
  });

  test('a trial whose caller left leaves it to the next call', () => {
    const watched = putAway();
    watched.pass(30_100);
    watched.address.inviteSent();
    watched.address.inviteUndecided();
    expect(watched.address.state).toBe('on_trial');
  });

  test('a call that goes through all the same brings it back', () => {
    const watched = putAway();
    watched.address.inviteSent();
    watched.address.invitePassed();
    expect(watched.told.at(-1)).toBe('available: it answered again');
    expect(watched.wheel.pending).toBe(0);
  });
});

const deeds = fc.oneof(
  fc.record({ kind: fc.constant('probe' as const), status: fc.constantFrom(200, 404, 408, 503) }),
  fc.record({ kind: fc.constant('call' as const), status: fc.constantFrom(180, 486, 408, 503, null) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 70_000 }) }),
);

test('whatever happens: bad news alone put it away, good news alone bring it back, nothing is left at the end', () => {
  fc.assert(
    fc.property(
      fc.array(deeds, { maxLength: 80 }),
      fc.boolean(),
      fc.constantFrom(null, inviteFailures),
      (events, withProbes, counted) => {
        const watched = new Watched({ probes: withProbes ? probes : null, inviteFailures: counted });
        const { address } = watched;
        for (const event of events) {
          const before = address.availability;
          let isGood: boolean | null = null;
          if (event.kind === 'pass') {
            watched.pass(event.ms);
          } else if (event.kind === 'probe') {
            if (!withProbes) continue;
            address.probed(event.status, 1);
            isGood = !isTargetDown(event.status);
          } else {
            address.inviteSent();
            if (event.status === null) address.inviteUndecided();
            else if (isTargetDown(event.status)) address.inviteFailed(event.status);
            else address.invitePassed();
            isGood = event.status === null ? null : !isTargetDown(event.status);
          }
          if (address.availability === before) continue;
          expect(isGood).toBe(address.availability === 'available');
          expect(address.report().since).toBe(watched.clock.wallTime());
        }
        // Turns are told by turns.
        watched.told.forEach((told, place) => {
          expect(told.startsWith(place % 2 === 0 ? 'unavailable' : 'available')).toBe(true);
        });
        if (!withProbes && counted === null) expect(watched.told).toEqual([]);
        expect(watched.wheel.pending).toBeLessThanOrEqual(1);
        address.close();
        expect(watched.wheel.pending).toBe(0);
      },
    ),
  );
});
