#!/usr/bin/env node
import { start } from './lib/start.mjs';

await start('src/cli/main.js', process.argv.slice(2));
