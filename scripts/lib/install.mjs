import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, say } from './checkout.mjs';
import { run } from './run.mjs';

const modules = join(root, 'node_modules');
const stampFile = join(modules, '.trunkline-install');

/** Native add-ons: an install whose build scripts were held back is no install. */
const addons = [join(modules, 'better-sqlite3/build/Release/better_sqlite3.node')];

/** Installs the locked packages unless these very ones are installed already, for this very Node.js. */
export async function install() {
  const wanted = stamp();
  if (read(stampFile) === wanted && addons.every(existsSync)) return;
  if (!installedByHand()) {
    say('installing packages (npm ci)');
    const npm = process.env.npm_execpath;
    const npmIsScript = npm !== undefined && /npm-cli\.c?js$/.test(npm);
    // npm's own output is progress, and standard output is the program's.
    const code = npmIsScript
      ? await run(process.execPath, [npm, 'ci'], { output: process.stderr.fd })
      : await run('npm', ['ci'], { output: process.stderr.fd });
    if (code !== 0) throw new Error(`npm ci failed with exit code ${code}`);
    const missing = addons.filter((path) => !existsSync(path));
    if (missing.length > 0) throw new Error(`npm ci did not build ${missing.join(', ')}`);
  }
  writeFileSync(stampFile, wanted);
}

function stamp() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(root, name)));
  hash.update(`${process.platform} ${process.arch} ${process.versions.modules}`);
  return hash.digest('hex');
}

/** Whether somebody ran npm themselves, and what it noted down is what the lock file asks for and works here. */
function installedByHand() {
  const noted = read(join(modules, '.package-lock.json'));
  if (noted === null || !addons.every(loads)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(noted).packages;
  const same = (path) => wanted[path]?.version === present[path]?.version;
  return (
    Object.keys(present).every(same) &&
    Object.keys(wanted).every((path) => path === '' || wanted[path].optional === true || same(path))
  );
}

/** An add-on built for another Node.js would only fail later. */
function loads(path) {
  try {
    createRequire(import.meta.url)(path);
    return true;
  } catch {
    return false;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
