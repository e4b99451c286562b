import { Histogram, type HistogramSnapshot } from '../../src/model/histogram';
import type { SignallingMetrics } from '../../src/model/signallingMetrics';

const empty = (): HistogramSnapshot => new Histogram([1]).snapshot();

/** What a signalling thread counts on which nothing has happened. */
export const noMetrics = (): SignallingMetrics => ({
  calls: { inProgress: 0, opened: 0, unknown: 0, closed: [] },
  stages: { decision: empty(), first_invite: empty(), ringing: empty(), answer: empty() },
  leases: 0,
  journal: { bytes: 0, unconfirmed: 0 },
  directory: { entries: 0, hits: 0, misses: 0 },
  sip: {
    received: 0,
    sent: 0,
    malformed: 0,
    requestRetransmissions: 0,
    responseRetransmissions: 0,
    receivedRetransmissions: 0,
    responsesReceived: [0, 0, 0, 0, 0, 0, 0],
    responsesSent: [0, 0, 0, 0, 0, 0, 0],
    transactions: 0,
    dialogs: 0,
  },
  media: {
    ...{ sessions: 0, portsFree: 0, portsBound: 0, opened: 0, refused: 0, digits: 0 },
    packets: { sent: 0, received: 0, ignored: 0, dropped: 0 },
  },
  probes: { sent: 0, underWay: 0, addresses: 0 },
  refusedByRate: [],
  lag: empty(),
  utilization: 0,
  overloaded: false,
  heapUsedBytes: 0,
});
