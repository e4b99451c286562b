import type { SocketAddress } from '../sdp/streamPlan';

/**
 * Which source is the far end (symmetric RTP, RFC 4961): the first one heard, since behind a translator of addresses the
 * one in its session description says nothing. One that is what was described is preferred, once it is heard; from then
 * on, and from nobody else, nothing is taken until the description changes.
 */
export class SourceLatch {
  readonly #described: SocketAddress | null;
  #latched: SocketAddress | null = null;

  constructor(described: SocketAddress | null) {
    this.#described = described;
  }

  /** Where to send; null: nowhere. */
  get target(): SocketAddress | null {
    return this.#latched ?? this.#described;
  }

  /** Whether what comes from there is the far end's. */
  takes(address: string, port: number): boolean {
    if (isSame(this.#latched, address, port)) return true;
    if (this.#latched !== null && !isSame(this.#described, address, port)) return false;
    this.#latched = { address, port };
    return true;
  }
}

const isSame = (one: SocketAddress | null, address: string, port: number): boolean =>
  one?.port === port && one.address === address;
