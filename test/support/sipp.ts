import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseTrace, type TracedMessage } from './sippMessages';

export interface SippOptions {
  /** XML, as `scenario` makes it. */
  readonly scenario: string;
  readonly port: number;
  /** Default 127.0.0.1; another loopback address tells peers apart over TCP. */
  readonly address?: string;
  /** `host:port` calls go to; a called end needs none. */
  readonly remote?: string;
  readonly transport?: 'udp' | 'tcp';
  /** Ends by itself after so many calls. */
  readonly calls?: number;
  /** New calls a second. */
  readonly rate?: number;
  /** Calls at a time. */
  readonly limit?: number;
  readonly holdMs?: number;
  readonly keys?: Readonly<Record<string, string>>;
  /** One line a call, fields [field0], [field1] ... */
  readonly fields?: readonly (readonly string[])[];
  /** Ends the whole run as failed. */
  readonly timeoutS?: number;
  /** Records all messages; off for load. */
  readonly trace?: boolean;
  readonly extra?: readonly string[];
}

export interface SippStatistics {
  readonly created: number;
  readonly current: number;
  readonly successful: number;
  readonly failed: number;
  readonly retransmissions: number;
  /** Messages that belonged to no call. */
  readonly outOfCall: number;
}

export interface SippResult extends SippStatistics {
  readonly exitCode: number;
  readonly messages: readonly TracedMessage[];
  /** What sipp itself said went wrong. */
  readonly errors: string;
}

/** A running sipp, from its start to `result`; its files are gone then. */
export class Sipp {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<number>;
  #result: Promise<SippResult> | null = null;

  constructor(options: SippOptions) {
    this.#folder = mkdtempSync(join(tmpdir(), 'trunkline-sipp-'));
    const output = openSync(join(this.#folder, 'output'), 'w');
    this.#child = spawn('sipp', this.#arguments(options), {
      cwd: this.#folder,
      stdio: ['ignore', output, output],
      env: { ...process.env, TERM: 'dumb' },
    });
    closeSync(output);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code) => resolve(code ?? 255));
    });
    running.add(this);
  }

  #arguments(options: SippOptions): string[] {
    const file = (name: string, content: string): string => {
      writeFileSync(join(this.#folder, name), content, 'latin1');
      return join(this.#folder, name);
    };
    const address = options.address ?? '127.0.0.1';
    const keys = { contact_port: String(options.port), ...options.keys };
    const fields = options.fields ?? [];
    return [
      ...(options.remote === undefined ? [] : [options.remote]),
      ...['-sf', file('scenario.xml', options.scenario)],
      ...['-i', address, '-bind_local', '-mi', address, '-p', String(options.port)],
      ...['-t', options.transport === 'tcp' ? 't1' : 'u1', '-nostdin', '-timer_resol', '1'],
      ...['-trace_stat', '-stf', join(this.#folder, 'stat.csv'), '-fd', '1'],
      ...['-trace_err', '-error_file', join(this.#folder, 'errors.log')],
      ...(options.trace === false ? [] : ['-trace_msg', '-message_file', join(this.#folder, 'messages.log')]),
      ...(options.calls === undefined ? [] : ['-m', String(options.calls)]),
      ...(options.rate === undefined ? [] : ['-r', String(options.rate)]),
      ...(options.limit === undefined ? [] : ['-l', String(options.limit)]),
      ...(options.holdMs === undefined ? [] : ['-d', String(options.holdMs)]),
      ...(fields.length === 0
        ? []
        : [
            '-inf',
            file('fields.csv', ['SEQUENTIAL', ...fields.map((line) => line.join(';')), ''].join('\n')),
          ]),
      ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
      ...['-timeout', `${options.timeoutS ?? 60}s`, '-timeout_error', '-deadcall_wait', '500'],
      ...(options.extra ?? []),
    ];
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Counters as sipp last wrote them: up to a second old while it runs. */
  statistics(): SippStatistics {
    const lines = this.#read('stat.csv').trim().split('\n');
    const names = (lines[0] ?? '').split(';');
    const values = lines.length > 1 ? (lines.at(-1) ?? '').split(';') : [];
    const value = (name: string): number => Number(values[names.indexOf(name)] ?? 0);
    return {
      created: value('TotalCallCreated'),
      current: value('CurrentCall'),
      successful: value('SuccessfulCall(C)'),
      failed: value('FailedCall(C)'),
      retransmissions: value('Retransmissions(C)'),
      outOfCall: value('OutOfCallMsgs(C)'),
    };
  }

  /** Messages so far, as far as sipp has written them out. */
  messages(): TracedMessage[] {
    return parseTrace(this.#read('messages.log'));
  }

  /** Waits for its end: all its calls made, stopped, or timed out. */
  result(): Promise<SippResult> {
    this.#result ??= this.#collect();
    return this.#result;
  }

  async #collect(): Promise<SippResult> {
    const exitCode = await this.#ended;
    running.delete(this);
    const result = {
      ...this.statistics(),
      exitCode,
      messages: this.messages(),
      errors: `${this.#read('errors.log')}${exitCode > 1 && exitCode !== 99 ? this.#read('output').slice(-2000) : ''}`,
    };
    rmSync(this.#folder, { recursive: true, force: true });
    return result;
  }

  /** Takes no more calls, lets those in progress end, and is killed when that takes longer than `patienceMs`. */
  async stop(patienceMs = 2000): Promise<SippResult> {
    if (this.#child.exitCode === null) this.#child.kill('SIGUSR1');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), patienceMs);
    try {
      return await this.result();
    } finally {
      clearTimeout(killer);
    }
  }

  #read(name: string): string {
    try {
      return readFileSync(join(this.#folder, name), 'latin1');
    } catch {
      return '';
    }
  }
}

const running = new Set<Sipp>();

/** For `afterEach`: nothing a test started goes on. */
export async function stopAllSipp(): Promise<void> {
  await Promise.all(Array.from(running, (sipp) => sipp.stop(0)));
}

/** A called end that listens once this resolves. */
export async function startCallee(options: SippOptions): Promise<Sipp> {
  const sipp = new Sipp(options);
  // sipp says nowhere that it listens; what the kernel knows does.
  for (let waited = 0; waited < 5000; waited += 10) {
    if (isBound(options.transport ?? 'udp', options.port)) return sipp;
    await sleep(10);
  }
  const { errors } = await sipp.stop(0);
  throw new Error(`sipp does not listen on ${options.port}: ${errors}`);
}

function isBound(transport: 'udp' | 'tcp', port: number): boolean {
  const hexadecimal = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync(`/proc/net/${transport}`, 'latin1')
    .split('\n')
    .some((line) => line.trim().split(/\s+/)[1]?.endsWith(`:${hexadecimal}`) === true);
}
