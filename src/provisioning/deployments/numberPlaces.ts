import type { Path } from './mistake';

/**
 * Where phone numbers stand in the objects of a deployment file, so that they are checked and normalised by one rule.
 * `e164`: a public number. `caller`: a public number or an extension. `target`: the same, where a call is sent on to. A `*`
 * stands for every key or index.
 */
export interface NumberPlace {
  readonly at: readonly string[];
  readonly as: 'e164' | 'caller' | 'target';
}

/** Where a user's own settings send calls on, or ring them beside the user's phones. */
export const forwardPlaces: readonly NumberPlace[] = [
  { at: ['answering_rules', '*', 'forward_always'], as: 'target' },
  { at: ['answering_rules', '*', 'forward_on_active'], as: 'target' },
  { at: ['answering_rules', '*', 'forward_busy'], as: 'target' },
  { at: ['answering_rules', '*', 'forward_no_answer'], as: 'target' },
  { at: ['answering_rules', '*', 'forward_not_reachable'], as: 'target' },
  { at: ['inbound', '*', 'number'], as: 'target' },
  { at: ['inbound', '*', 'numbers', '*', 'number'], as: 'target' },
  { at: ['inbound', 'call_forwarding_selective', 'criteria', '*', 'number'], as: 'target' },
];

export const userPlaces: readonly NumberPlace[] = [
  { at: ['number'], as: 'e164' },
  { at: ['allowed_numbers', '*'], as: 'caller' },
  { at: ['blocked_numbers', '*'], as: 'caller' },
  ...forwardPlaces,
  { at: ['outbound', 'transfer_numbers', '*'], as: 'target' },
];

export const systemUserPlaces: readonly NumberPlace[] = [{ at: ['number'], as: 'e164' }];

export const groupPlaces: readonly NumberPlace[] = [
  { at: ['trunk_group', 'screening', 'emergency_number'], as: 'e164' },
  { at: ['trunk_group', 'calling_line_id'], as: 'e164' },
  { at: ['trunk_group', 'forward_all', 'number'], as: 'target' },
  { at: ['trunk_group', 'capacity_exceeded', 'number'], as: 'target' },
  { at: ['trunk_group', 'unreachable_destination', 'number'], as: 'target' },
  { at: ['transfer_numbers', '*'], as: 'target' },
];

export const schemePlaces: readonly NumberPlace[] = [{ at: ['exhaust', 'number'], as: 'target' }];

export const contactPlaces: readonly NumberPlace[] = ['phone', 'work', 'mobile', 'home'].map((key) => ({
  at: [key],
  as: 'e164',
}));

/** Calls back for every text found at the places; what it returns, if anything, is put there instead. */
export function eachNumber(
  value: unknown,
  places: readonly NumberPlace[],
  visit: (text: string, place: NumberPlace, path: Path) => string | undefined,
): void {
  for (const place of places) walk(value, place, 0, [], visit);
}

function walk(
  value: unknown,
  place: NumberPlace,
  depth: number,
  path: Path,
  visit: (text: string, place: NumberPlace, path: Path) => string | undefined,
): void {
  const step = place.at[depth];
  if (step === undefined || typeof value !== 'object' || value === null) return;
  const keys = step !== '*' ? [step] : Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const key of keys) {
    const item: unknown = Reflect.get(value, key);
    const at = [...path, key];
    if (depth < place.at.length - 1) {
      walk(item, place, depth + 1, at, visit);
    } else if (typeof item === 'string') {
      const replaced = visit(item, place, at);
      if (replaced !== undefined) Reflect.set(value, key, replaced);
    }
  }
}
