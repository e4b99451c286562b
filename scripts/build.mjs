import { prepare } from './lib/prepare.mjs';

process.exitCode = (await prepare()) ? 0 : 1;
