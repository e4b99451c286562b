import { randomBytes } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import type { Alarm, AlarmKey } from '../events/workerProtocol';
import type { MediaMetrics, PacketFigures } from '../model/mediaMetrics';
import type { Timers } from '../model/ports';
import { MediaRefusal } from './mediaRefusal';
import type { MediaListener, MediaSession } from './mediaSession';
import { MediaSupervisor } from './mediaSupervisor';
import type { FromMedia } from './messages';
import { OpenSession } from './openSession';
import { negotiate } from './sdp/offerAnswer';
import { pairsIn } from './thread/portPairs';

/** As `TRUNKLINE_MEDIA` says. */
export interface MediaSetting {
  /** Address the sockets are bound to. */
  readonly address: string;
  readonly firstPort: number;
  readonly lastPort: number;
  /** Address that session descriptions name instead of a local one; null: the one that routes to the far end. */
  readonly advertised: string | null;
}

export interface MediaEndpointPorts {
  readonly timers: Timers;
  /** Which address of this machine a far end at this one reaches. */
  readonly localAddress: (remoteAddress: string) => string;
  readonly alarm: (alarm: Alarm) => void;
  /** What an alarm spoke of is over. */
  readonly cleared: (key: AlarmKey) => void;
  readonly note: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

const noPackets: PacketFigures = { sent: 0, received: 0, ignored: 0, dropped: 0 };

/**
 * The media endpoint (design.md section 2): answers offers, plays prompts and tones, collects digits. Ports and session
 * descriptions are kept here, with call control; sockets and sound in a thread of their own. Not a session survives that
 * thread, and while it is started again none can be opened.
 */
export class MediaEndpoint {
  readonly #setting: MediaSetting;
  readonly #ports: MediaEndpointPorts;
  readonly #thread: MediaSupervisor;
  readonly #pairs: number;
  readonly #sessions = new Map<number, OpenSession>();
  /** Ports the media thread has bound, in the order in which they were. */
  #spare: number[] = [];
  #lastId = 0;
  #opened = 0;
  #refused = 0;
  #digits = 0;
  /** Of the thread that runs, and of those before it. */
  #packets = noPackets;
  #packetsBefore = noPackets;

  /** `promptFolder`: recordings that go before our own, by name; null: none. */
  constructor(setting: MediaSetting, promptFolder: string | null, ports: MediaEndpointPorts) {
    this.#setting = setting;
    this.#ports = ports;
    const { address, firstPort, lastPort } = setting;
    this.#pairs = pairsIn(firstPort, lastPort).length;
    const cname = randomBytes(12).toString('base64url');
    this.#thread = new MediaSupervisor(
      { address, firstPort, lastPort, promptFolder, cname },
      {
        heard: (message) => {
          this.#heard(message);
        },
        lost: () => {
          this.#lost();
        },
        alarm: ports.alarm,
        cleared: ports.cleared,
        note: ports.note,
      },
    );
  }

  /**
   * Resolves when sessions can be opened.
   * @throws Error with one line for the operator when the address or all its ports cannot be used
   */
  async start(): Promise<void> {
    await this.#thread.start();
  }

  /**
   * Opens a session for the far end's `offer` (its text read as latin1), or, without one, makes the offer. The answer
   * stands at once in `localSdp`, and names a port that is bound. `towards` is the address of the far end's signalling: our
   * own is chosen by it where the far end has not said where its media is.
   */
  open(offer: string | null, towards: string, listener: MediaListener): MediaSession | MediaRefusal {
    const negotiated = offer === null ? null : negotiate(offer, this.#takesFamily);
    if (negotiated instanceof MediaRefusal) return this.#refuse(negotiated);
    if (!this.#takesFamily(isIPv6(towards) ? 6 : 4)) {
      const message = `${towards} is of a family of addresses that TRUNKLINE_MEDIA does not listen on`;
      return this.#refuse(new MediaRefusal('unusable_address', message));
    }
    if (!this.#thread.isRunning) {
      return this.#refuse(new MediaRefusal('unavailable', 'the media thread is being started again'));
    }
    const port = this.#spare.shift();
    if (port === undefined) {
      const message = `no media port is free: ${this.#sessions.size} of ${this.#pairs} sessions are open`;
      return this.#refuse(new MediaRefusal('no_free_port', message));
    }
    const id = ++this.#lastId;
    const session = new OpenSession(id, port, negotiated, towards, listener, {
      timers: this.#ports.timers,
      send: (message) => {
        this.#thread.send(message);
      },
      localAddress: this.#localAddress,
      takesFamily: this.#takesFamily,
      closed: () => {
        this.#sessions.delete(id);
      },
    });
    this.#sessions.set(id, session);
    this.#opened += 1;
    return session;
  }

  metrics(): MediaMetrics {
    return {
      sessions: this.#sessions.size,
      portsFree: this.#pairs - this.#sessions.size,
      portsBound: this.#spare.length,
      opened: this.#opened,
      refused: this.#refused,
      digits: this.#digits,
      packets: sum(this.#packetsBefore, this.#packets),
    };
  }

  /** Closes every session and waits until their ports are free. */
  async close(): Promise<void> {
    for (const session of this.#sessions.values()) session.close();
    await this.#thread.close();
    this.#spare = [];
  }

  #refuse(refusal: MediaRefusal): MediaRefusal {
    this.#refused += 1;
    return refusal;
  }

  /** A socket of IPv6 for all addresses takes IPv4 too. */
  readonly #takesFamily = (family: 4 | 6): boolean =>
    isIP(this.#setting.address) === family || (this.#setting.address === '::' && family === 4);

  readonly #localAddress = (remoteAddress: string): string => {
    const { advertised } = this.#setting;
    return advertised !== null && isIP(advertised) === isIP(remoteAddress)
      ? advertised
      : this.#ports.localAddress(remoteAddress);
  };

  #heard(message: Exclude<FromMedia, { readonly type: 'ready' | 'note' }>): void {
    switch (message.type) {
      case 'spare':
        this.#spare.push(message.port);
        return;
      case 'played':
        this.#sessions.get(message.id)?.played(message.play);
        return;
      case 'pressed':
        this.#digits += 1;
        this.#sessions.get(message.id)?.heard(message.digit, message.way);
        return;
      case 'released':
        this.#sessions.get(message.id)?.released(message.way);
        return;
      case 'figures':
        this.#packets = message.figures;
    }
  }

  #lost(): void {
    this.#spare = [];
    this.#packetsBefore = sum(this.#packetsBefore, this.#packets);
    this.#packets = noPackets;
    for (const session of this.#sessions.values()) session.lost('the media thread has ended');
  }
}

const sum = (one: PacketFigures, other: PacketFigures): PacketFigures => ({
  sent: one.sent + other.sent,
  received: one.received + other.received,
  ignored: one.ignored + other.ignored,
  dropped: one.dropped + other.dropped,
});
