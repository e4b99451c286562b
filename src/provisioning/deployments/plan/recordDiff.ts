import type { RecordChanges } from '../../../../db/repositories/deploymentRecords';

/** Gathers what the file wants of one kind of record, and tells it from what is there. */
export class RecordDiff<Record extends object> {
  readonly #current: readonly Record[];
  readonly #kept = new Set<Record>();
  readonly #create: Record[] = [];
  readonly #change: { before: Record; after: Record }[] = [];
  readonly #unchanged: Record[] = [];

  constructor(current: readonly Record[]) {
    this.#current = current;
  }

  /** @param before the record of today that this one is matched with */
  put(before: Record | undefined, after: Record): void {
    if (before === undefined) {
      this.#create.push(after);
      return;
    }
    this.#kept.add(before);
    if (isSame(before, after)) this.#unchanged.push(after);
    else this.#change.push({ before, after });
  }

  /** Leaves a record as it is. */
  keep(record: Record): void {
    this.#kept.add(record);
  }

  get unchanged(): readonly Record[] {
    return this.#unchanged;
  }

  /** @param remove whether a record is removed that nobody put or kept */
  changes(remove: (record: Record) => boolean): RecordChanges<Record> {
    return {
      create: this.#create,
      change: this.#change,
      remove: this.#current.filter((record) => !this.#kept.has(record) && remove(record)),
    };
  }
}

const isSame = (first: object, second: object): boolean =>
  Object.entries(second).every(([key, value]: [string, unknown]) => {
    const other: unknown = Reflect.get(first, key);
    return other === value || (typeof value === 'object' && JSON.stringify(other) === JSON.stringify(value));
  });
