import type { Alarm, AlarmKey } from '../../events/workerProtocol';
import type { Target, TargetHealthReport } from '../../model/targetHealth';
import type { TargetTurn } from './targetStates';

/** Which alarms a report raises, and which it clears. */
export interface HealthAlarms {
  readonly raise: readonly Alarm[];
  readonly clear: readonly AlarmKey[];
}

type Trouble = 'unavailable' | 'degraded';

/**
 * A target that cannot be reached at all is one alarm, one that has lost some of its addresses another; each stands until
 * that is over.
 */
export function healthAlarms(turns: readonly TargetTurn[]): HealthAlarms {
  const raise: Alarm[] = [];
  const clear: AlarmKey[] = [];
  for (const { before, after } of turns) {
    const was = before === null ? null : troubleOf(before);
    const is = after === null ? null : troubleOf(after);
    if (before !== null && was !== null && was !== is) clear.push(keyOf(before.target, was));
    if (after !== null && is !== null && (was !== is || hasOtherAddressesDown(before, after))) {
      raise.push(alarmOf(after, is));
    }
  }
  return { raise, clear };
}

const troubleOf = ({ state, addresses }: TargetHealthReport): Trouble | null => {
  if (state === 'unavailable') return 'unavailable';
  return addresses.some((address) => address.state === 'unavailable') ? 'degraded' : null;
};

const downOf = (report: TargetHealthReport | null): readonly string[] =>
  (report?.addresses ?? []).filter(({ state }) => state === 'unavailable').map(({ address }) => address);

/** One more is down; one less is no news that needs somebody. */
const hasOtherAddressesDown = (before: TargetHealthReport | null, after: TargetHealthReport): boolean => {
  const known = downOf(before);
  return downOf(after).some((address) => !known.includes(address));
};

const keyOf = ({ kind, id }: Target, trouble: Trouble): AlarmKey => ({ code: `${kind}_${trouble}`, key: id });

const alarmOf = (report: TargetHealthReport, trouble: Trouble): Alarm => {
  const { target, since } = report;
  const what = `${target.kind === 'carrier' ? 'carrier' : 'trunk group'} ${target.name}`;
  const down = downOf(report);
  const message =
    trouble === 'unavailable'
      ? `${what} is unavailable: none of its addresses takes calls`
      : `${what} has lost ${down.length} of its ${report.addresses.length} addresses`;
  const { id, name } = target;
  return {
    ...keyOf(target, trouble),
    message,
    details: {
      [target.kind]: { id, name },
      addresses: down,
      since: since === null ? null : new Date(since).toISOString(),
    },
  };
};
