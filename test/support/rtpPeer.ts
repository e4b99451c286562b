import { createSocket, type Socket } from 'node:dgram';

/** A packet that a peer has received, read by the test's own eyes (RFC 3550 section 5.1). */
export interface HeardRtp {
  readonly at: number;
  readonly from: number;
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Buffer;
}

/** A media peer of the tests on a loopback address: a pair of sockets, what came to them, and what to send. */
export class RtpPeer {
  readonly heard: HeardRtp[] = [];
  /** RTCP, at the port above. */
  readonly reports: Buffer[] = [];
  readonly ssrc: number;
  #sequence = 1000;

  private constructor(
    readonly address: string,
    readonly port: number,
    readonly rtp: Socket,
    readonly rtcp: Socket,
    ssrc: number,
  ) {
    this.ssrc = ssrc;
    rtp.on('message', (datagram, from) => {
      if ((datagram[0] ?? 0) !== 0x80 || datagram.length < 12) throw new Error('this is no plain RTP');
      const second = datagram.readUInt8(1);
      if (second >= 192 && second <= 223) {
        this.reports.push(datagram);
        return;
      }
      this.heard.push({
        at: performance.now(),
        from: from.port,
        marker: second >= 128,
        payloadType: second & 127,
        sequence: datagram.readUInt16BE(2),
        timestamp: datagram.readUInt32BE(4),
        ssrc: datagram.readUInt32BE(8),
        payload: datagram.subarray(12),
      });
    });
    rtcp.on('message', (datagram) => this.reports.push(datagram));
  }

  static async open(address = '127.0.0.1', ssrc = 0x1234_5678): Promise<RtpPeer> {
    for (;;) {
      const rtp = await bound(address, 0);
      const { port } = rtp.address();
      if (port % 2 === 0 && port < 65_535) {
        const rtcp = await bound(address, port + 1).catch(() => null);
        if (rtcp !== null) return new RtpPeer(address, port, rtp, rtcp, ssrc);
      }
      rtp.close();
    }
  }

  /** Its offer, or answer: lines after the address may be replaced. */
  sdp(
    lines: readonly string[] = [`m=audio ${this.port} RTP/AVP 0 101`, 'a=rtpmap:101 telephone-event/8000'],
  ): string {
    const network = `IN ${this.address.includes(':') ? 'IP6' : 'IP4'} ${this.address}`;
    return ['v=0', `o=- 1 1 ${network}`, 's=-', `c=${network}`, 't=0 0', ...lines, ''].join('\r\n');
  }

  send(to: number, payloadType: number, timestamp: number, payload: Buffer, marker = false): void {
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = (marker ? 128 : 0) | payloadType;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    header.writeUInt16BE(this.#sequence, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(this.ssrc, 8);
    this.rtp.send(Buffer.concat([header, payload]), to, this.address);
  }

  /** 20 ms of silence. */
  sendSilence(to: number, timestamp = 0): void {
    this.send(to, 0, timestamp, Buffer.alloc(160, 0xff));
  }

  /** A key as phones send it: three packets, and the last sent three times. */
  pressKey(to: number, digit: string, timestamp: number, payloadType = 101): void {
    const event = '0123456789*#'.indexOf(digit);
    const packet = (duration: number, end: boolean) =>
      Buffer.from([event, (end ? 0x80 : 0) | 10, duration >> 8, duration & 255]);
    for (const duration of [160, 320, 480])
      this.send(to, payloadType, timestamp, packet(duration, false), duration === 160);
    for (let again = 0; again < 3; again += 1) this.send(to, payloadType, timestamp, packet(640, true));
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }
}

const bound = (address: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind(port, address, () => resolve(socket));
  });

/** Port of the audio in a session description. */
export const audioPort = (sdp: string): number => Number(/^m=audio (\d+) /m.exec(sdp)?.[1]);
