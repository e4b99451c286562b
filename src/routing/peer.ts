import type { Carrier, TrunkGroup } from '../model/settings';

/** Who may send us calls. */
export type Peer =
  | { readonly kind: 'trunk_group'; readonly trunkGroup: TrunkGroup }
  | { readonly kind: 'carrier'; readonly carrier: Carrier };

export const peerEntity = (peer: Peer): TrunkGroup | Carrier =>
  peer.kind === 'trunk_group' ? peer.trunkGroup : peer.carrier;

/** For a person to read: `trunk group 0012345GRPTRUNK01`, `carrier metro`. */
export const peerLabel = (peer: Peer): string =>
  `${peer.kind === 'trunk_group' ? 'trunk group' : 'carrier'} ${peerEntity(peer).name}`;
