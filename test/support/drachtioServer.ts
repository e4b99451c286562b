import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';

/** A drachtio-server program; where it is named the service speaks SIP through it, in every test that starts one. */
export const drachtioProgram = process.env.TRUNKLINE_TEST_DRACHTIO ?? null;

const secret = 'test-secret';
const patienceMs = 10_000;

/** A drachtio-server on the loopback address, started by hand: it is no package, and most machines have none. */
export class DrachtioServer {
  readonly #program: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'trunkline-drachtio-'));
  readonly #adminPort: number;
  #child: ChildProcess | null = null;

  private constructor(program: string, address: string, sipPort: number, adminPort: number) {
    this.#program = program;
    this.#adminPort = adminPort;
    writeFileSync(
      join(this.#folder, 'drachtio.conf.xml'),
      `<drachtio>
  <admin port="${adminPort}" secret="${secret}">127.0.0.1</admin>
  <sip><contacts><contact>sip:${address}:${sipPort};transport=udp,tcp</contact></contacts></sip>
  <logging><console/><loglevel>error</loglevel></logging>
</drachtio>
`,
    );
  }

  static async start(program: string, sipPort: number, address = '127.0.0.1'): Promise<DrachtioServer> {
    const server = new DrachtioServer(program, address, sipPort, await freePort());
    await server.start();
    return server;
  }

  /** Where it listens for whoever uses it. */
  get admin(): { readonly host: string; readonly port: number; readonly secret: string } {
    return { host: '127.0.0.1', port: this.#adminPort, secret };
  }

  /** As `TRUNKLINE_SIP_STACK` names it. */
  get setting(): string {
    const { host, port } = this.admin;
    return `drachtio://:${secret}@${host}:${port}`;
  }

  async start(): Promise<void> {
    this.#child = spawn(this.#program, ['-f', join(this.#folder, 'drachtio.conf.xml'), '--stdout'], {
      stdio: 'ignore',
    });
    const deadline = Date.now() + patienceMs;
    while (!(await isListening(this.#adminPort))) {
      if (Date.now() > deadline) throw new Error(`${this.#program} does not listen`);
      await sleep(50);
    }
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
