import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import path from 'node:path';

export const rootApiKeyFile = (dataDirectory: string): string => path.join(dataDirectory, 'root-api-key');

/** The generated key, or null where none was made yet. */
export function readRootApiKey(dataDirectory: string): string | null {
  try {
    return readFileSync(rootApiKeyFile(dataDirectory), 'utf8').trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The generated key, made at the first call and readable by its owner alone. */
export function ensureRootApiKey(dataDirectory: string): string {
  const known = readRootApiKey(dataDirectory);
  if (known !== null) return known;
  mkdirSync(dataDirectory, { recursive: true });
  const key = `tl_${randomBytes(24).toString('base64url')}`;
  const file = openSync(rootApiKeyFile(dataDirectory), 'w', 0o600);
  writeSync(file, `${key}\n`);
  closeSync(file);
  return key;
}

/** Compares in a time that tells nothing of the key. */
export function isSameKey(given: string, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
