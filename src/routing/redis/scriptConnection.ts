/** A server that runs one script, such as the ledger's, and the way to it. */
export interface ScriptConnection {
  /** Connects, again and again whenever the connection is lost. Neither method may throw. */
  open(listener: ConnectionListener): void;
  /**
   * Runs the script. Answers come in the order of the calls, which is the order in which they were run. Rejects where
   * nobody knows whether it ran.
   */
  run(args: readonly (string | number)[]): Promise<unknown>;
  /** Gives this connection up for a new one. */
  drop(): void;
  /** Ends it for good. */
  close(): void;
}

export interface ConnectionListener {
  up(): void;
  /** Also told while it cannot connect. */
  down(reason: string): void;
  /** The script has called for all nodes (`look`). Some calls may be missed. */
  called(): void;
}
