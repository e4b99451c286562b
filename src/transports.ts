import { type Settings, SettingsError } from './config';
import { TcpTransport } from './sip/embedded/transport/tcpTransport';
import type { Transport } from './sip/embedded/transport/transport';
import { UdpTransport } from './sip/embedded/transport/udpTransport';

/**
 * The transports a node listens on.
 * @throws SettingsError where one is named twice
 */
export function transportsOf(settings: Pick<Settings, 'sipListen' | 'sipAdvertise'>): Transport[] {
  const seen = new Set<string>();
  return settings.sipListen.map(({ transport, address, port }) => {
    if (seen.has(transport)) {
      throw new SettingsError(`TRUNKLINE_SIP_LISTEN: ${transport} is named twice; one listener a transport`);
    }
    seen.add(transport);
    const advertise =
      settings.sipAdvertise.find((entry) => entry.transport === transport) ??
      settings.sipAdvertise.find((entry) => entry.transport === null) ??
      null;
    return transport === 'tcp'
      ? new TcpTransport(address, port, advertise)
      : new UdpTransport(address, port, advertise);
  });
}
