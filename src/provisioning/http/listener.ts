import type { Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import type { WorkerStart } from '../../events/workerProtocol';

/** For requests in progress when the listener closes. */
const closePatienceMs = 2_000;

/**
 * Resolves to the URL under which this machine reaches it.
 * @throws Error with one line for the operator
 */
export function listen(server: Server, { address, port }: WorkerStart['httpListen']): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`the API cannot listen on ${address}:${String(port)}: ${error.message}`));
    });
    server.listen(port, address, () => {
      const bound = server.address() as AddressInfo;
      const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[bound.address];
      resolve(
        `http://${host ?? (isIPv6(bound.address) ? `[${bound.address}]` : bound.address)}:${String(bound.port)}`,
      );
    });
  });
}

/** Waits a little for requests in progress. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.closeAllConnections();
    }, closePatienceMs);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
