import type { ListedNode } from './nodeList';

export const presentNode = ({ self, ...node }: ListedNode) => ({
  id: node.id,
  name: node.name,
  address: node.address,
  process_id: node.pid,
  started_at: new Date(node.startedAt).toISOString(),
  last_seen_at: new Date(node.seenAt).toISOString(),
  state: self?.state ?? ('silent' as const),
  version: self?.version ?? null,
  calls: self?.calls ?? null,
  asked: node.isAsked,
});
