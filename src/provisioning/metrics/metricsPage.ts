import type { HistogramSnapshot } from '../../model/histogram';
import type { SignallingMetrics } from '../../model/signallingMetrics';
import type { TargetHealthReport } from '../../model/targetHealth';
import type { TrunkGroupUsage } from '../../routing/ledger/usageBoard';
import type { PurgeFigures } from '../callLogPurge/callLogPurge';
import { MetricsWriter } from './metricsWriter';

/** What the live connections come to now. */
export interface LiveFigures {
  readonly clients: number;
  readonly connected: number;
  readonly bufferedBytes: number;
  readonly topics: readonly { readonly name: string; readonly followers: number; readonly resyncs: number }[];
}

/** Where the figures come from. */
export interface MetricsPorts {
  /** One question to the signalling thread a reading. */
  readonly signalling: () => Promise<SignallingMetrics>;
  readonly trunkGroups: () => readonly { readonly id: string; readonly usage: TrunkGroupUsage }[];
  /** Of the trunk groups and carriers that are watched. */
  readonly health: () => Iterable<TargetHealthReport>;
  readonly live: () => LiveFigures;
  /** Of this thread. */
  readonly lag: () => HistogramSnapshot;
  readonly purge: () => PurgeFigures;
}

/** The signalling thread answers within this, or the reading goes without its figures and says so. */
const answerLimitMs = 1_000;

/** The page that Prometheus reads. */
export class MetricsPage {
  readonly #ports: MetricsPorts;

  constructor(ports: MetricsPorts) {
    this.#ports = ports;
  }

  async read(): Promise<{ readonly contentType: string; readonly text: string }> {
    const signalling = await this.#askSignalling();
    const writer = new MetricsWriter();
    writer.gauge(
      'trunkline_signalling_up',
      'whether the signalling thread answered',
      signalling === null ? 0 : 1,
    );
    if (signalling !== null) {
      writeCalls(writer, signalling);
      writeSip(writer, signalling);
      writeDirectory(writer, signalling);
      writeRates(writer, signalling);
      writeMedia(writer, signalling);
      writer.counter('trunkline_probes_total', 'OPTIONS sent to watch addresses', signalling.probes.sent);
    }
    this.#writeTrunkGroups(writer);
    this.#writeHealth(writer);
    this.#writeLive(writer);
    this.#writePurge(writer);
    this.#writeProcess(writer, signalling);
    return { contentType: writer.contentType, text: await writer.text() };
  }

  async #askSignalling(): Promise<SignallingMetrics | null> {
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      limit = setTimeout(resolve, answerLimitMs, null);
    });
    try {
      return await Promise.race([this.#ports.signalling(), late]);
    } catch {
      return null;
    } finally {
      clearTimeout(limit);
    }
  }

  #writeTrunkGroups(writer: MetricsWriter): void {
    const groups = this.#ports.trunkGroups();
    const kinds = ['active', 'incoming', 'outgoing', 'borrowed', 'lent', 'emergency'] as const;
    writer.gauge(
      'trunkline_trunk_group_calls',
      'leases a trunk group holds; active is incoming and outgoing together, emergency stands apart',
      groups.flatMap(({ id, usage }) =>
        kinds.map((kind) => ({ labels: { trunk_group: id, kind }, value: usage[kind] })),
      ),
    );
    writer.counter(
      'trunkline_trunk_group_rejected_total',
      'calls refused for want of capacity',
      groups.map(({ id, usage }) => ({ labels: { trunk_group: id }, value: usage.rejected })),
    );
  }

  #writeHealth(writer: MetricsWriter): void {
    const reports = [...this.#ports.health()];
    const labelsOf = ({ target }: TargetHealthReport) => ({ kind: target.kind, name: target.name });
    writer.gauge(
      'trunkline_target_available',
      'whether a watched trunk group or carrier takes calls at one of its addresses',
      reports.map((report) => ({ labels: labelsOf(report), value: report.state === 'available' ? 1 : 0 })),
    );
    writer.gauge(
      'trunkline_target_addresses',
      'watched addresses of a trunk group or carrier, by state',
      reports.flatMap((report) =>
        (['available', 'unavailable'] as const).map((state) => ({
          labels: { ...labelsOf(report), state },
          value: report.addresses.filter((address) => address.state === state).length,
        })),
      ),
    );
  }

  #writeLive(writer: MetricsWriter): void {
    const { clients, connected, bufferedBytes, topics } = this.#ports.live();
    writer.gauge('trunkline_live_clients', 'live connections', clients);
    writer.counter('trunkline_live_connections_total', 'live connections since start', connected);
    writer.gauge('trunkline_live_buffered_bytes', 'bytes that wait for live clients to read', bufferedBytes);
    const of = (value: (topic: (typeof topics)[number]) => number) =>
      topics.map((topic) => ({ labels: { topic: topic.name }, value: value(topic) }));
    writer.gauge(
      'trunkline_live_followers',
      'subscriptions by topic',
      of(({ followers }) => followers),
    );
    writer.counter(
      'trunkline_live_resyncs_total',
      'subscriptions ended because the client was too far behind',
      of(({ resyncs }) => resyncs),
    );
  }

  #writePurge(writer: MetricsWriter): void {
    const { deleted, runs, doneAt } = this.#ports.purge();
    writer.counter('trunkline_call_logs_purged_total', 'old call logs this node has deleted', deleted);
    writer.counter(
      'trunkline_call_log_purge_runs_total',
      'runs of the deletion of old call logs, by what they came to',
      Object.entries(runs).map(([end, value]) => ({ labels: { end }, value })),
    );
    if (doneAt === null) return;
    writer.gauge(
      'trunkline_call_log_purge_done_timestamp_seconds',
      'when a run of this node last came to its end, since the Unix epoch',
      doneAt / 1000,
    );
  }

  #writeProcess(writer: MetricsWriter, signalling: SignallingMetrics | null): void {
    const lag: [string, HistogramSnapshot][] = [['provisioning', this.#ports.lag()]];
    const heap = [{ labels: { thread: 'provisioning' }, value: process.memoryUsage().heapUsed }];
    if (signalling !== null) {
      lag.push(['signalling', signalling.lag]);
      heap.push({ labels: { thread: 'signalling' }, value: signalling.heapUsedBytes });
      writer.gauge(
        'trunkline_event_loop_utilization',
        'share of the time since start in which the signalling thread had something to do',
        signalling.utilization,
      );
      writer.gauge('trunkline_overloaded', 'whether new calls are refused', signalling.overloaded ? 1 : 0);
    }
    writer.histogram(
      'trunkline_event_loop_lag_seconds',
      'how late an event loop was, by thread',
      'thread',
      lag,
    );
    writer.gauge('trunkline_heap_used_bytes', 'JavaScript heap in use, by thread', heap);
    const { user, system } = process.cpuUsage();
    writer.counter('process_cpu_user_seconds_total', 'user CPU time of the process', user / 1e6);
    writer.counter('process_cpu_system_seconds_total', 'system CPU time of the process', system / 1e6);
    writer.gauge(
      'process_resident_memory_bytes',
      'resident memory of the process',
      process.memoryUsage.rss(),
    );
    writer.gauge(
      'process_start_time_seconds',
      'start of the process since the Unix epoch',
      Date.now() / 1000 - process.uptime(),
    );
  }
}

function writeCalls(writer: MetricsWriter, { calls, stages, leases, journal }: SignallingMetrics): void {
  writer.gauge('trunkline_calls', 'calls in progress', calls.inProgress);
  writer.counter('trunkline_calls_opened_total', 'calls of known peers', calls.opened);
  writer.counter('trunkline_calls_unknown_total', 'calls that belonged to no known peer', calls.unknown);
  writer.counter(
    'trunkline_calls_closed_total',
    'calls that are over, by outcome and class of failure',
    calls.closed.map(({ outcome, failure, count }) => ({
      labels: { outcome, failure: failure ?? '' },
      value: count,
    })),
  );
  writer.histogram(
    'trunkline_call_setup_seconds',
    'time from the INVITE to a stage of the set-up',
    'stage',
    Object.entries(stages),
  );
  writer.gauge('trunkline_leases', 'admitted call legs', leases);
  writer.gauge(
    'trunkline_journal_bytes',
    'call-log journal: what the database has not taken, and the file written to',
    journal.bytes,
  );
  writer.gauge(
    'trunkline_journal_unconfirmed',
    'batches not yet known to be in the file',
    journal.unconfirmed,
  );
}

function writeRates(writer: MetricsWriter, { refusedByRate }: SignallingMetrics): void {
  writer.counter(
    'trunkline_call_rate_refused_total',
    'calls refused because of a call rate: of what a peer sends, or of what a trunk group carries both ways',
    refusedByRate.map(({ kind, name, limit, count }) => ({ labels: { kind, name, limit }, value: count })),
  );
}

function writeSip(writer: MetricsWriter, { sip }: SignallingMetrics): void {
  const direction = (received: number, sent: number) => [
    { labels: { direction: 'received' }, value: received },
    { labels: { direction: 'sent' }, value: sent },
  ];
  writer.counter('trunkline_sip_messages_total', 'SIP messages', direction(sip.received, sip.sent));
  writer.counter('trunkline_sip_malformed_total', 'messages that could not be read', sip.malformed);
  writer.counter('trunkline_sip_retransmissions_total', 'messages sent again, and received again', [
    { labels: { kind: 'request' }, value: sip.requestRetransmissions },
    { labels: { kind: 'response' }, value: sip.responseRetransmissions },
    { labels: { kind: 'received' }, value: sip.receivedRetransmissions },
  ]);
  const byClass = (name: string, counts: readonly number[]) =>
    [1, 2, 3, 4, 5, 6].map((digit) => ({
      labels: { direction: name, class: `${digit}xx` },
      value: counts[digit] ?? 0,
    }));
  writer.counter('trunkline_sip_responses_total', 'SIP responses by class', [
    ...byClass('received', sip.responsesReceived),
    ...byClass('sent', sip.responsesSent),
  ]);
  writer.gauge('trunkline_sip_transactions', 'SIP transactions under way', sip.transactions);
  writer.gauge('trunkline_sip_dialogs', 'SIP dialogs', sip.dialogs);
}

function writeMedia(writer: MetricsWriter, { media }: SignallingMetrics): void {
  writer.gauge('trunkline_media_sessions', 'calls the media endpoint plays to or listens to', media.sessions);
  writer.gauge('trunkline_media_ports_free', 'sessions that media ports are left for', media.portsFree);
  writer.counter('trunkline_media_sessions_total', 'media sessions by what became of the offer', [
    { labels: { result: 'opened' }, value: media.opened },
    { labels: { result: 'refused' }, value: media.refused },
  ]);
  writer.counter('trunkline_media_digits_total', 'digits that came with the media', media.digits);
  writer.counter(
    'trunkline_media_packets_total',
    'RTP packets; ignored: of strangers or no known payload; dropped: more than a session may be sent',
    (['sent', 'received', 'ignored', 'dropped'] as const).map((kind) => ({
      labels: { kind },
      value: media.packets[kind],
    })),
  );
}

function writeDirectory(writer: MetricsWriter, { directory }: SignallingMetrics): void {
  writer.gauge('trunkline_directory_entries', 'users and numbers in memory', directory.entries);
  writer.counter('trunkline_directory_lookups_total', 'look-ups of users and numbers', [
    { labels: { result: 'hit' }, value: directory.hits },
    { labels: { result: 'miss' }, value: directory.misses },
  ]);
}
