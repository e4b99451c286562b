import { start } from './lib/start.mjs';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/run.mjs FILE-BELOW-DIST [ARGUMENT...]');
  process.exit(2);
}
await start(file, args);
