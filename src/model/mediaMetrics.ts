/** RTP packets since the start. */
export interface PacketFigures {
  readonly sent: number;
  readonly received: number;
  /** Of strangers, of no known payload, or no RTP. */
  readonly ignored: number;
  /** Beyond what a session may be sent. */
  readonly dropped: number;
}

/** What the media endpoint counts since its start, and what it holds now. */
export interface MediaMetrics {
  readonly sessions: number;
  /** How many more sessions the range of ports has room for. */
  readonly portsFree: number;
  /** Pairs of ports that are bound for sessions to come. */
  readonly portsBound: number;
  readonly opened: number;
  readonly refused: number;
  /** Digits that came with the media. */
  readonly digits: number;
  readonly packets: PacketFigures;
}
