import { afterAll } from '@jest/globals';
import type { Clock } from '../../src/model/ports';
import { TimerWheel } from '../../src/model/timerWheel';
import { EmbeddedStack } from '../../src/sip/embedded/embeddedStack';
import { TcpTransport } from '../../src/sip/embedded/transport/tcpTransport';
import { TlsIdentity } from '../../src/sip/embedded/transport/tlsIdentity';
import { TlsTransport } from '../../src/sip/embedded/transport/tlsTransport';
import { WebSocketTransport } from '../../src/sip/embedded/transport/webSocketTransport';
import { WheelDriver } from '../../src/sip/wheelDriver';
import { connectionTransports } from '../support/connectionPeer';
import { certificateFiles, loopbackCertificate } from '../support/testCertificates';
import { sipStackConnections } from './sipStackConnections.contract';

const files = certificateFiles(loopbackCertificate);
afterAll(files.remove);

const identity = new TlsIdentity(files);
const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };

sipStackConnections('embedded', new Set(connectionTransports), () => {
  const faults: unknown[] = [];
  const onFault = (error: unknown): void => {
    faults.push(error);
  };
  const wheel = new TimerWheel(clock);
  const driver = new WheelDriver(wheel, clock, onFault);
  const origins = new Set(['https://phone.example']);
  const transports = {
    tcp: new TcpTransport('127.0.0.1', 0, null),
    tls: new TlsTransport('127.0.0.1', 0, null, identity),
    ws: new WebSocketTransport('127.0.0.1', 0, null, { identity: null, origins }),
    wss: new WebSocketTransport('127.0.0.1', 0, null, { identity, origins }),
  };
  const stack = new EmbeddedStack({
    transports: Object.values(transports),
    wheel,
    clock,
    random: Math.random,
    onFault,
  });
  return Promise.resolve({
    stack,
    port: (transport) => Number(transports[transport].localHostPort('127.0.0.1').split(':').at(-1)),
    faults,
    close: async () => {
      await stack.close();
      driver.close();
    },
  });
});
