import { describe, expect, test } from '@jest/globals';
import { explanationText } from '../../src/cli/explanationText';
import type { CallExplanation } from '../../src/client/apiClient';

const trunk = { id: '0012345GRPTRUNK01', name: '0012345GRPTRUNK01', kind: 'trunk_group' } as const;
const metro = { id: 'c1', name: 'metro', kind: 'carrier' } as const;

const routed: CallExplanation = {
  at: '2026-01-05T09:00:00.000Z',
  outcome: 'routed',
  peer: trunk,
  peers: [],
  direction: 'originating',
  enterprise: { id: 'e', name: 'acme' },
  group: { id: '0012345', name: 'New York' },
  user: { id: 'u', name: 'Ada Park' },
  trunk_group: trunk,
  called_user: null,
  calling_number: '+12125550101',
  called_number: '+13125550111',
  dialled: '13125550111',
  emergency: null,
  limits: [{ scope: trunk, limit: 'max_outgoing_calls', maximum: 6, in_use: 2 }],
  candidates: [
    {
      destination: metro,
      addresses: ['127.0.0.1:5080;udp', '127.0.0.2:5080;udp'],
      health: [
        { address: '127.0.0.1:5080;udp', tried: true, state: 'available', since: null, last_response: 200 },
        { address: '127.0.0.2:5080;udp', tried: true, state: null, since: null, last_response: null },
        {
          address: '127.0.0.3:5080;udp',
          tried: false,
          state: 'unavailable',
          since: null,
          last_response: 408,
        },
      ],
      forwards_all: false,
      request_user: '13125550111',
      presented: { from: '+12125550101', display: null, asserted: '+12125550101', privacy: false },
      failover_codes: [503],
      limits: [],
      full: null,
    },
  ],
  first: metro,
  max_reroutes: 0,
  failures: [
    {
      when: 'unreachable',
      steps: [
        {
          forwarded_to: {
            user: { id: 'b', name: 'Ben Ito' },
            number: '+12125550102',
            reason: 'not_reachable',
          },
          ...{ candidates: [], max_reroutes: 0, trace: [] },
        },
      ],
      answer: { failure: 'not_reachable', status: 480, reason: 'Temporarily Unavailable', q850_cause: 27 },
      trace: [],
    },
  ],
  answer: null,
  trace: [
    { rule: 'screening', result: 'Ada Park by From 1001' },
    { rule: 'outbound_route', result: 'prefix +: metro' },
  ],
};

describe('an explanation for a person', () => {
  test('of a call that goes out', () => {
    expect(explanationText(routed)).toBe(`The call goes to carrier metro.

  at              2026-01-05T09:00:00.000Z
  sent by         trunk group 0012345GRPTRUNK01
  direction       originating
  enterprise      acme
  group           New York
  user            Ada Park
  calling number  +12125550101
  called number   +13125550111
  dialled         13125550111

Limits of its own trunk:
  trunk group 0012345GRPTRUNK01: max_outgoing_calls 2 of 6 in use

Asked, in this order:
  1. carrier metro at 127.0.0.1:5080;udp, 127.0.0.2:5080;udp
     127.0.0.1:5080;udp is available
     127.0.0.3:5080;udp is unavailable, passed over
     calls 13125550111, shown +12125550101, asserted +12125550101

If nobody can be reached:
  it is sent on to Ben Ito (not reachable), asks nobody;
  the caller gets 480 Temporarily Unavailable.

Why:
  screening       Ada Park by From 1001
  outbound_route  prefix +: metro`);
  });

  test('of one that everybody is too full for, and of one nobody sends', () => {
    const [candidate] = routed.candidates;
    if (candidate === undefined) throw new Error('no candidate');
    const scope = { id: trunk.id, kind: trunk.kind };
    const full = explanationText({
      ...routed,
      outcome: 'over_capacity',
      first: null,
      candidates: [{ ...candidate, full: { scope, limit: 'max_incoming_calls', maximum: 8 } }],
      answer: { failure: 'over_capacity', status: 503, reason: 'Service Unavailable', q850_cause: 34 },
    });
    expect(full).toMatch(/^Everybody is full: the caller gets 503 Service Unavailable\.\n/);
    expect(full).toContain('     full: max_incoming_calls 8 of trunk group\n');
    const unknown = explanationText({
      ...routed,
      ...{ outcome: 'unknown_peer', peer: null, candidates: [], limits: [], first: null },
      peers: [{ peer: trunk, matched: false, reason: '192.0.2.1 is another address' }],
    });
    expect(unknown).toMatch(/^Nobody we know sends this call: no answer at all\.\n/);
    expect(unknown).toContain('    trunk group 0012345GRPTRUNK01: 192.0.2.1 is another address\n');
  });

  test('of an emergency call, and of one that is refused', () => {
    const emergency = { callback_number: null, no_emergency_route: true };
    const [candidate] = routed.candidates;
    if (candidate === undefined) throw new Error('no candidate');
    const hidden = { from: null, display: null, asserted: '+12125550101', privacy: true };
    const text = explanationText({
      ...routed,
      emergency,
      candidates: [{ ...candidate, presented: hidden }],
    });
    expect(text).toContain('  emergency       call back unknown; there is no emergency route\n');
    expect(text).toContain('shown anonymous, asserted +12125550101, private\n');
    const refused = explanationText({
      ...routed,
      outcome: 'refused',
      answer: { failure: 'route_blocked', status: 603, reason: 'Decline', q850_cause: 21 },
    });
    expect(refused).toMatch(/^The call is refused: the caller gets 603 Decline \(route blocked\)\.\n/);
  });
});
