import { BoundedMap } from '../model/boundedMap';
import {
  extensionKey,
  numberBlock,
  numberKey,
  type Directory,
  type DirectoryAnswer,
  type DirectoryEntry,
  type Invalidation,
  type NumberRecord,
  type UserRecord,
} from '../model/directory';
import { LastChanges } from './lastChanges';

/** What was read, and the generation it was read at. */
interface Entry {
  readonly value: NumberRecord | UserRecord | null;
  readonly readAt: number;
  /** When what it knows of the user's own schedules ends; null: never. */
  readonly expiresAt: number | null;
}

/** Enterprises, and blocks of numbers, whose last change is remembered each by itself. */
const mostWide = 10_000;

/**
 * Users and numbers in memory, absent ones included, bounded. An answer was read from the database at some generation of
 * the configuration; one read before the last change that touched it would bring back what was changed, so it is dropped
 * and the decision asks again. A change that names an enterprise, or a block of numbers, drops nothing at once, however
 * much that is: what was read before it is passed over when it is met.
 */
export class DirectoryCache implements Directory {
  readonly #entries: BoundedMap<string, Entry>;
  readonly #keys: LastChanges;
  readonly #enterprises = new LastChanges(mostWide);
  /** Blocks of numbers that were nobody's. */
  readonly #absent = new LastChanges(mostWide);
  #hits = 0;
  #misses = 0;

  /** @param now milliseconds since the Unix epoch; left out, nothing expires */
  constructor(
    maxEntries: number,
    private readonly now: () => number = () => 0,
  ) {
    this.#entries = new BoundedMap(maxEntries);
    this.#keys = new LastChanges(maxEntries);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Questions since start, by whether the answer was in memory. */
  get hits(): number {
    return this.#hits;
  }

  get misses(): number {
    return this.#misses;
  }

  number(e164: string): NumberRecord | null | undefined {
    const entry = this.#entries.get(numberKey(e164));
    const value = entry?.value as NumberRecord | null | undefined;
    const changedAt = value === undefined ? 0 : this.#numberChangedAt(e164, value);
    return this.#counted(entry, changedAt) ? value : undefined;
  }

  extension(enterpriseId: string, digits: string): UserRecord | null | undefined {
    const entry = this.#entries.get(extensionKey(enterpriseId, digits));
    return this.#counted(entry, this.#enterprises.of(enterpriseId))
      ? (entry?.value as UserRecord | null)
      : undefined;
  }

  /** Whether there is an answer that was read after the last change of all that it is one of. */
  #counted(entry: Entry | undefined, changedAt: number): boolean {
    const isHit =
      entry !== undefined &&
      entry.readAt >= changedAt &&
      (entry.expiresAt === null || this.now() < entry.expiresAt);
    if (isHit) this.#hits += 1;
    else this.#misses += 1;
    return isHit;
  }

  #numberChangedAt(e164: string, value: NumberRecord | null): number {
    return value === null ? this.#absent.of(numberBlock(e164)) : this.#enterprises.of(value.enterpriseId);
  }

  /** Takes over what was read, as far as nothing newer is known to have changed it. */
  fill({ generation, entries }: DirectoryAnswer): void {
    for (const entry of entries) {
      const { key, value } = entry;
      if (generation < Math.max(this.#keys.of(key), this.#changedWithOthers(entry))) continue;
      const expiresAt = expiryOf(isNumberEntry(entry) ? (entry.value?.user ?? null) : entry.value);
      this.#entries.set(key, { value, readAt: generation, expiresAt });
    }
  }

  #changedWithOthers(entry: DirectoryEntry): number {
    const [, first = ''] = entry.key.split(':');
    return isNumberEntry(entry) ? this.#numberChangedAt(first, entry.value) : this.#enterprises.of(first);
  }

  /** Forgets what a change may have touched. `generation` is the change's. */
  invalidate(stale: Invalidation, generation: number): void {
    if (stale === 'all') {
      this.#entries.clear();
      for (const changes of [this.#keys, this.#enterprises, this.#absent]) changes.noteAll(generation);
      return;
    }
    for (const name of stale) {
      if (name.startsWith(enterprisePrefix)) {
        this.#enterprises.note(name.slice(enterprisePrefix.length), generation);
      } else if (name.startsWith(absentPrefix)) {
        this.#absent.note(name.slice(absentPrefix.length), generation);
      } else {
        this.#entries.delete(name);
        this.#keys.note(name, generation);
      }
    }
  }
}

const enterprisePrefix = 'enterprise:';
const absentPrefix = 'absent:';

const isNumberEntry = (
  entry: DirectoryEntry,
): entry is Extract<DirectoryEntry, { key: `number:${string}` }> => entry.key.startsWith('number:');

/** Schedules are worked out for a while ahead; who is read again brings them anew. */
function expiryOf(user: UserRecord | null): number | null {
  const schedules = user?.features?.schedules ?? [];
  return schedules.length === 0 ? null : Math.min(...schedules.map(({ knownUntil }) => knownUntil));
}
