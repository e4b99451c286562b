import type { SourceAddress } from './model/callFacts';
import { SettingsError, type Settings } from './config/settings';
import {
  type ConnectionLimits,
  connectionsOfPeer,
  connectionsOfStranger,
  defaultConnectionLimits,
} from './sip/embedded/transport/connections';
import { TcpTransport } from './sip/embedded/transport/tcpTransport';
import { TlsIdentity } from './sip/embedded/transport/tlsIdentity';
import { TlsTransport } from './sip/embedded/transport/tlsTransport';
import type { Transport } from './sip/embedded/transport/transport';
import { UdpTransport } from './sip/embedded/transport/udpTransport';
import { WebSocketTransport } from './sip/embedded/transport/webSocketTransport';

export interface SipTransports {
  readonly transports: readonly Transport[];
  /** Null: nothing is spoken over TLS. */
  readonly identity: TlsIdentity | null;
}

/**
 * What the settings say is listened on.
 *
 * @param knowsSource whether a configured peer sends from there: it may hold more connections (decisions.md 31)
 * @throws SettingsError with one line for the operator
 */
export function sipTransports(
  settings: Settings,
  knowsSource: (source: SourceAddress) => boolean,
): SipTransports {
  const identity = settings.tls === null ? null : readIdentity(settings.tls);
  const seen = new Set<string>();
  const transports = settings.sipListen.map(({ transport, address, port }) => {
    if (seen.has(transport)) {
      throw new SettingsError(`TRUNKLINE_SIP_LISTEN: ${transport} is named twice; one listener a transport`);
    }
    seen.add(transport);
    const advertise =
      settings.sipAdvertise.find((entry) => entry.transport === transport) ??
      settings.sipAdvertise.find((entry) => entry.transport === null) ??
      null;
    if (transport === 'udp') return new UdpTransport(address, port, advertise);
    const limits: ConnectionLimits = {
      ...defaultConnectionLimits,
      ofSource: (source) =>
        knowsSource({ transport, address: source, port: 0 }) ? connectionsOfPeer : connectionsOfStranger,
    };
    if (transport === 'tcp') return new TcpTransport(address, port, advertise, limits);
    const origins = settings.webSocketOrigins;
    if (transport === 'ws')
      return new WebSocketTransport(address, port, advertise, { identity: null, origins, limits });
    // The settings have been checked for it.
    if (identity === null) throw new SettingsError(`TRUNKLINE_SIP_LISTEN: ${transport} needs a certificate`);
    return transport === 'tls'
      ? new TlsTransport(address, port, advertise, identity, limits)
      : new WebSocketTransport(address, port, advertise, { identity, origins, limits });
  });
  return { transports, identity };
}

function readIdentity(files: NonNullable<Settings['tls']>): TlsIdentity {
  try {
    return new TlsIdentity(files);
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}
