import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../db/openDatabase';
import type { MysqlSetting, MysqlTls } from '../../src/model/databaseSetting';
import { Certificate } from '../support/certificate';
import { databaseUrl } from '../support/databaseUrl';
import { eventually } from '../support/eventually';
import { exampleText } from '../support/exampleDeployment';
import { freePort } from '../support/freePort';
import { MariadbServer } from '../support/mariadb';
import { describeWith } from '../support/programs';
import { ServerProcess } from '../support/serverProcess';
import { Service } from '../support/service';

describeWith(['mariadbd', 'redis-server', 'openssl'], 'over TLS to the database and to Redis', () => {
  let certificate: Certificate;
  let other: Certificate;
  let folder: string;
  let mariadb: MariadbServer;
  let setting: MysqlSetting;

  beforeAll(async () => {
    certificate = new Certificate();
    other = new Certificate();
    folder = mkdtempSync(path.join(tmpdir(), 'trunkline-tls-'));
    mariadb = await MariadbServer.startIn(folder, [
      ...[`--ssl-cert=${certificate.file}`, `--ssl-key=${certificate.key}`, `--ssl-ca=${certificate.file}`],
      // Nothing gets through in the clear.
      '--require-secure-transport=ON',
    ]);
    setting = { ...(await mariadb.createDatabase()), host: 'localhost' };
  }, 90_000);
  afterAll(async () => {
    await mariadb.stop();
    for (const each of [certificate, other]) each.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const cipher = async (tls: MysqlTls | null, host = 'localhost'): Promise<unknown> => {
    const database = openDatabase({ ...setting, host, tls });
    try {
      const { rows } = await sql<Record<string, string>>`show status like 'Ssl_cipher'`.execute(database);
      return Object.values(rows[0] ?? {})[1];
    } finally {
      await database.destroy();
    }
  };

  test('a server whose certificate is as it should be is talked to in cipher', async () => {
    expect(await cipher({ mode: 'verify_identity', ca: certificate.text })).toMatch(/^TLS_|^ECDHE/);
    expect(await cipher({ mode: 'verify_ca', ca: certificate.text }, '127.0.0.1')).toMatch(/^TLS_|^ECDHE/);
    expect(await cipher({ mode: 'required', ca: null })).toMatch(/^TLS_|^ECDHE/);
  });

  test('one signed by somebody else is not, nor one that wants TLS without it', async () => {
    await expect(cipher({ mode: 'verify_identity', ca: other.text })).rejects.toThrow(/certificate/i);
    await expect(cipher({ mode: 'verify_ca', ca: null })).rejects.toThrow(/certificate/i);
    await expect(cipher(null)).rejects.toThrow();
  });

  test('a node over mysqls:// and rediss:// serves, and counts limits in Redis', async () => {
    const port = await freePort();
    const redis = new ServerProcess('redis-server', [
      ...['--bind', '127.0.0.1', '--port', '0', '--tls-port', String(port), '--dir', folder, '--save', ''],
      ...['--tls-cert-file', certificate.file, '--tls-key-file', certificate.key],
      ...['--tls-ca-cert-file', certificate.file, '--tls-auth-clients', 'no', '--logfile', 'redis.log'],
    ]);
    try {
      await sleep(300);
      const service = await Service.start({
        environment: {
          TRUNKLINE_DATABASE_URL: `${databaseUrl(setting).replace(/^mysql:/, 'mysqls:')}?ssl-ca=${certificate.file}`,
          TRUNKLINE_REDIS_URL: `rediss://localhost:${port}`,
          NODE_EXTRA_CA_CERTS: certificate.file,
        },
      });
      try {
        await service.apply(exampleText);
        await eventually(() => {
          expect(service.output).toContain('limits are counted together with all nodes');
        });
        expect(service.output).not.toContain('ledger_alone');
      } finally {
        await service.stop(20_000);
      }
    } finally {
      await redis.kill();
    }
  }, 60_000);
});
