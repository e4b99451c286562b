/**
 * `npm run generate:client`: writes src/client/apiClient.ts from the API's OpenAPI document. With `--check` it writes
 * nothing and fails when the file is not what it would write; the sources must be built.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { clientSource } from './lib/clientSource.mjs';
import { build } from './lib/build.mjs';
import { dist, root } from './lib/checkout.mjs';

const file = join(root, 'src/client/apiClient.ts');
const isCheck = process.argv.includes('--check');
const built =
  process.argv.find((argument) => argument.startsWith('--dist='))?.slice('--dist='.length) ?? dist;
if (!isCheck && !(await build())) process.exit(1);

const { describeApi } = createRequire(import.meta.url)(
  join(built, 'src/provisioning/openapi/describeApi.js'),
);
const options = await resolveConfig(file);
const source = await format(clientSource(describeApi()), { ...options, parser: 'typescript' });
if (!isCheck) {
  writeFileSync(file, source);
} else if (readFileSync(file, 'utf8') !== source) {
  console.error('src/client/apiClient.ts is not what the API says today: npm run generate:client');
  process.exitCode = 1;
}
