import { deployment } from '../../test/support/deployment';
import { freePorts } from '../../test/support/freePort';

/** One sipp UAC can make about this many calls a second. */
const callsPerPair = 1000;

/** A calling and a called end of the load. */
export interface Pair {
  /** Where the calls come from. */
  readonly callerPort: number;
  /** Where they go. */
  readonly calleePort: number;
  readonly called: string;
}

export interface Layout {
  readonly pairs: readonly Pair[];
  /** One carrier; a group with a trunk group and a user for each pair. */
  readonly deployment: string;
}

export const calling = '+13125550111';

/** Limits far away, but set: admission has all its work to do. */
const trunkGroup = {
  max_active_calls: 200_000,
  max_incoming_calls: 150_000,
  max_outgoing_calls: 150_000,
  invitation_timeout_s: 6,
};

/** As many pairs as `rate` calls a second need. */
export async function layOut(rate: number): Promise<Layout> {
  const count = Math.max(1, Math.ceil(rate / callsPerPair));
  const [carrierPort = 0, ...ports] = await freePorts(1 + 2 * count);
  const pairs = Array.from({ length: count }, (_, index) => ({
    callerPort: ports[2 * index] ?? 0,
    calleePort: ports[2 * index + 1] ?? 0,
    called: `+1212555${String(100 + index).padStart(4, '0')}`,
  }));
  const groupId = (index: number): string => String(1_000_000 + index);
  return {
    pairs,
    deployment: deployment({
      carrier: { port: carrierPort, acceptFrom: pairs.map((pair) => `127.0.0.1:${pair.callerPort}`) },
      groups: pairs.map((pair, index) => ({
        id: groupId(index),
        pbx: [{ port: pair.calleePort }],
        trunkGroup,
      })),
      users: pairs.map((pair, index) => ({
        group: groupId(index),
        extension: String(2000 + index),
        number: pair.called,
      })),
      enterprise: { max_active_calls: 200_000 },
    }),
  };
}

export const pairsFor = ({ pairs }: Layout, rate: number): readonly Pair[] =>
  pairs.slice(0, Math.max(1, Math.ceil(rate / callsPerPair)));
