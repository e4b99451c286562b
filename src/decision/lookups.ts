import {
  extensionKey,
  numberKey,
  type Directory,
  type DirectoryKey,
  type NumberRecord,
  type UserRecord,
} from '../model/directory';

/** A directory that remembers what it could not answer, so that a decision asks for all of it at once. */
export class Lookups implements Directory {
  readonly #directory: Directory;
  readonly #missing = new Set<DirectoryKey>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  get missing(): readonly DirectoryKey[] {
    return [...this.#missing];
  }

  number(e164: string): NumberRecord | null | undefined {
    const record = this.#directory.number(e164);
    if (record === undefined) this.#missing.add(numberKey(e164));
    return record;
  }

  extension(enterpriseId: string, digits: string): UserRecord | null | undefined {
    const user = this.#directory.extension(enterpriseId, digits);
    if (user === undefined) this.#missing.add(extensionKey(enterpriseId, digits));
    return user;
  }
}
