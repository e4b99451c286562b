import type { Draft } from '../draft';
import type { MistakeList, Path } from '../mistake';
import type { DeploymentInput } from '../schema/deployment';
import { present } from './scope';

type CarrierInput = Exclude<DeploymentInput['carriers'], undefined>[number];

/** What a carrier and a trunk group have in common. */
export type PeerDraft = Draft<Pick<CarrierInput, 'number_policy' | 'failover_codes'>>;

/** Rules that can never apply, and statuses listed twice. */
export function checkPeerPolicies(peer: PeerDraft, path: Path, mistakes: MistakeList): void {
  for (const direction of ['sent', 'received'] as const) {
    for (const part of ['called', 'calling'] as const) {
      const earlier: string[] = [];
      for (const [index, { strip = '' }] of present(peer.number_policy?.[direction]?.[part])) {
        const before = earlier.find((other) => strip.startsWith(other));
        if (before !== undefined) {
          const numbers = before === '' ? 'every number' : `numbers that begin with ${before}`;
          mistakes.add(
            [...path, 'number_policy', direction, part, index, 'strip'],
            'invalid',
            `is never reached: a rule before it is for ${numbers}; put the longer prefix first`,
          );
        }
        earlier.push(strip);
      }
    }
  }
  const codes = new Set<number>();
  for (const [index, code] of present(peer.failover_codes)) {
    if (codes.has(code)) {
      mistakes.add(
        [...path, 'failover_codes', index],
        'duplicate',
        `${String(code)} stands twice in the list`,
      );
    }
    codes.add(code);
  }
}
