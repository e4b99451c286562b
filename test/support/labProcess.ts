import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { compiled } from './checkout';
import { eventually } from './eventually';

/** `npm run lab` as a process of its own, without the building. */
export class LabProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #output = '';

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#child = spawn(process.execPath, [join(compiled, 'src/cli/lab/main.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', resolve);
    });
    running.add(this);
  }

  /** All it has said. */
  get output(): string {
    return this.#output;
  }

  /** What a pattern's first group finds in what it says, waiting for it. */
  async says(pattern: RegExp, patienceMs = 15_000): Promise<string> {
    let found = '';
    await eventually(() => {
      const match = pattern.exec(this.#output);
      if (match === null)
        throw new Error(`the lab does not say ${String(pattern)}; it said:\n${this.#output}`);
      found = match[1] ?? match[0];
    }, patienceMs);
    return found;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Its exit code, once it has ended. */
  async ended(): Promise<number | null> {
    const code = await this.#ended;
    running.delete(this);
    return code;
  }
}

const running = new Set<LabProcess>();

/** Ends those that a failed test has left. */
export async function endAllLabs(): Promise<void> {
  for (const lab of [...running]) {
    lab.signal('SIGKILL');
    await lab.ended();
  }
}
