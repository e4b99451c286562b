export interface SdpOptions {
  readonly port?: number;
  /** Rises with each offer or answer of one end (RFC 3264 section 8). */
  readonly version?: number;
  readonly direction?: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
}

/** A session description as sipp fills it in. */
export function sdp({ port = 40_000, version = 1, direction = 'sendrecv' }: SdpOptions = {}): string {
  return [
    'v=0',
    `o=end 53655765 ${version} IN IP4 [local_ip]`,
    's=-',
    'c=IN IP4 [local_ip]',
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    `a=${direction}`,
    '',
  ].join('\n');
}
