import { gatewayAddress } from '../model/gatewayAddress';
import type { Carrier, Gateway, TrunkGroup } from '../model/settings';
import type { RoutingContext } from './decisionContext';

/** The addresses of a trunk group or a carrier, by whether calls may try them. */
export interface ByAvailability {
  readonly open: readonly Gateway[];
  /** Unavailable: passed over without waiting (feature A5). */
  readonly closed: readonly Gateway[];
}

const none: readonly Gateway[] = [];

/**
 * Parts the addresses calls may try from those they pass over, and tells the trace of the latter. Weights then share
 * calls among those that are left.
 * @param lastResort the call tries unavailable ones too, when nothing else is left
 */
export const byAvailability = (
  context: RoutingContext,
  target: TrunkGroup | Carrier,
  tell: (rule: string, result: string) => void,
  lastResort = false,
): ByAvailability => {
  const { health } = context;
  const open = openGateways(context, target);
  const gateways = gatewaysOf(target);
  if (open === gateways) return { open, closed: none };
  const closed = gateways.filter((gateway) => !open.includes(gateway));
  const done = lastResort ? 'is left for last' : 'skipped';
  for (const gateway of closed) {
    const since = new Date(health.unavailableSince(gateway) ?? 0).toISOString();
    tell('health', `${target.name} at ${gatewayAddress(gateway)} ${done}: unavailable since ${since}`);
  }
  return { open, closed };
};

/** The same, without a word: those calls may try. */
export const openGateways = (
  { health }: RoutingContext,
  target: TrunkGroup | Carrier,
): readonly Gateway[] => {
  const gateways = gatewaysOf(target);
  const isOpen = (gateway: Gateway): boolean => health.unavailableSince(gateway) === null;
  return gateways.every(isOpen) ? gateways : gateways.filter(isOpen);
};

const gatewaysOf = (target: TrunkGroup | Carrier): readonly Gateway[] =>
  'pbx' in target ? target.pbx : target.gateways;
