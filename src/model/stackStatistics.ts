/** Counters of a SIP stack since its start, and what it holds now. */
export interface StackStatistics {
  readonly received: number;
  readonly sent: number;
  /** Datagrams that were no SIP message, dropped in silence. */
  readonly malformed: number;
  /** Requests we sent again because nothing came back. */
  readonly requestRetransmissions: number;
  /** Final responses we sent again because no ACK came or the request came again. */
  readonly responseRetransmissions: number;
  /** Requests and responses the other side sent again. */
  readonly receivedRetransmissions: number;
  /** Responses by the first digit of their status: place 1 counts 1xx, place 6 6xx; place 0 is not used. */
  readonly responsesReceived: readonly number[];
  readonly responsesSent: readonly number[];
  readonly transactions: number;
  readonly dialogs: number;
}
