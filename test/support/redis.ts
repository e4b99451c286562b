import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './freePort';
import { ServerProcess } from './serverProcess';

const patienceMs = 10_000;

/** A Redis server in a temporary folder, on a free port; it keeps nothing beyond its process. */
export class RedisServer {
  readonly #folder: string;
  readonly #port: number;
  #process: ServerProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(mkdtempSync(path.join(tmpdir(), 'trunkline-redis-')), await freePort());
    try {
      await server.resume();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /** As `TRUNKLINE_REDIS_URL` has it. */
  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  /** Ends the server as a crash does; all it knew is gone. */
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

  /** Starts an empty server on the same port; resolves when it answers. */
  async resume(): Promise<void> {
    const server = new ServerProcess('redis-server', [
      ...['--bind', '127.0.0.1', '--port', String(this.#port), '--dir', this.#folder],
      ...['--save', '', '--appendonly', 'no', '--daemonize', 'no', '--logfile', 'log'],
    ]);
    this.#process = server;
    const deadline = Date.now() + patienceMs;
    while (!(await answers(this.#port))) {
      if (!server.isRunning) throw new Error(`redis-server has ended (${server.end})`);
      if (Date.now() > deadline) throw new Error('redis-server does not answer');
      await sleep(20);
    }
  }

  /** Ends the server and removes its folder. */
  async stop(): Promise<void> {
    await this.#process?.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    const over = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => over(data.toString().startsWith('+PONG')));
    socket.once('error', () => over(false));
    socket.setTimeout(1_000, () => over(false));
  });
}
