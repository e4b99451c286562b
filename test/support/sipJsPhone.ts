import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { compiled } from './checkout';
import { eventually } from './eventually';
import type { PhoneCommand, PhoneEvent } from './sipJsPhoneProgram';

/** A phone of sip.js over WebSocket in a process of its own: a far end that nobody here wrote. */
export class SipJsPhone {
  readonly #child: ChildProcess;
  readonly #unheard: PhoneEvent[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (event: PhoneEvent) => this.#unheard.push(event));
  }

  /** @param server `ws://` or `wss://` address; @param authority file of the certificate it may show */
  static async start(server: string, user: string, authority?: string): Promise<SipJsPhone> {
    const child = fork(join(compiled, 'test/support/sipJsPhoneProgram.js'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      ...(authority === undefined ? {} : { env: { ...process.env, NODE_EXTRA_CA_CERTS: authority } }),
    });
    const phone = new SipJsPhone(child);
    await phone.hears('ready');
    phone.tell({ do: 'connect', server, user });
    await phone.hears('connected');
    return phone;
  }

  tell(command: PhoneCommand): void {
    this.#child.send(command);
  }

  /** Waits for an event that says this among other things, and hands over all it said; each is heard once. */
  async hears(what: string, saying = ''): Promise<string> {
    let text = '';
    await eventually(() => {
      const at = this.#unheard.findIndex((event) => event.is === what && event.text.includes(saying));
      if (at < 0) {
        const heard = this.#unheard.map((event) => `${event.is} ${event.text}`);
        throw new Error(`expected ${what} ${saying}, heard ${heard.join(', ')}`);
      }
      text = this.#unheard.splice(at, 1)[0]?.text ?? '';
    }, 10_000);
    return text;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}
