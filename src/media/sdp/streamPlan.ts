/** G.711: mu-law or A-law. */
export type Law = 'mu' | 'a';

export interface SocketAddress {
  readonly address: string;
  readonly port: number;
}

/** What an offer and its answer agreed on for the one audio stream. */
export interface StreamPlan {
  readonly law: Law;
  /** Payload type of audio, both ways. */
  readonly payload: number;
  /** Payload type of telephone events (RFC 4733); null: the far end sends none. */
  readonly eventPayload: number | null;
  /** Milliseconds of audio in a packet we send. */
  readonly ptimeMs: number;
  /** Whether the far end wants to hear us. */
  readonly sends: boolean;
  /** Where the far end says it is; null: on hold, by an address of zeros. */
  readonly remote: { readonly rtp: SocketAddress; readonly rtcp: SocketAddress } | null;
  /** RTCP comes and goes through the port of RTP (RFC 5761). */
  readonly rtcpMux: boolean;
}
