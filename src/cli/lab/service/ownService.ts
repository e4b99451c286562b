import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRootApiKey } from '../../../provisioning/http/rootApiKey';
import { LabApi } from '../labApi';
import type { LabPorts } from './labPorts';

const mainFile = path.resolve(__dirname, '../../../main.js');
const endWithParent = path.join(__dirname, 'endWithParent.js');

const startPatienceMs = 20_000;
const stopPatienceMs = 15_000;
/** Calls that nobody hung up are hung up by the service after this time. */
const drainSeconds = 5;
const logLines = 5;

/** The lab's own service: the real process, with a data directory that only it uses. */
export class OwnService {
  readonly #child: ChildProcess;
  readonly #httpPort: number;
  readonly #ended: Promise<void>;
  #stopping = false;
  readonly folder: string;

  private constructor(ports: LabPorts, lost: () => void) {
    this.folder = mkdtempSync(path.join(tmpdir(), 'trunkline-lab-'));
    this.#httpPort = ports.http;
    const log = openSync(this.logFile, 'a');
    this.#child = spawn(process.execPath, ['-r', endWithParent, mainFile], {
      cwd: this.folder,
      // Ctrl-C is for the lab, which hangs up first.
      detached: true,
      stdio: ['pipe', log, log],
      env: {
        ...withoutSettings(process.env),
        TRUNKLINE_SIP_LISTEN: `udp:127.0.0.1:${ports.sip},tcp:127.0.0.1:${ports.sip}`,
        TRUNKLINE_HTTP_LISTEN: `127.0.0.1:${ports.http}`,
        TRUNKLINE_DATA_DIR: this.folder,
        TRUNKLINE_DRAIN_S: String(drainSeconds),
      },
    });
    closeSync(log);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', () => {
        resolve();
      });
      this.#child.once('exit', () => {
        resolve();
      });
    });
    void this.#ended.then(() => {
      if (!this.#stopping) lost();
    });
  }

  /**
   * Resolves when `/readyz` says 200.
   * @param lost called when the service ends unasked
   * @throws Error with what the service said last
   */
  static async start(ports: LabPorts, lost: () => void): Promise<OwnService> {
    const service = new OwnService(ports, lost);
    try {
      const until = Date.now() + startPatienceMs;
      const api = new LabApi(service.url, '');
      while ((await api.readiness()) !== 200) {
        if (!service.isRunning || Date.now() > until) {
          throw new Error(`the service did not start; it said:\n${service.lastWords()}`);
        }
        await sleep(30);
      }
      return service;
    } catch (error) {
      service.kill();
      service.remove();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.#httpPort}`;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get logFile(): string {
    return path.join(this.folder, 'service.log');
  }

  get key(): string {
    const key = readRootApiKey(this.folder);
    if (key === null) throw new Error(`the service has made no API key in ${this.folder}`);
    return key;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of its log. */
  lastWords(): string {
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-logLines).join('\n');
  }

  /** Lets it drain and end. @returns null: it ended by itself with exit code 0; else what happened instead */
  async stop(): Promise<string | null> {
    this.#stopping = true;
    if (this.isRunning) this.#child.kill('SIGTERM');
    const patience = new AbortController();
    await Promise.race([
      this.#ended,
      sleep(stopPatienceMs, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    patience.abort();
    if (this.isRunning) {
      this.kill();
      return `the service did not end within ${stopPatienceMs / 1000} s of SIGTERM`;
    }
    const { exitCode, signalCode } = this.#child;
    return exitCode === 0
      ? null
      : `the service ended with ${signalCode ?? `exit code ${exitCode ?? 'unknown'}`}`;
  }

  kill(): void {
    this.#stopping = true;
    this.#child.kill('SIGKILL');
  }

  /** Removes the data directory. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The lab's own service takes nothing from the user's settings. */
const withoutSettings = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TRUNKLINE_')));
