import { setTimeout } from 'node:timers/promises';
import { formatHostPort } from '../../model/hostPort';
import type { Clock, Random } from '../../model/ports';
import type { SipTransport } from '../../model/settings';
import type { StackStatistics } from '../../model/stackStatistics';
import type { TimerWheel } from '../../model/timerWheel';
import type {
  OutgoingInvite,
  OutgoingLeg,
  OutgoingLegListener,
  SipStack,
  StackCapability,
  StackHandler,
  Target,
} from '../stack';
import type { MessageTap } from '../trace/messageTap';
import { userAgentHeader } from '../capabilities';
import { defaultSessionTerms, type SessionTerms } from './dialog/sessionTerms';
import { UserAgent } from './dialog/userAgent';
import { magicCookie } from '../message/via';
import type { NonInviteClientTransaction } from './transaction/nonInviteClient';
import type { Transport } from './transport/transport';
import { Resolver } from './transport/resolver';

export interface EmbeddedStackOptions {
  /** One a transport name; not started yet. */
  readonly transports: readonly Transport[];
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  /** An error of ours that a message or a timer caused; the service goes on. */
  readonly onFault: (error: unknown) => void;
  /** Sees every message; left out: nobody does. */
  readonly tap?: MessageTap;
  /** Session timers (RFC 4028); null: they are not used; left out: the defaults. */
  readonly sessionTerms?: SessionTerms | null;
}

/** The SIP stack that needs nothing installed: transports, transactions and dialogs in this process. */
export class EmbeddedStack implements SipStack {
  readonly capabilities: ReadonlySet<StackCapability>;
  private readonly transports: ReadonlyMap<SipTransport, Transport>;
  private readonly agent: UserAgent;
  private readonly wheel: TimerWheel;

  constructor(options: EmbeddedStackOptions) {
    this.wheel = options.wheel;
    this.transports = new Map(options.transports.map((transport) => [transport.transport, transport]));
    const { wheel, clock, random, onFault, tap = null, sessionTerms = defaultSessionTerms } = options;
    const resolver = new Resolver(clock, random);
    const { transports } = this;
    this.agent = new UserAgent({ wheel, clock, random, transports, resolver, onFault, tap, sessionTerms });
    this.capabilities = new Set<StackCapability>([
      ...this.transports.keys(),
      'offerless_invite',
      'mid_call_requests',
      'messages',
      'silence',
      'trying',
      'early_requests',
      'reinvite_progress',
    ]);
  }

  async start(handler: StackHandler): Promise<void> {
    this.agent.handler = handler;
    for (const transport of this.transports.values()) await transport.start(this.agent.layer);
  }

  invite(invite: OutgoingInvite, listener: OutgoingLegListener): OutgoingLeg {
    return this.agent.call(invite, listener);
  }

  async probe(target: Target, timeoutMs: number): Promise<number> {
    const { agent } = this;
    const flow = await agent.resolve(target).catch(() => null);
    if (flow === null) return 503;
    const branch = magicCookie + agent.tokens.next();
    const local = agent.localHostPort(flow.transport, flow.address);
    const remote = formatHostPort(target.host, flow.port === 0 ? null : flow.port);
    const text =
      `OPTIONS sip:${remote} SIP/2.0\r\n` +
      `Via: SIP/2.0/${flow.transport.toUpperCase()} ${local};branch=${branch};rport\r\nMax-Forwards: 70\r\n` +
      `From: <sip:${local}>;tag=${agent.tokens.next()}\r\nTo: <sip:${remote}>\r\n` +
      `Call-ID: ${agent.tokens.next()}\r\nCSeq: 1 OPTIONS\r\nContact: <sip:${local}>\r\n` +
      `${userAgentHeader}Content-Length: 0\r\n\r\n`;
    return new Promise((resolve) => {
      let transaction: NonInviteClientTransaction | null = null;
      // Earlier than Timer F, so that nothing is repeated to who was given up.
      const timer = this.wheel.after(timeoutMs, () => {
        transaction?.feed('deadline');
      });
      transaction = agent.layer.startRequest(text, branch, flow, (status) => {
        timer.cancel();
        resolve(status);
      });
    });
  }

  /** `host:port` of ours that the given address can answer to. */
  localHostPort(transport: SipTransport, remoteAddress: string): string {
    return this.agent.localHostPort(transport, remoteAddress);
  }

  statistics(): StackStatistics {
    const { layer, dialogs } = this.agent;
    return {
      ...layer.counters,
      responsesReceived: layer.responsesReceived.slice(),
      responsesSent: layer.responsesSent.slice(),
      transactions: layer.size,
      dialogs,
    };
  }

  async quiet(limitMs: number): Promise<void> {
    const until = Date.now() + limitMs;
    while (this.agent.layer.size > 0 && Date.now() < until) await setTimeout(20);
  }

  async close(): Promise<void> {
    this.agent.close();
    for (const transport of this.transports.values()) await transport.close();
  }
}
