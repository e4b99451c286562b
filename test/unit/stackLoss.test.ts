import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SipTransport } from '../../src/model/settings';
import type { IncomingLeg, OutgoingLeg } from '../../src/sip/stack';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { type Fault, FakeNetwork, FakeTransport, type Rule } from '../support/fakeNetwork';
import { nextOffer, sdpBody } from '../support/rawSip';

/** How a call goes; both ends hear of its end, whatever the network does to it. */
type Course =
  | 'caller hangs up'
  | 'callee hangs up'
  | 'both hang up'
  | 'rejected'
  | 'cancelled'
  | 're-INVITE'
  | 'refreshed';
const courses: readonly Course[] = [
  'caller hangs up',
  'callee hangs up',
  'both hang up',
  'rejected',
  'cancelled',
  're-INVITE',
  'refreshed',
];

/** Two stacks and one call between them. */
class TwoStacks {
  readonly network = new FakeNetwork();
  readonly events: string[] = [];
  readonly faults: unknown[] = [];
  private readonly calling: EmbeddedStack;
  private readonly called: EmbeddedStack;
  private caller: OutgoingLeg | null = null;
  private callee: IncomingLeg | null = null;

  constructor(private readonly transport: SipTransport) {
    this.calling = this.stackAt('127.0.1.1');
    this.called = this.stackAt('127.0.1.2');
  }

  async run(course: Course, rule: Rule): Promise<void> {
    await this.calling.start({ incomingCall: () => this.unexpected(), options: () => null });
    await this.called.start({
      options: () => null,
      incomingCall: (leg) => {
        this.note('called');
        this.callee = leg;
        return {
          acknowledged: () => this.note('acknowledged'),
          ended: ({ kind }) => this.note(`callee ${kind}`),
          request: (request) => {
            this.note(`request ${request.method}`);
            request.respond(200, 'OK', { body: sdpBody });
          },
        };
      },
    });
    this.network.addRule(rule);
    this.dial(course);
    // Long enough for one loss anywhere: 0.5 s for the first repetition, 1 s for the second, the delay of a packet.
    await this.network.advance(4_000);
    this.callee?.provisional(180, 'Ringing', {});
    await this.network.advance(4_000);
    if (course === 'rejected') this.callee?.reject(486, 'Busy Here', {});
    else if (course === 'cancelled') this.caller?.cancel();
    else this.callee?.answer({ body: sdpBody });
    await this.network.advance(8_000);
    if (course === 're-INVITE') await this.reinvite();
    // Two refreshes of a session of 30 s, which has expired after 20.
    if (course === 'refreshed') await this.network.advance(28_000);
    if (course !== 'callee hangs up') this.caller?.bye();
    if (course === 'callee hangs up' || course === 'both hang up') this.callee?.bye();
    await this.network.advance(80_000);
    // An INVITE that was late for all this rings still, or only now.
    this.caller?.cancel();
    this.caller?.bye();
    this.callee?.reject(480, 'Temporarily Unavailable', {});
    this.callee?.bye();
    await this.network.advance(110_000);
  }

  get statistics(): object {
    const [one, two] = [this.calling.statistics(), this.called.statistics()];
    return {
      transactions: one.transactions + two.transactions,
      dialogs: one.dialogs + two.dialogs,
      malformed: one.malformed + two.malformed,
      timers: this.network.wheel.pending,
      faults: this.faults,
    };
  }

  get retransmissions(): number {
    const [one, two] = [this.calling.statistics(), this.called.statistics()];
    return [one, two].reduce(
      (sum, stack) =>
        sum + stack.requestRetransmissions + stack.responseRetransmissions + stack.receivedRetransmissions,
      0,
    );
  }

  private dial(course: Course): void {
    this.caller = this.calling.invite(
      {
        target: { host: '127.0.1.2', port: 5060, transport: this.transport },
        requestUri: 'sip:x@127.0.1.2',
        from: 'a',
        display: null,
        to: 'x',
        asserted: null,
        privacy: false,
        maxForwards: 70,
        content: { body: sdpBody },
      },
      {
        provisional: () => undefined,
        answered: () => {
          this.note(`answered in ${course}`);
          setImmediate(() => this.caller?.acknowledge({}));
        },
        ended: (end) => this.note(`caller ${end.kind === 'failed' ? end.response.status : end.kind}`),
        request: () => undefined,
      },
    );
  }

  private async reinvite(): Promise<void> {
    const request = this.caller?.request(
      'INVITE',
      { body: { ...sdpBody, content: nextOffer } },
      {
        final: (status) => {
          this.note(`re-INVITE ${status}`);
          setImmediate(() => request?.acknowledge({}));
        },
      },
    );
    await this.network.advance(8_000);
  }

  private note(event: string): void {
    this.events.push(event);
  }

  private unexpected(): never {
    throw new Error('no call was expected');
  }

  private stackAt(address: string): EmbeddedStack {
    return new EmbeddedStack({
      transports: [new FakeTransport(this.network, { transport: this.transport, address })],
      wheel: this.network.wheel,
      clock: this.network.clock,
      random: () => 0.5,
      onFault: (error) => this.faults.push(error),
      sessionTerms: { expires: 30, minimum: 2 },
    });
  }
}

const expectedEvents: Readonly<Record<Course, readonly string[]>> = {
  'caller hangs up': ['called', 'answered in caller hangs up', 'acknowledged', 'callee bye'],
  'callee hangs up': ['called', 'answered in callee hangs up', 'acknowledged', 'caller bye'],
  'both hang up': ['called', 'answered in both hang up', 'acknowledged'],
  rejected: ['called', 'caller 486'],
  cancelled: ['called', 'callee cancelled', 'caller 487'],
  're-INVITE': [
    'called',
    'answered in re-INVITE',
    'acknowledged',
    'request INVITE',
    're-INVITE 200',
    'callee bye',
  ],
  refreshed: ['called', 'answered in refreshed', 'acknowledged', 'callee bye'],
};
const clean = { transactions: 0, dialogs: 0, malformed: 0, timers: 0, faults: [] };

const packets = Array.from({ length: 14 }, (_value, index) => index + 1);
const treatments: Readonly<Record<string, Fault>> = {
  lost: { drop: true },
  doubled: { copies: 2 },
  'late by 700 ms': { delayMs: 700 },
  'late by 2.4 s and thrice': { delayMs: 2_400, copies: 3 },
};

describe.each(courses)('%s', (course) => {
  test.each(['udp', 'tcp'] as const)('over %s undisturbed: nothing is sent twice', async (transport) => {
    const both = new TwoStacks(transport);
    await both.run(course, () => null);
    expect(both.events).toEqual(expectedEvents[course]);
    expect(both.statistics).toEqual(clean);
    expect(both.retransmissions).toBe(0);
  });

  test.each(Object.entries(treatments))('any one datagram %s: the same call', async (_name, fault) => {
    for (const number of packets) {
      const both = new TwoStacks('udp');
      await both.run(course, (packet) => (packet.number === number ? fault : null));
      expect([number, both.events]).toEqual([number, expectedEvents[course]]);
      expect([number, both.statistics]).toEqual([number, clean]);
    }
  });

  test('whatever is lost, doubled or delayed: everything ends, nothing is told twice, nothing is left', async () => {
    const fault: fc.Arbitrary<Fault | null> = fc.oneof(
      { weight: 3, arbitrary: fc.constant(null) },
      { weight: 2, arbitrary: fc.constant({ drop: true }) },
      fc.record({ delayMs: fc.integer({ min: 0, max: 6_000 }), copies: fc.integer({ min: 1, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 60 }), async (faults) => {
        const both = new TwoStacks('udp');
        await both.run(course, ({ number }) => faults[number - 1] ?? null);
        expect(both.statistics).toEqual(clean);
        for (const who of ['caller', 'callee', 'answered', 'acknowledged', 'request', 're-INVITE']) {
          expect(both.events.filter((event) => event.startsWith(who)).length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 40 },
    );
  });
});
