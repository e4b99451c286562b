import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where servers lie, and ordinary users seldom look. */
const serverFolders = ['/usr/local/sbin', '/usr/sbin'];

/** A program's file; null when it is not installed. */
export function programPath(name: string): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...serverFolders];
  const found = folders.find((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return found === undefined ? null : join(found, name);
}
