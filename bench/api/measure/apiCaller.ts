import { Agent, request } from 'node:http';
import { rootKey } from '../../../test/support/service';

export interface TimedAnswer {
  readonly status: number;
  readonly body: string;
  /** From the request to the last byte of the answer. */
  readonly ms: number;
}

/** One client of the API, over one connection that stays open. */
export class ApiCaller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly port: number) {}

  /** @throws Error with the answer unless its status is 2xx */
  async call(method: string, path: string, body?: string): Promise<TimedAnswer> {
    const begun = performance.now();
    const answer = await this.#send(method, path, body);
    const ms = performance.now() - begun;
    if (answer.status < 200 || answer.status > 299) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.body.slice(0, 500)}`);
    }
    return { ...answer, ms };
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: string | undefined): Promise<Omit<TimedAnswer, 'ms'>> {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = {
      Authorization: `Bearer ${rootKey}`,
      ...(body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.#agent },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.once('error', reject);
          response.once('end', () => {
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() });
          });
        },
      );
      sent.once('error', reject);
      sent.end(body);
    });
  }
}
