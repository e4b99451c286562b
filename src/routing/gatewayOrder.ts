import type { Random } from '../model/ports';
import type { Gateway } from '../model/settings';

/**
 * The order in which the addresses of one destination are tried: lowest priority first; among equals drawn by weight,
 * so that each comes first in proportion to its weight, one of weight 0 hardly ever (RFC 2782).
 */
export const orderGateways = (gateways: readonly Gateway[], random: Random): readonly Gateway[] => {
  if (gateways.length < 2) return gateways;
  // Weight 0 stands first in its priority, as the RFC has it, so that a draw of exactly 0 can reach it.
  const left = [...gateways].sort((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: Gateway[] = [];
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const priority = first.priority;
    const equals = left.filter((gateway) => gateway.priority === priority);
    const total = equals.reduce((sum, gateway) => sum + gateway.weight, 0);
    const drawn = Math.floor(random() * (total + 1));
    let sum = 0;
    const at = equals.findIndex((gateway) => (sum += gateway.weight) >= drawn);
    ordered.push(...left.splice(Math.max(at, 0), 1));
  }
  return ordered;
};
