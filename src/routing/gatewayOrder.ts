import type { Random } from '../model/ports';
import type { Gateway } from '../model/settings';
import { orderByWeight } from './weightedOrder';

/** The order in which the addresses of one destination are tried: lowest priority first, equals drawn by weight. */
export const orderGateways = (gateways: readonly Gateway[], random: Random): readonly Gateway[] => {
  if (gateways.length < 2) return gateways;
  const priorities = [...new Set(gateways.map(({ priority }) => priority))].sort((a, b) => a - b);
  return priorities.flatMap((priority) =>
    orderByWeight(
      gateways.filter((gateway) => gateway.priority === priority),
      ({ weight }) => weight,
      random,
    ),
  );
};
