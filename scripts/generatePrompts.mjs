/**
 * `npm run generate:prompts [NAME...]`: speaks the texts of src/media/promptCatalogue.ts into src/media/prompts, as mu-law
 * WAV of 8 kHz. Needs espeak-ng and sox (Debian packages of these names); who runs the service needs neither.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, root, say } from './lib/checkout.mjs';
import { prepare } from './lib/prepare.mjs';

if (!(await prepare())) process.exit(1);
const { promptTexts } = await import(join(dist, 'src/media/promptCatalogue.js'));
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!Object.hasOwn(promptTexts, name)) throw new Error(`there is no prompt ${name} in the catalogue`);
}

const folder = mkdtempSync(join(tmpdir(), 'trunkline-prompts-'));
try {
  for (const [name, text] of Object.entries(promptTexts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const spoken = join(folder, `${name}.wav`);
    execFileSync('espeak-ng', ['-v', 'en-us+f3', '-s', '145', '-p', '45', '-w', spoken, text]);
    // Without what a telephone does not carry, without the pauses at both ends, peaks 6 dB below full scale.
    const trim = ['silence', '1', '0.02', '0.5%'];
    execFileSync('sox', [
      ...[spoken, '-r', '8000', '-c', '1', '-e', 'mu-law', join(root, 'src/media/prompts', `${name}.wav`)],
      ...['highpass', '200', 'lowpass', '3400', ...trim, 'reverse', ...trim, 'reverse'],
      ...['norm', '-6', 'pad', '0.05', '0.1'],
    ]);
    say(`spoke ${name}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
