import { BoundedMap } from '../model/boundedMap';
import {
  extensionKey,
  numberKey,
  type Directory,
  type DirectoryAnswer,
  type NumberRecord,
  type UserRecord,
} from '../model/directory';

type Entry = ({ readonly number: NumberRecord | null } | { readonly extension: UserRecord | null }) & {
  /** When what it knows of the user's own schedules ends; null: never. */
  readonly expiresAt: number | null;
};

/**
 * Users and numbers in memory, absent ones included, bounded. An answer was read from the database at some generation of
 * the configuration; one read before the last change that touched its key would bring back what was changed, so it is
 * dropped and the decision asks again.
 */
export class DirectoryCache implements Directory {
  readonly #entries: BoundedMap<string, Entry>;
  /** Generation of the last change that touched a key; the newest change last. */
  readonly #changed = new Map<string, number>();
  readonly #maxChanged: number;
  /** Answers from before this generation are dropped whatever their key. */
  #oldestAccepted = 0;
  #hits = 0;
  #misses = 0;

  /** @param now milliseconds since the Unix epoch; left out, nothing expires */
  constructor(
    maxEntries: number,
    private readonly now: () => number = () => 0,
  ) {
    this.#entries = new BoundedMap(maxEntries);
    this.#maxChanged = maxEntries;
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
    const entry = this.#find(numberKey(e164));
    return entry !== undefined && 'number' in entry ? entry.number : undefined;
  }

  extension(enterpriseId: string, digits: string): UserRecord | null | undefined {
    const entry = this.#find(extensionKey(enterpriseId, digits));
    return entry !== undefined && 'extension' in entry ? entry.extension : undefined;
  }

  #find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    const isKnown = entry !== undefined && (entry.expiresAt === null || this.now() < entry.expiresAt);
    if (isKnown) this.#hits += 1;
    else this.#misses += 1;
    return isKnown ? entry : undefined;
  }

  /** Takes over what was read, as far as nothing newer is known to have changed it. */
  fill(answer: DirectoryAnswer): void {
    if (answer.generation < this.#oldestAccepted) return;
    for (const entry of answer.entries) {
      if (answer.generation < (this.#changed.get(entry.key) ?? 0)) continue;
      if (isNumberEntry(entry)) {
        const { value: number } = entry;
        this.#entries.set(entry.key, { number, expiresAt: expiryOf(number?.user ?? null) });
      } else {
        this.#entries.set(entry.key, { extension: entry.value, expiresAt: expiryOf(entry.value) });
      }
    }
  }

  /** Forgets what a change may have touched. `generation` is the change's. */
  invalidate(keys: readonly string[] | 'all', generation: number): void {
    if (keys === 'all') {
      this.#entries.clear();
      this.#changed.clear();
      this.#oldestAccepted = generation;
      return;
    }
    for (const key of keys) {
      this.#entries.delete(key);
      this.#changed.delete(key);
      this.#changed.set(key, generation);
    }
    this.#forgetOldChanges();
  }

  /** What is no longer remembered by key is refused by generation: rather an answer too few than one too old. */
  #forgetOldChanges(): void {
    for (const [key, generation] of this.#changed) {
      if (this.#changed.size <= this.#maxChanged) return;
      this.#changed.delete(key);
      this.#oldestAccepted = Math.max(this.#oldestAccepted, generation);
    }
  }
}

type AnsweredEntry = DirectoryAnswer['entries'][number];

const isNumberEntry = (entry: AnsweredEntry): entry is Extract<AnsweredEntry, { key: `number:${string}` }> =>
  entry.key.startsWith('number:');

/** Schedules are worked out for a while ahead; who is read again brings them anew. */
function expiryOf(user: UserRecord | null): number | null {
  const schedules = user?.features?.schedules ?? [];
  return schedules.length === 0 ? null : Math.min(...schedules.map(({ knownUntil }) => knownUntil));
}
