import { spawn, type ChildProcess } from 'node:child_process';
import { programPath } from './programPath';

/** Where the system can do that, a server ends with the tests even if they are killed. */
const setpriv = programPath('setpriv');
const untilOurEnd = setpriv === null ? [] : [setpriv, '--pdeathsig', 'KILL'];

/** Servers of tests that were cut short. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A server that tests start, with nothing to say on its standard streams. */
export class ServerProcess {
  readonly #child: ChildProcess;

  constructor(program: string, args: readonly string[]) {
    const [command = '', ...rest] = [...untilOurEnd, requiredProgram(program), ...args];
    const child = spawn(command, rest, { stdio: 'ignore' });
    this.#child = child;
    running.add(child);
    child.once('exit', () => running.delete(child));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** How it ended. */
  get end(): string {
    return this.#child.signalCode ?? `exit code ${this.#child.exitCode}`;
  }

  /** It takes connections and bytes, and answers nothing, until `thaw`. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it as a crash does. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Asks it to end, and waits until it has. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.isRunning) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    await ended;
  }
}

export function requiredProgram(program: string): string {
  const file = programPath(program);
  if (file === null) throw new Error(`${program} is not installed`);
  return file;
}
