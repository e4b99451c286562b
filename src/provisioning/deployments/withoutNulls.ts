/** A deep copy, which also keeps aliases apart, without the keys of mappings that hold null. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
      item === null ? [] : [[key, withoutNulls(item)]],
    ),
  );
}
