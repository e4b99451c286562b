import { randomBytes } from 'node:crypto';
import type { StackStatistics } from '../../model/stackStatistics';
import type { TimerWheel } from '../../model/timerWheel';
import type { SourceAddress } from '../../model/callFacts';
import { formatHostPort } from '../../model/hostPort';
import { acceptHeader, allowHeader, userAgentHeader } from '../capabilities';
import type {
  Body,
  IncomingInvite,
  MessageView,
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  SipStack,
  StackCapability,
  StackHandler,
  Target,
} from '../stack';
import {
  DrachtioServer,
  sourceOf,
  type DrachtioServerOwner,
  type DrachtioServerSetting,
} from './drachtioServer';
import { DrachtioIncomingLeg } from './incomingLeg';
import { DrachtioOutgoingLeg, routeTo } from './outgoingLeg';
import type { SrfRequest, SrfResponse } from './srf';
import { nothingSaid, sendResponse, srfContent, viewOf } from './srfMessage';

export interface DrachtioStackOptions {
  readonly servers: readonly DrachtioServerSetting[];
  readonly wheel: TimerWheel;
  /** An error of ours that a message caused; the service goes on. */
  readonly onFault: (error: unknown) => void;
  /** What operators should know: servers that go and come. */
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** How long the start waits for the first server. */
const startLimitMs = 30_000;
const defaultMaxForwards = 70;

/**
 * The SIP seam over drachtio-servers (design.md section 3). The servers keep transports, transactions and dialogs; each leg
 * lives on the server it came in on, or went out from.
 */
export class DrachtioStack implements SipStack, DrachtioServerOwner {
  readonly capabilities: ReadonlySet<StackCapability> = new Set([
    'udp',
    'tcp',
    'offerless_invite',
    'mid_call_requests',
  ]);
  readonly #options: DrachtioStackOptions;
  readonly #servers: readonly DrachtioServer[];
  #handler: StackHandler | null = null;
  /** Whose turn it is to send a call. */
  #turn = 0;
  #onTurned: (() => void) | null = null;
  #refused: string | null = null;
  readonly #counters = {
    received: 0,
    sent: 0,
    responsesReceived: [0, 0, 0, 0, 0, 0, 0],
  };

  constructor(options: DrachtioStackOptions) {
    this.#options = options;
    this.#servers = options.servers.map((setting) => new DrachtioServer(setting, options.wheel, this));
  }

  /** @throws Error when no server is there within 30 s, or one refuses the secret */
  async start(handler: StackHandler): Promise<void> {
    this.#handler = handler;
    for (const server of this.#servers) server.connect();
    const names = this.#servers.map(({ name }) => name).join(', ');
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no drachtio-server answers at ${names}; is one running there?`));
      }, startLimitMs);
      this.#onTurned = () => {
        const isThere = this.#servers.some(({ isConnected }) => isConnected);
        if (!isThere && this.#refused === null) return;
        clearTimeout(timer);
        this.#onTurned = null;
        if (isThere) resolve();
        else
          reject(
            new Error(`drachtio-server ${this.#refused ?? ''} refuses the secret of TRUNKLINE_SIP_STACK`),
          );
      };
    });
  }

  invite(invite: OutgoingInvite, listener: OutgoingLegListener): OutgoingLeg {
    return new DrachtioOutgoingLeg(this.#nextServer(), invite, randomBytes(20).toString('hex'), listener);
  }

  probe(target: Target, timeoutMs: number): Promise<number> {
    const uri = `sip:${formatHostPort(target.host, target.port)}`;
    return new Promise((resolve) => {
      const timer = this.#options.wheel.after(timeoutMs, () => {
        resolve(408);
      });
      const heard = (status: number): void => {
        timer.cancel();
        resolve(status);
      };
      const request = {
        method: 'OPTIONS',
        uri,
        proxy: routeTo(target),
        ...srfContent({ headers: userAgentHeader }),
      };
      this.#nextServer().send(request, (error, options) => {
        if (error !== null) heard(503);
        else {
          options.on('response', ({ status }) => {
            if (status >= 200) heard(status);
          });
        }
      });
    });
  }

  statistics(): StackStatistics {
    let dialogs = 0;
    for (const { legs } of this.#servers) dialogs += legs.size;
    const { received, sent, responsesReceived } = this.#counters;
    return {
      ...{ received, sent, dialogs },
      responsesReceived: responsesReceived.slice(),
      // These are the servers' own; their Prometheus page has them.
      responsesSent: [0, 0, 0, 0, 0, 0, 0],
      malformed: 0,
      requestRetransmissions: 0,
      responseRetransmissions: 0,
      receivedRetransmissions: 0,
      transactions: 0,
    };
  }

  /** BYEs under way are with the server, which ends them by itself. */
  async quiet(): Promise<void> {
    await Promise.resolve();
  }

  close(): Promise<void> {
    for (const server of this.#servers) server.close();
    return Promise.resolve();
  }

  received(server: DrachtioServer, request: SrfRequest, response: SrfResponse): void {
    const handler = this.#handler;
    if (handler === null) return;
    if (request.method === 'OPTIONS') {
      // One that must not be answered cannot be forgotten here: it gets what an unknown caller gets.
      const answer = handler.options(sourceOf(request)) ?? { status: 403, reason: 'Forbidden' };
      const headers = (answer.headers ?? '') + allowHeader + acceptHeader;
      sendResponse(response, answer.status, answer.reason, srfContent({ headers }));
      return;
    }
    // What the server calls the dialog of a new call is no name: it is the same for all.
    if (request.method !== 'INVITE' || viewOf(request.msg)?.toTag !== '') {
      sendResponse(response, 481, 'Call/Transaction Does Not Exist', {});
      return;
    }
    const leg = new DrachtioIncomingLeg(server, request, response);
    leg.listenWith(handler.incomingCall(leg, new ReceivedInvite(request)));
  }

  turned(server: DrachtioServer, state: 'connected' | 'lost' | 'refused'): void {
    const { log } = this.#options;
    const fields = { drachtio: server.name };
    if (state === 'connected') log.info({ ...fields, sip: server.address }, 'drachtio-server connected');
    else if (state === 'lost') log.error(fields, 'drachtio-server lost; it is tried again');
    else {
      this.#refused = server.name;
      log.error(fields, 'drachtio-server refuses the secret');
    }
    this.#onTurned?.();
  }

  fault(error: unknown): void {
    this.#options.onFault(error);
  }

  counted(what: 'request_sent' | 'response_received' | 'request_received', status: number): void {
    const counters = this.#counters;
    if (what === 'request_sent') counters.sent += 1;
    else counters.received += 1;
    if (what !== 'response_received') return;
    const place = Math.floor(status / 100);
    counters.responsesReceived[place] = (counters.responsesReceived[place] ?? 0) + 1;
  }

  /** Those that are there take turns; where none is, whichever it is will say so. */
  #nextServer(): DrachtioServer {
    const there = this.#servers.filter(({ isConnected }) => isConnected);
    const among = there.length === 0 ? this.#servers : there;
    this.#turn = (this.#turn + 1) % among.length;
    const server = among[this.#turn];
    if (server === undefined) throw new Error('no drachtio-server is configured');
    return server;
  }
}

/** A new call's INVITE. */
class ReceivedInvite implements IncomingInvite {
  readonly source: SourceAddress;
  readonly requestUri: string;
  readonly maxForwards: number;
  readonly #view: MessageView;

  constructor(request: SrfRequest) {
    const message = viewOf(request.msg);
    this.#view = message ?? nothingSaid;
    this.source = sourceOf(request);
    this.requestUri = message?.requestUri ?? request.uri;
    const forwards = message?.maxForwards ?? -1;
    this.maxForwards = forwards < 0 ? defaultMaxForwards : forwards;
  }

  get body(): Body | null {
    return this.#view.body;
  }

  header(name: string): string | undefined {
    return this.#view.header(name);
  }

  headers(name: string): readonly string[] {
    return this.#view.headers(name);
  }

  passed(trusted: boolean): string {
    return this.#view.passed(trusted);
  }
}
