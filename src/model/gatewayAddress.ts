import { formatHostPort } from './hostPort';
import type { Gateway } from './settings';

const addresses = new WeakMap<Gateway, string>();

/** `host:port;transport`, one string for all the calls to a gateway. */
export function gatewayAddress(gateway: Gateway): string {
  let address = addresses.get(gateway);
  if (address === undefined) {
    address = `${formatHostPort(gateway.host, gateway.port)};${gateway.transport}`;
    addresses.set(gateway, address);
  }
  return address;
}
