import { hostname } from 'node:os';
import type { Settings } from './config/settings';
import type { SourceAddress } from './model/callFacts';
import type { Clock, Random } from './model/ports';
import type { SipTransport } from './model/settings';
import type { TimerWheel } from './model/timerWheel';
import { DrachtioStack } from './sip/drachtio/drachtioStack';
import { EmbeddedStack } from './sip/embedded/embeddedStack';
import type { TlsIdentity } from './sip/embedded/transport/tlsIdentity';
import type { SipStack } from './sip/stack';
import { CallTrace } from './sip/trace/callTrace';
import { HepExporter } from './sip/trace/hep/hepExporter';
import { sipTransports } from './sipTransports';

export interface NodeSipPorts {
  readonly wheel: TimerWheel;
  readonly clock: Clock;
  readonly random: Random;
  readonly onFault: (error: unknown) => void;
  /** Whether a configured peer sends from there. */
  readonly knowsSource: (source: SourceAddress) => boolean;
  /** Call-IDs of the legs of a call in progress. */
  readonly legsOf: (callId: string) => readonly string[];
  readonly log: {
    info(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** The SIP stack that the settings name, and what keeps its messages. */
export interface NodeSip {
  readonly stack: SipStack;
  /** Null: the messages of calls are not kept; a drachtio-server does not show them. */
  readonly trace: CallTrace | null;
  /** Null: they are sent to no capture server. */
  readonly capture: HepExporter | null;
  /** Null: nothing is spoken over TLS, or by a drachtio-server. */
  readonly identity: TlsIdentity | null;
}

/** @throws SettingsError with one line for the operator */
export function nodeSip(settings: Settings, ports: NodeSipPorts): NodeSip {
  const { wheel, clock, random, onFault, log } = ports;
  const { sipStack: servers } = settings;
  if (servers !== 'embedded') {
    const stack = new DrachtioStack({ servers, wheel, onFault, log });
    return { stack, trace: null, capture: null, identity: null };
  }
  const { transports, identity } = sipTransports(settings, ports.knowsSource);
  const localHostPort = (transport: SipTransport, remoteAddress: string): string =>
    stack.localHostPort(transport, remoteAddress);
  const trace =
    settings.traceMegabytes === 0
      ? null
      : new CallTrace(settings.traceMegabytes * 1024 * 1024, { clock, legsOf: ports.legsOf, localHostPort });
  const { hep } = settings;
  const capture =
    hep === null || trace === null
      ? null
      : new HepExporter({
          ring: trace.ring,
          server: hep,
          agent: { captureId: hep.captureId, node: hostname() },
          localHostPort,
        });
  const tap = trace === null ? {} : { tap: trace };
  const { sessionTimers: sessionTerms } = settings;
  const stack = new EmbeddedStack({ transports, wheel, clock, random, onFault, sessionTerms, ...tap });
  return { stack, trace, capture, identity };
}
