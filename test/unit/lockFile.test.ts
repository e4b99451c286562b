import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkout } from '../support/checkout';

interface LockedPackage {
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(checkout, name), 'utf8'));

/** `npm ci` refuses a lock file that misses something, and a registry that is one organisation's mirror may. */
describe('package-lock.json', () => {
  const { packages } = readJson('package-lock.json') as { packages: Record<string, LockedPackage> };

  test('has an entry for each optional package, whatever the platform it was written on', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });

  test('names no package host', () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
  });

  test('every install script in it was approved or denied', () => {
    const { allowScripts } = readJson('package.json') as { allowScripts: Record<string, boolean> };
    const scripted = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true);
    const names = scripted.map((path) =>
      path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
    );
    expect(Object.keys(allowScripts).sort()).toEqual([...new Set(names)].sort());
  });
});
