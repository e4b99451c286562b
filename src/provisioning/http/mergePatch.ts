type Mapping = Readonly<Record<string, unknown>>;

/**
 * A document with a merge patch applied (RFC 7396): mappings merge, null removes, all else replaces. One step further
 * where `action` says which kind of mapping it is: another action replaces the whole, since the keys of the old kind
 * mean nothing to the new one.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) return patch;
  const base: Mapping = isMapping(target) && !isOtherKind(target, patch) ? target : {};
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOtherKind = (target: Mapping, patch: Mapping): boolean =>
  Object.hasOwn(target, 'action') && typeof patch.action === 'string' && patch.action !== target.action;
