import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSettings, settingsHelp } from '../../src/config/readSettings';
import { SettingsError } from '../../src/config/settings';
import { databaseLabel } from '../../src/model/databaseSetting';

describe('settings', () => {
  test('defaults', () => {
    expect(readSettings({})).toMatchObject({
      database: { kind: 'sqlite', file: path.resolve('data/trunkline.db') },
      dataDirectory: path.resolve('data'),
      sipListen: [
        { transport: 'udp', address: '0.0.0.0', port: 5060 },
        { transport: 'tcp', address: '0.0.0.0', port: 5060 },
      ],
      sipAdvertise: [],
      sipStack: 'embedded',
      unknownPeers: 'reject',
      sessionTimers: { expires: 1_800, minimum: 90 },
      httpListen: { address: '127.0.0.1', port: 8080 },
      httpListenIsSet: false,
      media: { address: '0.0.0.0', firstPort: 20000, lastPort: 20999, advertised: null },
      rootApiKey: null,
      drainSeconds: 300,
      callLogDays: 400,
      callLogPurge: '15 3 * * *',
      journalMegabytes: 2048,
      logLevel: 'info',
    });
  });

  test('the database lies in the data directory unless it is named', () => {
    const databaseOf = (more: object) => readSettings({ TRUNKLINE_DATA_DIR: '/srv/t', ...more }).database;
    expect(databaseOf({})).toEqual({ kind: 'sqlite', file: '/srv/t/trunkline.db' });
    expect(databaseOf({ TRUNKLINE_DATABASE_URL: 'sqlite:/srv/other.db' })).toEqual({
      kind: 'sqlite',
      file: '/srv/other.db',
    });
  });

  test.each([
    ['mysql://ann:secret@db.example.com/trunks', { host: 'db.example.com', port: 3306, password: 'secret' }],
    ['mariadb://ann:p%40ss%2Fw%3A%25@10.0.0.1:3307/trunks', { port: 3307, password: 'p@ss/w:%' }],
    ['mysql://ann@[::1]:3306/trunks', { host: '::1', password: '', tls: null }],
    ['mysqls://ann@db.example.com/trunks', { tls: { mode: 'verify_identity', ca: null } }],
    ['mariadbs://ann@10.0.0.1/trunks?ssl-mode=VERIFY_CA', { tls: { mode: 'verify_ca', ca: null } }],
    ['mysql://ann@10.0.0.1/trunks?ssl-mode=required', { tls: { mode: 'required', ca: null } }],
  ])('%s', (url, expected) => {
    const { database } = readSettings({ TRUNKLINE_DATABASE_URL: url });
    expect(database).toMatchObject({ kind: 'mysql', user: 'ann', name: 'trunks', ...expected });
    expect(databaseLabel(database)).not.toMatch(/ann|ss/);
  });

  test.each(['redis://h', 'rediss://ann:secret@h:6380/2', 'redis://[::1]:6379/'])('%s', (url) => {
    expect(readSettings({ TRUNKLINE_REDIS_URL: url }).redisUrl).toBe(url);
  });

  test('session timers: off, and for tests as short as they wish', () => {
    expect(readSettings({ TRUNKLINE_SESSION_EXPIRES_S: '0' }).sessionTimers).toBeNull();
    expect(
      readSettings({ TRUNKLINE_SESSION_EXPIRES_S: '6', TRUNKLINE_MIN_SESSION_EXPIRES_S: '3' }).sessionTimers,
    ).toEqual({ expires: 6, minimum: 3 });
  });

  test('IPv6 listeners and advertised addresses', () => {
    const settings = readSettings({
      TRUNKLINE_SIP_LISTEN: 'udp:[::1]:5060',
      TRUNKLINE_SIP_ADVERTISE: 'sip.example.com, tcp:203.0.113.5:5070',
    });
    expect(settings.sipListen).toEqual([{ transport: 'udp', address: '::1', port: 5060 }]);
    expect(settings.sipAdvertise).toEqual([
      { transport: null, host: 'sip.example.com', port: null },
      { transport: 'tcp', host: '203.0.113.5', port: 5070 },
    ]);
  });

  test.each([
    ['TRUNKLINE_SIP_LISTEN', 'udp:1.2.3.4', 'expected transport:address:port'],
    ['TRUNKLINE_SIP_LISTEN', 'udp:0.0.0.0:70000', 'expected transport:address:port'],
    ['TRUNKLINE_SIP_LISTEN', 'sctp:0.0.0.0:5060', 'udp, tcp, tls, ws or wss'],
    ['TRUNKLINE_SIP_LISTEN', 'tls:0.0.0.0:5061', 'tls needs a certificate: set TRUNKLINE_TLS_CERT'],
    ['TRUNKLINE_SIP_LISTEN', 'wss:0.0.0.0:8443', 'wss needs a certificate'],
    ['TRUNKLINE_DATABASE_URL', 'mysql://h/n', 'expected sqlite:FILE or mysql://'],
    ['TRUNKLINE_DATABASE_URL', 'mysql://u:p@h', 'expected sqlite:FILE or mysql://'],
    ['TRUNKLINE_DATABASE_URL', 'mysql://u:p%zz@h/n', 'expected sqlite:FILE or mysql://'],
    ['TRUNKLINE_DATABASE_URL', 'mysql://u:p@h:99999/n', 'expected sqlite:FILE or mysql://'],
    ['TRUNKLINE_DATABASE_URL', 'mysql://u:p@h/n?ssl=yes', 'expected no other parameters than ssl-mode'],
    ['TRUNKLINE_DATABASE_URL', 'mysqls://u:p@h/n?ssl-mode=off', 'expected ssl-mode to be verify_identity'],
    ['TRUNKLINE_DATABASE_URL', 'mysqls://u:p@10.0.0.1/n', 'ssl-mode verify_identity needs the name'],
    ['TRUNKLINE_DATABASE_URL', 'mysqls://u:p@h/n?ssl-ca=/nowhere/ca.pem', 'cannot be read: ENOENT'],
    ['TRUNKLINE_DATABASE_URL', `mysqls://u:p@h/n?ssl-ca=${__filename}`, 'expected certificates in PEM'],
    ['TRUNKLINE_DATABASE_URL', 'postgres://h/n', 'expected sqlite:FILE'],
    ['TRUNKLINE_REDIS_URL', 'h:6379', 'expected redis://'],
    ['TRUNKLINE_REDIS_URL', 'redis://h/zero', 'expected redis://'],
    ['TRUNKLINE_SIP_STACK', 'kamailio', 'expected embedded, or drachtio://'],
    ['TRUNKLINE_SIP_STACK', 'drachtio://host:9022', 'expected embedded, or drachtio://'],
    ['TRUNKLINE_SIP_STACK', 'drachtio://:secret@host:99999', 'expected embedded, or drachtio://'],
    ['TRUNKLINE_TLS_CERT', '/etc/cert.pem', 'needs TRUNKLINE_TLS_KEY'],
    ['TRUNKLINE_TLS_KEY', '/etc/key.pem', 'needs TRUNKLINE_TLS_CERT'],
    ['TRUNKLINE_WS_ORIGINS', 'phone.example.com', 'expected origins such as'],
    ['TRUNKLINE_WS_ORIGINS', 'https://a.example/path', 'expected origins such as'],
    ['TRUNKLINE_HTTP_LISTEN', '8080', 'expected address:port'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20999-20000', 'expected address:first-last'],
    ['TRUNKLINE_MEDIA', 'media.example.com:20000-20999', 'expected address:first-last'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20000-20999,203.0.113.5', 'expected address:first-last'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20000-20999;advertise=', 'expected address:first-last'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20000-20999;advertise=media.example.com', 'an IP address is advertised'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20000-20999;advertise=2001:db8::1', 'both IPv4 or both IPv6'],
    ['TRUNKLINE_MEDIA', '0.0.0.0:20001-20002', 'no even port with the next one'],
    ['TRUNKLINE_DRAIN_S', '-1', 'expected a whole number from 0 to 86400'],
    ['TRUNKLINE_CALL_LOG_DAYS', 'ever', 'expected a whole number'],
    ['TRUNKLINE_CALL_LOG_PURGE', 'nightly', 'expected a cron expression'],
    ['TRUNKLINE_UNKNOWN_PEERS', 'greet', 'expected reject or silence'],
    ['TRUNKLINE_SESSION_EXPIRES_S', '60', 'must not be below TRUNKLINE_MIN_SESSION_EXPIRES_S, 90'],
    ['TRUNKLINE_SESSION_EXPIRES_S', '90000', 'expected a whole number from 0 to 86400'],
    ['TRUNKLINE_MIN_SESSION_EXPIRES_S', '1', 'expected a whole number from 2 to 86400'],
    ['TRUNKLINE_LOG_LEVEL', 'loud', 'expected fatal or'],
    ['TRUNKLINE_ROOT_API_KEY', 'short', 'expected 16 to 256'],
    ['TRUNKLINE_SMTP_URL', 'mail.example.com', 'expected smtp://'],
  ])('%s=%s stops with one line', (name, value, message) => {
    expect(() => readSettings({ [name]: value })).toThrow(SettingsError);
    try {
      readSettings({ [name]: value });
    } catch (error) {
      const line = (error as Error).message;
      expect(line).toContain(name);
      expect(line).toContain(message);
      expect(line).not.toContain('\n');
    }
  });

  test.each([
    ['[::]:30000-30009;advertise=203.0.113.5', { address: '::', advertised: '203.0.113.5' }],
    ['192.0.2.1:30000-30009 ; advertise=203.0.113.5', { address: '192.0.2.1', advertised: '203.0.113.5' }],
    ['192.0.2.1:30000-30009', { address: '192.0.2.1', advertised: null }],
  ])('TRUNKLINE_MEDIA=%s', (text, media) => {
    expect(readSettings({ TRUNKLINE_MEDIA: text }).media).toEqual({
      ...media,
      firstPort: 30_000,
      lastPort: 30_009,
    });
  });

  test('a refused drachtio setting does not show its secret', () => {
    expect(() => readSettings({ TRUNKLINE_SIP_STACK: 'drachtio://:topsecret@host:99999' })).toThrow(
      /^(?!.*topsecret).*TRUNKLINE_SIP_STACK: the value cannot be used/,
    );
  });

  test('drachtio-servers', () => {
    expect(
      readSettings({ TRUNKLINE_SIP_STACK: 'drachtio://:s%40cret@127.0.0.1:9022, sip2.example' }).sipStack,
    ).toEqual([
      { host: '127.0.0.1', port: 9022, secret: 's@cret' },
      { host: 'sip2.example', port: 9022, secret: 's@cret' },
    ]);
  });

  test('TLS and WebSocket', () => {
    const settings = readSettings({
      TRUNKLINE_SIP_LISTEN: 'tls:0.0.0.0:5061,ws:127.0.0.1:8088,wss:[::]:8443',
      TRUNKLINE_TLS_CERT: '/etc/cert.pem',
      TRUNKLINE_TLS_KEY: '/etc/key.pem',
      TRUNKLINE_WS_ORIGINS: 'https://Phone.example.com, http://localhost:3000/',
    });
    expect(settings.sipListen.map(({ transport }) => transport)).toEqual(['tls', 'ws', 'wss']);
    expect(settings.tls).toEqual({
      certificate: '/etc/cert.pem',
      key: '/etc/key.pem',
      authorities: null,
    });
    expect(settings.webSocketOrigins).toEqual(
      new Set(['https://phone.example.com', 'http://localhost:3000']),
    );
    expect(readSettings({ TRUNKLINE_WS_ORIGINS: '*' }).webSocketOrigins).toBe('all');
    expect(readSettings({})).toMatchObject({ tls: null, webSocketOrigins: new Set() });
  });

  test('a secret is not repeated in a message', () => {
    expect(() => readSettings({ TRUNKLINE_ROOT_API_KEY: 'hunter2' })).toThrow(/^(?!.*hunter2)/);
    expect(() => readSettings({ TRUNKLINE_DATABASE_URL: 'mysql://u:hunter2@h' })).toThrow(/^(?!.*hunter2)/);
    expect(() => readSettings({ TRUNKLINE_REDIS_URL: 'redis://:hunter2@h/x' })).toThrow(/^(?!.*hunter2)/);
  });

  test('help names every variable of the design with its default', () => {
    const help = settingsHelp();
    for (const name of [
      'DATABASE_URL',
      'SIP_LISTEN',
      'SIP_ADVERTISE',
      'SIP_STACK',
      'TLS_CERT',
      'TLS_KEY',
      'MEDIA',
      'HTTP_LISTEN',
      'SMTP_URL',
      'REDIS_URL',
      'ROOT_API_KEY',
      'DATA_DIR',
      'DRAIN_S',
      'CALL_LOG_DAYS',
      'UNKNOWN_PEERS',
      'LOG_LEVEL',
    ]) {
      expect(help).toContain(`TRUNKLINE_${name}\n`);
    }
    expect(help).toContain('default: 127.0.0.1:8080');
  });
});

describe('the file named by TRUNKLINE_CONFIG', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'trunkline-test-'));
    file = path.join(directory, 'trunkline.conf');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  test('is read, and the environment goes before it', () => {
    writeFileSync(
      file,
      '# node 1\nTRUNKLINE_DRAIN_S = 10\nTRUNKLINE_LOG_LEVEL="warn"\nTRUNKLINE_CALL_LOG_DAYS=\n',
    );
    const settings = readSettings({ TRUNKLINE_CONFIG: file, TRUNKLINE_LOG_LEVEL: 'debug' });
    expect(settings).toMatchObject({ drainSeconds: 10, logLevel: 'debug', callLogDays: 400 });
  });

  test.each([
    ['TRUNKLINE_DRAINS=1', 'line 1: there is no setting TRUNKLINE_DRAINS'],
    ['\nhello', 'line 2: expected KEY=value'],
  ])('%j is refused', (text, message) => {
    writeFileSync(file, text);
    expect(() => readSettings({ TRUNKLINE_CONFIG: file })).toThrow(message);
  });

  test('has to be there', () => {
    expect(() => readSettings({ TRUNKLINE_CONFIG: file })).toThrow(/^TRUNKLINE_CONFIG: cannot be read/);
  });
});
