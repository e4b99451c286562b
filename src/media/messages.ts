import type { PacketFigures } from '../model/mediaMetrics';
import type { Program } from './program';
import type { StreamPlan } from './sdp/streamPlan';

/** What the media thread is started with. */
export interface MediaStart {
  /** Address its sockets are bound to. */
  readonly address: string;
  readonly firstPort: number;
  readonly lastPort: number;
  /** Folder of recordings that go before our own; null: none. */
  readonly promptFolder: string | null;
  /** Names us in RTCP (RFC 3550 section 6.5.1): random, one a run. */
  readonly cname: string;
}

/** Streams are named by the session's number, plays by their own: what is told of one that is over is passed over. */
export type ToMedia =
  /** `port` was told as spare. A null plan: nothing is sent or taken before one comes. */
  | { readonly type: 'open'; readonly id: number; readonly port: number; readonly plan: StreamPlan | null }
  | { readonly type: 'change'; readonly id: number; readonly plan: StreamPlan }
  | {
      readonly type: 'play';
      readonly id: number;
      readonly play: number;
      readonly program: Program;
      readonly rounds: number;
    }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'close'; readonly id: number }
  /** Closes every stream and socket; answered by the end of the thread. */
  | { readonly type: 'end' };

export type FromMedia =
  | { readonly type: 'ready' }
  /** RTP at this port and RTCP at the next are bound, for a session to come. */
  | { readonly type: 'spare'; readonly port: number }
  | { readonly type: 'played'; readonly id: number; readonly play: number }
  | { readonly type: 'pressed'; readonly id: number; readonly digit: string; readonly way: DigitWay }
  | { readonly type: 'released'; readonly id: number; readonly way: DigitWay }
  /** Something worth a line in the log. */
  | { readonly type: 'note'; readonly message: string; readonly details: Readonly<Record<string, unknown>> }
  /** Once a second. */
  | { readonly type: 'figures'; readonly figures: PacketFigures };

/** How digits come with the media: as telephone events, or as the tones themselves. */
export type DigitWay = 'event' | 'tone';
