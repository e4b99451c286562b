import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compiled } from './checkout';
import { drachtioProgram, DrachtioServer } from './drachtioServer';
import { freePort } from './freePort';

/** The key of every service a test starts. */
export const rootKey = 'test-root-key-0123456789abcdef';

export interface Usage {
  readonly active: number;
  readonly incoming: number;
  readonly outgoing: number;
  readonly borrowed: number;
  readonly lent: number;
  readonly emergency: number;
  readonly rejected: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The service as a process of its own, on free ports and a data folder that is gone after `stop`. */
export class Service {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #nodeArguments: readonly string[];
  /** What speaks SIP for it, where that is a server of its own. */
  readonly #drachtio: DrachtioServer | null;
  readonly #ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  #output = '';

  private constructor(
    readonly sipPort: number,
    readonly httpPort: number,
    folder: string,
    environment: Readonly<Record<string, string>>,
    nodeArguments: readonly string[],
    drachtio: DrachtioServer | null,
  ) {
    this.#folder = folder;
    this.#environment = environment;
    this.#nodeArguments = nodeArguments;
    this.#drachtio = drachtio;
    this.#child = spawn(process.execPath, [...nodeArguments, join(compiled, 'src/main.js')], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TRUNKLINE_SIP_LISTEN: `udp:127.0.0.1:${sipPort},tcp:127.0.0.1:${sipPort}`,
        TRUNKLINE_HTTP_LISTEN: `127.0.0.1:${httpPort}`,
        TRUNKLINE_DATA_DIR: this.#folder,
        TRUNKLINE_DATABASE_URL: `sqlite:${join(this.#folder, 'trunkline.db')}`,
        TRUNKLINE_ROOT_API_KEY: rootKey,
        ...(drachtio === null ? {} : { TRUNKLINE_SIP_STACK: drachtio.setting }),
        ...environment,
      },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = `${this.#output}${text}`.slice(-200_000);
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    running.add(this);
  }

  /** Resolves once `/readyz` says 200. */
  static async start(
    options: {
      readonly environment?: Readonly<Record<string, string>>;
      readonly nodeArguments?: readonly string[];
      readonly sipPort?: number;
      /** A drachtio-server program to speak SIP through; left out: as the environment of the tests says. */
      readonly drachtio?: string;
    } = {},
  ): Promise<Service> {
    const sipPort = options.sipPort ?? (await freePort());
    const usual = options.environment?.TRUNKLINE_SIP_STACK === undefined ? drachtioProgram : null;
    const program = options.drachtio ?? usual;
    const drachtio = program === null ? null : await DrachtioServer.start(program, sipPort);
    const service = new Service(
      sipPort,
      await freePort(),
      mkdtempSync(join(tmpdir(), 'trunkline-service-')),
      options.environment ?? {},
      options.nodeArguments ?? [],
      drachtio,
    );
    return service.#started();
  }

  async #started(): Promise<this> {
    try {
      await this.#ready(15_000);
    } catch (error) {
      await this.kill();
      throw error;
    }
    return this;
  }

  async #ready(patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline) {
      if (this.#child.exitCode !== null) break;
      if ((await this.readiness()) === 200) return;
      await sleep(20);
    }
    throw new Error(`the service is not ready; it said:\n${this.#output}`);
  }

  /** Of the drachtio-server it speaks SIP through; null: of none. */
  get drachtioPid(): number | null {
    return this.#drachtio?.pid ?? null;
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the service was not started');
    return pid;
  }

  /** `host:port` of SIP, for sipp. */
  get sip(): string {
    return `127.0.0.1:${this.sipPort}`;
  }

  /** All it wrote to its standard streams, the last 200,000 characters. */
  get output(): string {
    return this.#output;
  }

  /** Its data folder. */
  get folder(): string {
    return this.#folder;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Of the API. */
  get url(): string {
    return `http://127.0.0.1:${this.httpPort}`;
  }

  #url(path: string): string {
    return `${this.url}${path}`;
  }

  async request(method: string, path: string, body?: string, type = 'application/json'): Promise<ApiAnswer> {
    const response = await fetch(this.#url(path), {
      method,
      headers: {
        Authorization: `Bearer ${rootKey}`,
        ...(body === undefined ? {} : { 'Content-Type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  /** The status of `/readyz`; null: nobody answers. */
  async readiness(): Promise<number | null> {
    const response = await fetch(this.#url('/readyz')).catch(() => null);
    await response?.arrayBuffer().catch(() => undefined);
    return response?.status ?? null;
  }

  /** A GET that must answer 200. */
  async get(path: string): Promise<unknown> {
    const answer = await this.request('GET', path);
    if (answer.status !== 200)
      throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Applies a deployment and waits until it is in force on the wire: 300 ms (design.md section 2). */
  async apply(yaml: string): Promise<void> {
    const answer = await this.request('POST', '/api/v1/deployments', yaml, 'application/yaml');
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`the deployment was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    await sleep(300);
  }

  async usage(trunkGroup: string): Promise<Usage> {
    return ((await this.get(`/api/v1/trunk-groups/${trunkGroup}`)) as { usage: Usage }).usage;
  }

  async liveCalls(): Promise<readonly { readonly id: string; readonly state: string }[]> {
    const page = await this.get('/api/v1/calls?limit=1000');
    return (page as { items: readonly { id: string; state: string }[] }).items;
  }

  /** Asks until no call is left and the trunk groups hold nothing; throws with what is left after `patienceMs`. */
  async idle(trunkGroups: readonly string[], patienceMs = 5000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const calls = await this.liveCalls();
      const usages = await Promise.all(trunkGroups.map((name) => this.usage(name)));
      const held = usages.some(
        ({ active, incoming, outgoing, emergency }) => active + incoming + outgoing + emergency > 0,
      );
      if (calls.length === 0 && !held) return;
      if (Date.now() > deadline) {
        throw new Error(`not idle: ${JSON.stringify({ calls, usages })}`);
      }
      await sleep(50);
    }
  }

  /** SIGTERM, as `end`; its folder goes too. */
  async stop(patienceMs = 10_000): Promise<void> {
    if (!running.has(this)) return;
    try {
      await this.end(patienceMs);
    } finally {
      await this.#drachtio?.stop();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** SIGTERM; throws unless it ends by itself, with exit code 0, within `patienceMs`. Its folder stays. */
  async end(patienceMs = 10_000): Promise<void> {
    running.delete(this);
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    const { code, signal } = await this.#ended;
    clearTimeout(killer);
    if (code !== 0) {
      throw new Error(`the service ended with ${signal ?? `exit code ${code}`}; it said:\n${this.#output}`);
    }
  }

  /** Ends it as a power cut would end the process; its folder stays for `startAgain`. */
  async crash(): Promise<void> {
    running.delete(this);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Another run in the same folder and on the same ports, once this one has ended. */
  startAgain(): Promise<Service> {
    return new Service(
      this.sipPort,
      this.httpPort,
      this.#folder,
      this.#environment,
      this.#nodeArguments,
      this.#drachtio,
    ).#started();
  }

  async kill(): Promise<void> {
    running.delete(this);
    this.#child.kill('SIGKILL');
    await this.#ended;
    await this.#drachtio?.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const running = new Set<Service>();

/** For whoever is told to end in the middle of things. */
export async function killAllServices(): Promise<void> {
  await Promise.all(Array.from(running, (service) => service.kill()));
}
