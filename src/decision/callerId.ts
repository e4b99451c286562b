import type { CallerIdPolicy, Carrier } from '../model/settings';
import { say, type RoutingContext } from './decisionContext';
import type { CallingParty } from './presentation';

/** What a carrier's caller-ID policy chooses from; each null where there is none. */
export interface CallerNumbers {
  readonly enterpriseId: string;
  /** The user's public number. */
  readonly user: string | null;
  /** The main number of the trunk group the call comes from. */
  readonly trunkGroup: string | null;
  /** What the PBX has in From. */
  readonly asSent: string | null;
}

const sources = {
  line: "the user's number",
  user: "the user's public number",
  trunkGroup: "the trunk group's number",
  asSent: 'the number sent',
} as const;

type Source = keyof typeof sources;

/** Which numbers are looked at, in this order. */
const preferences: Readonly<Record<CallerIdPolicy['present'], readonly Source[]>> = {
  user: ['line', 'user', 'trunkGroup'],
  trunk_group: ['trunkGroup', 'line', 'user'],
  as_sent: ['asSent', 'line', 'user', 'trunkGroup'],
};

/**
 * A caller as one carrier is to be shown it, by the carrier's caller-ID policy; nobody's where no number may be shown.
 * Undefined: facts are missing.
 */
export const callingFor = (
  context: RoutingContext,
  carrier: Carrier,
  calling: CallingParty,
): CallingParty | undefined => {
  const { numbers } = calling;
  const { present, ownNumbersOnly } = carrier.callerId;
  if (numbers === null || (present === 'user' && !ownNumbersOnly && calling.number !== null)) return calling;
  if (calling.private && !carrier.trusted) return calling;
  let pending = false;
  for (const source of preferences[present]) {
    const number = source === 'line' ? calling.number : numbers[source];
    if (number === null) continue;
    const own = ownNumbersOnly ? isOwn(context, number, numbers.enterpriseId) : true;
    if (own === undefined) pending = true;
    if (own !== true || pending) continue;
    say(context, 'caller_id', `${carrier.name} is shown ${number}, ${sources[source]}`);
    return { ...calling, number };
  }
  if (pending) return undefined;
  const why = ownNumbersOnly ? "none is one of the enterprise's own" : 'there is none';
  say(context, 'caller_id', `${carrier.name} is shown no number: ${why}`);
  return { ...calling, number: null, internal: null };
};

/** Whether a number is in the inventory of the enterprise. */
const isOwn = (context: RoutingContext, number: string, enterpriseId: string): boolean | undefined => {
  if (!number.startsWith('+')) return false;
  const record = context.lookups.number(number);
  return record === undefined ? undefined : record?.enterpriseId === enterpriseId;
};
