/** What one client, and all of them, may ask of the live connection. Times in milliseconds. */
export interface LiveLimits {
  readonly connections: number;
  /** Connections that have not authenticated; the oldest makes room for the next. */
  readonly strangers: number;
  /** How long a connection may take to authenticate. */
  readonly authenticateWithinMs: number;
  /** Of one message from a client. */
  readonly messageBytes: number;
  /** Messages a second over time, and at once. */
  readonly messagesASecond: number;
  readonly messageBurst: number;
  /**
   * Bytes that may wait for one client beyond the snapshots it asked for; with more it is told to resynchronise. Frames
   * are shared among clients, so this bounds how far behind a client may be rather than memory of its own.
   */
  readonly bufferedBytes: number;
  readonly pingEveryMs: number;
}

export const liveLimits: LiveLimits = {
  connections: 10_000,
  strangers: 500,
  authenticateWithinMs: 5_000,
  messageBytes: 4_096,
  messagesASecond: 10,
  messageBurst: 30,
  bufferedBytes: 1024 * 1024,
  pingEveryMs: 30_000,
};
