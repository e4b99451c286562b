import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from './eventually';
import { freePort } from './freePort';
import { programPath } from './programPath';

/** Where Debian keeps what baresip loads. */
const moduleFolder = '/usr/lib/baresip/modules';
const patienceMs = 20_000;

interface BaresipEvent {
  readonly event?: boolean;
  readonly type?: string;
  readonly param?: string;
  /** Call-ID. */
  readonly id?: string;
  readonly response?: boolean;
  readonly ok?: boolean;
  readonly data?: string;
}

/**
 * baresip as a PBX's phone or a carrier's: signalling at `port` of the loopback address, a sine for a microphone, driven
 * over its control connection (ctrl_tcp: JSON in netstrings). A far end that nobody here wrote.
 */
export class Baresip {
  readonly #folder = mkdtempSync(join(tmpdir(), 'trunkline-baresip-'));
  readonly #unheard: BaresipEvent[] = [];
  readonly #child: ChildProcess;
  #control: Socket | null = null;
  #text = '';

  private constructor(port: number, controlPort: number, firstMediaPort: number, users: readonly string[]) {
    const lines = [
      `sip_listen 127.0.0.1:${port}`,
      'net_interface 127.0.0.1',
      'call_local_timeout 120',
      'call_max_calls 4',
      'audio_player aubridge,player',
      'audio_source ausine,440',
      'audio_alert aubridge,alert',
      'ausrc_srate 48000',
      'auplay_srate 8000',
      'ausrc_channels 2',
      'auplay_channels 1',
      `rtp_ports ${firstMediaPort}-${firstMediaPort + 40}`,
      `module_path ${moduleFolder}`,
      ...['g711', 'ausine', 'aubridge', 'uuid'].map((name) => `module ${name}.so`),
      'module_tmp account.so',
      ...['ctrl_tcp', 'menu'].map((name) => `module_app ${name}.so`),
      `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    ];
    writeFileSync(join(this.#folder, 'config'), `${lines.join('\n')}\n`);
    const accounts = users.map(
      (user) => `<sip:${user}@127.0.0.1>;regint=0;audio_codecs=pcmu;answermode=manual`,
    );
    writeFileSync(join(this.#folder, 'accounts'), `${accounts.join('\n')}\n`);
    writeFileSync(join(this.#folder, 'contacts'), '');
    this.#child = spawn(programPath('baresip') ?? 'baresip', ['-4', '-f', this.#folder], { stdio: 'ignore' });
  }

  /** `users`: the numbers it answers for; it calls as the first. */
  static async start(port: number, users: readonly string[]): Promise<Baresip> {
    const [controlPort, mediaPort] = [await freePort(), await freePort()];
    const phone = new Baresip(port, controlPort, Math.min(mediaPort, 65_000) & ~1, users);
    const deadline = Date.now() + patienceMs;
    for (;;) {
      phone.#control = await opened(controlPort);
      if (phone.#control !== null) break;
      if (Date.now() > deadline) throw new Error('baresip does not listen');
      await sleep(50);
    }
    phone.#control.on('data', (data) => {
      phone.#heard(data.toString());
    });
    return phone;
  }

  /** Gives one of its commands, such as `dial`, `accept`, `hold`, `resume`, `transfer` and `hangup`. */
  tell(command: string, params = ''): void {
    const text = JSON.stringify({ command, params });
    this.#control?.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** Waits for an event of this type, such as `CALL_ESTABLISHED`; each is heard once. Answers its parameter. */
  async hears(type: string): Promise<string> {
    return (await this.#next(type)).param ?? '';
  }

  /** The same, and answers the Call-ID of the call it is of. */
  async hearsOfCall(type: string): Promise<string> {
    return (await this.#next(type)).id ?? '';
  }

  async #next(type: string): Promise<BaresipEvent> {
    let found: BaresipEvent = {};
    await eventually(() => {
      const at = this.#unheard.findIndex((event) => event.type === type);
      if (at < 0) {
        const heard = this.#unheard.map((event) => JSON.stringify(event));
        throw new Error(`expected ${type}, heard ${heard.join(', ')}`);
      }
      found = this.#unheard.splice(at, 1)[0] ?? {};
    }, patienceMs);
    return found;
  }

  async stop(): Promise<void> {
    this.#control?.destroy();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #heard(data: string): void {
    this.#text += data;
    for (;;) {
      const colon = this.#text.indexOf(':');
      const length = Number(this.#text.slice(0, colon));
      if (colon < 0 || this.#text.length < colon + length + 2) return;
      this.#unheard.push(JSON.parse(this.#text.slice(colon + 1, colon + 1 + length)) as BaresipEvent);
      this.#text = this.#text.slice(colon + length + 2);
    }
  }
}

const opened = (port: number): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', () => {
      resolve(null);
    });
  });
