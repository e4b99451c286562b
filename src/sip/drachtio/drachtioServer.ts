import { randomBytes, randomInt } from 'node:crypto';
import type { SourceAddress } from '../../model/callFacts';
import type { Timer } from '../../model/ports';
import type { SipTransport } from '../../model/settings';
import type { TimerWheel } from '../../model/timerWheel';
import type { DrachtioLeg } from './drachtioLeg';
import type { LegHome, SendError } from './legHome';
import {
  createSrfClient,
  type SrfClient,
  type SrfOutgoingRequest,
  type SrfRequest,
  type SrfResponse,
} from './srf';
import { notAtOnce, sendResponse } from './srfMessage';

export interface DrachtioServerSetting {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** Who hears what a server has to say. */
export interface DrachtioServerOwner {
  /** The first message of a call, or OPTIONS outside a dialog. */
  received(server: DrachtioServer, request: SrfRequest, response: SrfResponse): void;
  /** It went away, came back, or refused the secret. */
  turned(server: DrachtioServer, state: 'connected' | 'lost' | 'refused'): void;
  /** An error of ours that a message caused. */
  fault(error: unknown): void;
  counted(what: 'request_sent' | 'response_received' | 'request_received', status: number): void;
}

/** How long dialogs outlive the connection to their server: it may be back, having kept them. */
const dialogGraceMs = 10_000;
const longestRetryMs = 2_000;

/**
 * One drachtio-server, reached over a connection that is opened again whenever it ends.
 *
 *     away        not connected yet, or not any more; nothing can be sent
 *     connected   authenticated
 *
 * With the connection all transactions are gone, since their answers find nobody. Established dialogs are the server's:
 * when it is back each is asked for, and those it has forgotten, or all when it stays away, are lost.
 */
export class DrachtioServer implements LegHome {
  readonly legs = new Set<DrachtioLeg>();
  readonly dialogs = new Map<string, DrachtioLeg>();
  readonly name: string;
  address = '127.0.0.1';
  readonly wheel: TimerWheel;
  readonly #setting: DrachtioServerSetting;
  readonly #owner: DrachtioServerOwner;
  readonly #client: SrfClient;
  #isConnected = false;
  #grace: Timer | null = null;

  constructor(setting: DrachtioServerSetting, wheel: TimerWheel, owner: DrachtioServerOwner) {
    this.name = `${setting.host}:${setting.port}`;
    this.#setting = setting;
    this.wheel = wheel;
    this.#owner = owner;
    this.#client = createSrfClient();
    this.#listen(this.#client);
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  connect(): void {
    const { host, port, secret } = this.#setting;
    this.#client.connect({ host, port, secret, reconnect: { retryMaxDelay: longestRetryMs } });
  }

  readonly random = (): number => randomInt(2 ** 32) / 2 ** 32;

  newSessionId(): number {
    return randomBytes(6).readUIntBE(0, 6);
  }

  newContactUser(): string {
    return randomBytes(8).toString('hex');
  }

  send(request: SrfOutgoingRequest, sent: (error: SendError | null, request: SrfRequest) => void): void {
    const hear = notAtOnce(sent);
    const fail = (): void => {
      // Nobody looks at the request then: there is none.
      hear(new Error(`drachtio-server ${this.name} is not connected`), undefined as never);
    };
    if (!this.#isConnected) {
      fail();
      return;
    }
    this.#owner.counted('request_sent', 0);
    try {
      this.#client.app.request(request, (error, made) => {
        if (error === null) {
          made.on('response', ({ status }) => {
            this.#owner.counted('response_received', status);
          });
        }
        hear(error, made);
      });
    } catch {
      // The connection has ended, and drachtio-srf has not said so yet.
      fail();
    }
  }

  close(): void {
    this.#grace?.cancel();
    this.#grace = null;
    this.legs.clear();
    this.dialogs.clear();
    if (this.#isConnected) this.#client.disconnect();
    this.#isConnected = false;
  }

  #listen(client: SrfClient): void {
    const dispatch = (request: SrfRequest, response: SrfResponse): void => {
      this.#owner.counted('request_received', 0);
      const { stackDialogId } = request;
      const leg = stackDialogId === undefined ? undefined : this.dialogs.get(stackDialogId);
      try {
        if (leg !== undefined) leg.receive(request, response);
        else this.#owner.received(this, request, response);
      } catch (error) {
        // drachtio-srf would answer 500 and go on as if nothing were.
        this.#owner.fault(error);
      }
    };
    // Asked for by name, a method is sent here outside dialogs too; inside one, all are.
    client.use('invite', dispatch);
    client.use('options', dispatch);
    client.use((request, response) => {
      const isAnswered = request.method === 'ACK' || request.source === 'application';
      if (request.stackDialogId !== undefined && this.dialogs.has(request.stackDialogId))
        dispatch(request, response);
      else if (!isAnswered) sendResponse(response, 481, 'Call/Transaction Does Not Exist', {});
    });
    client.on('connect', (error, addresses) => {
      if (error !== null) {
        this.#owner.turned(this, 'refused');
        return;
      }
      this.#isConnected = true;
      this.#grace?.cancel();
      this.#grace = null;
      this.address = firstAddress(addresses ?? '') ?? this.address;
      this.#owner.turned(this, 'connected');
      for (const leg of [...this.legs]) leg.verify();
    });
    client.on('close', () => {
      this.#lost();
    });
    // A connection that could not be opened is tried again; that it is away is known already.
    client.on('error', () => {
      this.#lost();
    });
  }

  #lost(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#grace = this.wheel.after(dialogGraceMs, () => {
      this.#grace = null;
      for (const leg of [...this.legs]) leg.unknownToServer();
    });
    this.#owner.turned(this, 'lost');
    for (const leg of [...this.legs]) leg.connectionLost();
  }
}

/** Of `udp/192.0.2.1:5060,tcp/192.0.2.1:5060`, as the server names its listeners. */
const firstAddress = (addresses: string): string | null =>
  /^[a-z]+\/\[?([0-9a-f.:]+?)\]?:\d+/i.exec(addresses)?.[1] ?? null;

export const sourceOf = ({
  protocol,
  source_address: address,
  source_port: port,
}: SrfRequest): SourceAddress => ({
  transport: protocol.toLowerCase() as SipTransport,
  address,
  port,
});
