import { callLogRow } from '../../../db/repositories/callLogs';
import type { CallLogRow, CallLogTrunkGroupRow, CallLogUserRow } from '../../../db/schema';
import { callLogsOf } from '../../../src/model/callLog';
import { closeCall, type CalledParty } from '../../../src/model/callRecord';
import { idAtTime } from '../../../src/model/id';
import type { Named } from '../../../src/model/liveCall';
import { failures, type EndedBy, type FailureClass } from '../../../src/model/outcome';
import { trunkGroupNameOf } from '../../../src/provisioning/deployments/names';
import { nameOf, numberAt, userId } from './people';
import { chance, enterpriseOf, groupIdOf, groupOf, type EnterpriseShape, type Shape } from './shape';

/** The logs lie evenly over what is kept by default. */
export const firstCallAt = Date.UTC(2025, 1, 1);
const spanMs = 390 * 24 * 3_600_000;
const externalNumbers = 500_000;
/** A tenth of all calls is for a few: the receptionists of the largest enterprise. */
const busyShare = 0.1;
const busyUsers = 50;

interface Ending {
  readonly share: number;
  readonly failure: FailureClass | null;
  readonly by: EndedBy;
}

/** How calls end; shares of all. */
const endings: readonly Ending[] = [
  { share: 0.45, failure: null, by: 'caller' },
  { share: 0.25, failure: null, by: 'callee' },
  { share: 0.12, failure: 'no_answer', by: 'service' },
  { share: 0.08, failure: 'cancelled', by: 'caller' },
  { share: 0.05, failure: 'busy', by: 'callee' },
  { share: 0.02, failure: 'rejected', by: 'callee' },
  { share: 0.014, failure: 'number_not_found', by: 'service' },
  { share: 0.01, failure: 'not_reachable', by: 'service' },
  { share: 0.005, failure: 'over_capacity', by: 'service' },
  { share: 0.001, failure: 'unscreened_caller', by: 'service' },
];

const at = (call: number, { callLogs }: Shape): number =>
  firstCallAt + Math.floor((call * spanMs) / callLogs);

/** Ids rise with the calls. */
export const callIdOf = (shape: Shape, call: number): string =>
  `${idAtTime(at(call, shape))}${String(call).padStart(16, '0')}`;

/** What the id of every later call, of whatever maker, is greater than. */
export const afterLastCall = (shape: Shape): string => idAtTime(at(shape.callLogs, shape) + 1);

/** A few are called much more than others. */
export const externalNumber = (call: number): string => {
  const index = Math.floor(externalNumbers * chance(call, 11) ** 3);
  return `+1${312 + Math.floor(index / 50_000)}5${String(100_000 + (index % 50_000))}`;
};

type Kind = 'inbound' | 'outbound' | 'on_net';

interface Parties {
  readonly kind: Kind;
  readonly enterprise: EnterpriseShape;
  /** Of the enterprise: who calls, or is called from outside. */
  readonly user: number;
  /** Who is called on-net. */
  readonly other: number | null;
}

/** Who speaks with whom. */
export function partiesOf(shape: Shape, call: number): Parties {
  const isBusy = chance(call, 12) < busyShare;
  const user = Math.floor(chance(call, 13) * (isBusy ? Math.min(busyUsers, shape.users) : shape.users));
  const enterprise = enterpriseOf(shape, user);
  const kind = kindOf(chance(call, 14));
  const other = enterprise.firstUser + Math.floor(chance(call, 15) * enterprise.users);
  return { kind, enterprise, user, other: kind === 'on_net' && other !== user ? other : null };
}

const kindOf = (share: number): Kind => (share < 0.45 ? 'inbound' : share < 0.85 ? 'outbound' : 'on_net');

export function callRow(shape: Shape, call: number, enterpriseId: (name: string) => string): CallLogRow {
  const { kind, enterprise, user, other } = partiesOf(shape, call);
  const startedAt = at(call, shape);
  const { failure, by } = endingOf(chance(call, 16));
  const setup = 2_000 + Math.floor(chance(call, 17) * 20_000);
  const answeredAt = failure === null ? startedAt + setup : null;
  const endedAt = startedAt + setup + (failure === null ? Math.floor(chance(call, 18) ** 3 * 3_600_000) : 0);
  const carrier: Named = { id: 'carrier', name: 'metro' };
  const owner: Named = { id: enterpriseId(enterprise.name), name: enterprise.name };
  const side = partOf(owner, enterprise, user);
  const called: CalledParty | null = other === null ? null : { ...partOf(owner, enterprise, other) };
  const external = externalNumber(call);
  const calledNumber = kind === 'outbound' ? external : numberAt(other ?? user);
  const { status, cause } = failure === null ? { status: 200, cause: 16 } : failures[failure];
  const target = called?.trunkGroup ?? side.trunkGroup;
  const record = closeCall(
    {
      id: callIdOf(shape, call),
      ...side,
      direction: kind === 'inbound' ? 'terminating' : 'originating',
      callingNumber: kind === 'inbound' ? external : numberAt(user),
      calledNumber,
      dialled: kind === 'inbound' ? calledNumber : calledNumber.slice(2),
      emergency: false,
      startedAt,
      ringingAt: failure === null ? startedAt + 500 : null,
      answeredAt,
      forwards: [],
      attempts: [
        {
          destination:
            kind === 'outbound' ? { ...carrier, kind: 'carrier' } : { ...target, kind: 'trunk_group' },
          address: '203.0.113.10:5060;udp',
          startedAt,
          ringingAt: failure === null ? startedAt + 500 : null,
          answeredAt,
          endedAt,
          sipCode: status,
          station: 0,
        },
      ],
      trace: [
        {
          rule: 'identify_peer',
          result: kind === 'inbound' ? 'carrier metro' : `trunk group ${side.trunkGroup.name}`,
        },
        { rule: 'admission', result: 'admitted' },
        { rule: 'routing', result: kind === 'outbound' ? 'carrier metro' : `trunk group ${target.name}` },
      ],
      peer:
        kind === 'inbound' ? { ...carrier, kind: 'carrier' } : { ...side.trunkGroup, kind: 'trunk_group' },
      called,
      calledLogId: null,
    },
    { at: endedAt, by, failure, status, cause },
  );
  const [log] = callLogsOf(record);
  if (log === undefined) throw new Error('a call within one enterprise left no log');
  return callLogRow(log);
}

function endingOf(share: number): Ending {
  let left = share;
  const found = endings.find((ending) => (left -= ending.share) < 0) ?? endings[0];
  if (found === undefined) throw new Error('no call ends');
  return found;
}

function partOf(enterprise: Named, shape: EnterpriseShape, user: number) {
  const groupId = groupIdOf(groupOf(shape, user));
  const trunkGroup = trunkGroupNameOf(groupId);
  return {
    enterprise,
    group: { id: groupId, name: `group ${groupId}` },
    user: { id: userId(user), name: nameOf(user) },
    trunkGroup: { id: trunkGroup, name: trunkGroup },
  };
}

/** A call's place in the log of one of its users or trunk groups. */
export interface Part {
  readonly call: number;
  readonly direction: 'originating' | 'terminating';
}

/**
 * Every part in the order of who takes part, then of the calls: so their tables grow at the end alone.
 * @param keysOf of whom a call is: the first calls, or is called from outside
 */
export function* partsInOrder(
  shape: Shape,
  owners: number,
  keysOf: (call: number) => readonly [number, number | null],
): Generator<{ readonly owner: number; readonly part: Part }> {
  const ends = new Uint32Array(owners + 1);
  for (let call = 0; call < shape.callLogs; call++) {
    const [first, second] = keysOf(call);
    ends[first + 1] = (ends[first + 1] ?? 0) + 1;
    if (second !== null && second !== first) ends[second + 1] = (ends[second + 1] ?? 0) + 1;
  }
  for (let owner = 0; owner < owners; owner++) ends[owner + 1] = (ends[owner + 1] ?? 0) + (ends[owner] ?? 0);
  const calls = new Uint32Array(ends[owners] ?? 0);
  const next = ends.slice();
  const put = (owner: number, call: number): void => {
    calls[next[owner] ?? 0] = call;
    next[owner] = (next[owner] ?? 0) + 1;
  };
  for (let call = 0; call < shape.callLogs; call++) {
    const [first, second] = keysOf(call);
    put(first, call);
    if (second !== null && second !== first) put(second, call);
  }
  for (let owner = 0; owner < owners; owner++) {
    for (let index = ends[owner] ?? 0; index < (ends[owner + 1] ?? 0); index++) {
      const call = calls[index] ?? 0;
      const isCalled = keysOf(call)[0] !== owner || partiesOf(shape, call).kind === 'inbound';
      yield { owner, part: { call, direction: isCalled ? 'terminating' : 'originating' } };
    }
  }
}

export const usersOfCall =
  (shape: Shape) =>
  (call: number): readonly [number, number | null] => {
    const { user, other } = partiesOf(shape, call);
    return [user, other];
  };

export const groupsOfCall =
  (shape: Shape) =>
  (call: number): readonly [number, number | null] => {
    const { enterprise, user, other } = partiesOf(shape, call);
    return [groupOf(enterprise, user), other === null ? null : groupOf(enterprise, other)];
  };

export const userPart = (shape: Shape, user: number, part: Part): CallLogUserRow => ({
  user_id: userId(user),
  call_log_id: callIdOf(shape, part.call),
  direction: part.direction,
});

export const trunkGroupPart = (shape: Shape, group: number, part: Part): CallLogTrunkGroupRow => ({
  trunk_group_id: trunkGroupNameOf(groupIdOf(group)),
  call_log_id: callIdOf(shape, part.call),
  direction: part.direction,
});
