import type { SipTransport } from '../../model/settings';

/** The far end of a message. */
export interface TappedEnd {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
}

/** Sees every message of a stack as it comes and goes. Its methods must not throw, and cost next to nothing. */
export interface MessageTap {
  /** Hands out what `takeBack` wants when the message turns out to be of no call. */
  received(text: string, from: TappedEnd): number;
  sent(text: string, to: TappedEnd): void;
  /** Forgets what came and went since: it was of no call, and a flood of such may not push out what is. */
  takeBack(mark: number): void;
}
