import { createSocket } from 'node:dgram';
import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** What Via and Contact say instead of the address listened on; a null port: the listener's. */
export interface Advertised {
  readonly host: string;
  readonly port: number | null;
}

/**
 * Which of our addresses a peer can reach: the one we listen on, or, listening on all, the one that routes to the peer.
 * Answers at once; the operating system is asked in the background and its answer used from then on.
 */
export class LocalAddress {
  private readonly known = new Map<string, string>();
  private static readonly maxKnown = 4096;

  constructor(
    private readonly listenAddress: string,
    private readonly advertise: string | null,
  ) {}

  towards(remoteAddress: string): string {
    if (this.advertise !== null) return this.advertise;
    if (this.listenAddress !== '0.0.0.0' && this.listenAddress !== '::') return this.listenAddress;
    const known = this.known.get(remoteAddress);
    if (known !== undefined) return known;
    const guess = sameNetwork(remoteAddress) ?? (isIPv6(remoteAddress) ? '::1' : '127.0.0.1');
    if (this.known.size >= LocalAddress.maxKnown) this.known.clear();
    this.known.set(remoteAddress, guess);
    this.ask(remoteAddress);
    return guess;
  }

  /** Connecting a datagram socket sends nothing; it makes the system choose the source address. */
  private ask(remoteAddress: string): void {
    const socket = createSocket(isIPv6(remoteAddress) ? 'udp6' : 'udp4');
    socket.unref();
    socket.once('error', () => {
      socket.close();
    });
    socket.connect(9, remoteAddress, () => {
      this.known.set(remoteAddress, socket.address().address);
      socket.close();
    });
  }
}

/** Our address in the network the peer is in; failing that the first that is not loopback. */
function sameNetwork(remoteAddress: string): string | undefined {
  const family = isIPv6(remoteAddress) ? 'ipv6' : 'ipv4';
  const own = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter((entry) => entry.family.toLowerCase() === family && entry.cidr !== null);
  const near = own.find((entry) => {
    const network = new BlockList();
    const [address = '', bits = '32'] = (entry.cidr ?? '').split('/');
    network.addSubnet(address, Number(bits), family);
    return network.check(remoteAddress, family);
  });
  return (near ?? own.find((entry) => !entry.internal))?.address;
}
