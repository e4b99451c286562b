import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { MysqlSetting } from '../../src/model/databaseSetting';
import { freePort } from './freePort';
import { requiredProgram, ServerProcess } from './serverProcess';

/** The account tests use; its password has what a careless URL or message would stumble over. */
export const testPassword = 'p@ss/word:%21#';
const testUser = 'trunkline';

const commonOptions = [
  '--no-defaults',
  '--bind-address=127.0.0.1',
  '--skip-log-bin',
  '--performance-schema=OFF',
  '--skip-name-resolve',
];
/** Nothing is kept beyond the tests, so nothing waits for a disk; but what is committed outlasts the server's own crash. */
const testOptions = [
  '--innodb-flush-log-at-trx-commit=2',
  '--innodb-doublewrite=0',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=32M',
  // Far below the usual 16 MB: statements must come nowhere near that.
  '--max-allowed-packet=1M',
  // Unlike what we need, so that whoever relies on the server's defaults is found out.
  '--character-set-server=latin1',
  '--sql-mode=',
];
const patienceMs = 30_000;

/** A MariaDB server in a folder of its own, on a free port, of whoever runs the tests. */
export class MariadbServer {
  readonly #folder: string;
  readonly #port: number;
  readonly #options: readonly string[];
  #process: ServerProcess | null = null;
  #databases = 0;

  private constructor(folder: string, port: number, options: readonly string[]) {
    this.#folder = folder;
    this.#port = port;
    this.#options = options;
  }

  /** In a temporary folder, which is gone after `stop`. */
  static async start(): Promise<MariadbServer> {
    const folder = mkdtempSync(path.join(tmpdir(), 'trunkline-mariadb-'));
    const server = new MariadbServer(folder, await freePort(), testOptions);
    try {
      await server.#begin();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** In a folder that stays after `end`, with what was left there before; @param options of the server. */
  static async startIn(folder: string, options: readonly string[]): Promise<MariadbServer> {
    const server = new MariadbServer(folder, await freePort(), options);
    try {
      await server.#begin();
      return server;
    } catch (error) {
      await server.end();
      throw error;
    }
  }

  async #begin(): Promise<void> {
    if (!existsSync(path.join(this.#folder, 'data'))) this.#install();
    await this.resume();
    const user = `'${testUser}'@'%'`;
    await this.#asRoot(`create user if not exists ${user} identified by '${testPassword}'`);
    await this.#asRoot(`grant all on *.* to ${user}`);
  }

  /** An empty database of its own. */
  async createDatabase(): Promise<MysqlSetting> {
    this.#databases += 1;
    return this.database(`trunkline_${this.#databases}`);
  }

  /** The database of that name, made where there is none. */
  async database(name: string): Promise<MysqlSetting> {
    await this.#asRoot(`create database if not exists ${name}`);
    return {
      kind: 'mysql',
      host: '127.0.0.1',
      port: this.#port,
      user: testUser,
      password: testPassword,
      name,
      tls: null,
    };
  }

  async dropDatabase({ name }: MysqlSetting): Promise<void> {
    await this.#asRoot(`drop database ${name}`);
  }

  /** Ends the server as a crash does; the data stay. */
  async crash(): Promise<void> {
    await this.#process?.kill();
  }

  /** The server takes connections and bytes, and answers nothing, until `thaw`. */
  freeze(): void {
    this.#process?.freeze();
  }

  thaw(): void {
    this.#process?.thaw();
  }

  /** Starts the server on the data there are; resolves when it answers. */
  async resume(): Promise<void> {
    const server = new ServerProcess('mariadbd', [
      ...commonOptions,
      ...this.#options,
      `--datadir=${path.join(this.#folder, 'data')}`,
      `--socket=${this.#socket}`,
      `--tmpdir=${this.#temporary}`,
      `--pid-file=${path.join(this.#folder, 'pid')}`,
      `--log-error=${this.#log}`,
      `--port=${this.#port}`,
      ...asOneself,
    ]);
    this.#process = server;
    const deadline = Date.now() + patienceMs;
    for (;;) {
      try {
        await this.#asRoot('select 1');
        return;
      } catch (error) {
        if (!server.isRunning || Date.now() > deadline) throw error;
      }
      await sleep(50);
    }
  }

  /** Ends the server when it has written everything; its folder stays. */
  async end(): Promise<void> {
    await this.#process?.stop();
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.#process?.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #socket(): string {
    return path.join(this.#folder, 'socket');
  }

  /** A server that starts clears what others have in a folder they share. */
  get #temporary(): string {
    return path.join(this.#folder, 'tmp');
  }

  get #log(): string {
    return path.join(this.#folder, 'log');
  }

  #install(): void {
    mkdirSync(this.#temporary, { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      requiredProgram('mariadb-install-db'),
      [
        '--no-defaults',
        `--datadir=${path.join(this.#folder, 'data')}`,
        `--tmpdir=${this.#temporary}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...asOneself,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`mariadb-install-db failed:\n${stdout}${stderr}`);
  }

  async #asRoot(statement: string): Promise<void> {
    if (this.#process?.isRunning === false) {
      throw new Error(
        `mariadbd has ended (${this.#process.end}); it said:\n${readFileSync(this.#log, 'utf8')}`,
      );
    }
    const connection = await createConnection({ socketPath: this.#socket, user: 'root' });
    try {
      await connection.query(statement);
    } finally {
      await connection.end();
    }
  }
}

/** The server refuses to run as root unless it is told to. */
const asOneself = process.getuid?.() === 0 ? ['--user=root'] : [];
