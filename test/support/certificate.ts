import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { requiredProgram } from './serverProcess';

/** A certificate for localhost that signs itself, and its key, in files. */
export class Certificate {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'trunkline-certificate-'));
  readonly file = path.join(this.#folder, 'certificate.pem');
  readonly key = path.join(this.#folder, 'key.pem');

  constructor() {
    const { status, stderr } = spawnSync(
      requiredProgram('openssl'),
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', this.key, '-out', this.file],
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
  }

  get text(): string {
    return readFileSync(this.file, 'utf8');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
