import type { Named } from '../../model/liveCall';

/** A thing as `{id, name}`; null where there is none. */
export const named = (id: string | null, name: string | null): Named | null =>
  id === null ? null : { id, name: name ?? '' };
