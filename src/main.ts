import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { CallExplainer } from './calls/callExplainer';
import { CallControl } from './calls/callControl';
import { CallCounters } from './calls/callCounters';
import { CallFeed } from './calls/callFeed';
import type { CallSettings } from './calls/callPorts';
import { CapacityAlarms } from './calls/capacityAlarms';
import { ClosingLine } from './calls/closingLine';
import { LeaseReconciler } from './calls/leaseReconciler';
import { observers } from './calls/observers';
import { SetupTimes } from './calls/setupTimes';
import { Treatments } from './calls/treatments';
import { readSettings, settingsHelp } from './config/readSettings';
import { type Settings, SettingsError } from './config/settings';
import { ProvisioningSupervisor } from './events/provisioningSupervisor';
import type { ServiceEvents } from './events/serviceEvents';
import { SignallingPulse } from './events/signallingPulse';
import { ThreadEventBus } from './events/threadEventBus';
import { usageSlotKey } from './events/workerProtocol';
import { createLog } from './log';
import { createIdFactory } from './model/id';
import type { Clock } from './model/ports';
import type { SignallingMetrics } from './model/signallingMetrics';
import type { ConfigurationChange } from './model/settings';
import { targetKey } from './model/targetHealth';
import { TimerWheel } from './model/timerWheel';
import { takeDataDirectory } from './dataDirectory';
import { nodeDecisions } from './nodeDecisions';
import { nodeDirectory } from './nodeDirectory';
import { nodeHealth } from './nodeHealth';
import { nodeJournal } from './nodeJournal';
import { nodeLedger } from './nodeLedger';
import { nodeMedia } from './nodeMedia';
import { nodeSip } from './nodeSip';
import { nodeToll } from './nodeToll';
import { programVersion } from './programVersion';
import { rereadCertificate } from './rereadCertificate';
import { Configuration } from './routing/configuration';
import { UsageBoard } from './routing/ledger/usageBoard';
import { CallRates } from './routing/rates/callRates';
import { WheelDriver } from './sip/wheelDriver';
import { signallingAlarms } from './signallingAlarms';
import { SignallingLoad } from './signallingLoad';

/** How long a decision may wait for the directory, and a call for the ledger. */
const waitLimitMs = 4_000;
const retryAfterS = 30;
const overloadRetryAfterS = 5;
/** How long the last BYEs may take when the process stops. */
const hangUpGraceMs = 2_000;
/** How long the database may take for the last call logs; what it has not taken then, it gets at the next start. */
const lastCallLogsMs = 10_000;

const workerFile = path.join(__dirname, 'worker.js');

const clock: Clock = { now: () => performance.now(), wallTime: () => Date.now() };

/** Puts the node together: this thread signals; the worker holds the database and the API. */
async function start(settings: Settings): Promise<void> {
  const log = createLog({ level: settings.logLevel, numbers: settings.logNumbers, thread: 'signalling' });
  const onFault = (error: unknown): void => {
    log.error({ err: error }, 'internal error; the service goes on');
  };
  const configuration = new Configuration();
  const directory = nodeDirectory((keys) => provisioning.fetchDirectory(keys), log, clock);
  const board = new UsageBoard();
  const usageSlots = new Map<string, number>();
  const wheel = new TimerWheel(clock);
  const driver = new WheelDriver(wheel, clock, onFault);
  const random = (): number => Math.random();
  const { stack, trace, capture, identity } = nodeSip(settings, {
    ...{ wheel, clock, random, onFault, log },
    knowsSource: (source) => configuration.peers.match(source) !== null,
    legsOf: (callId) => control.legsOf(callId),
  });

  const health = nodeHealth({ stack, wheel, clock, random, onFault, client: () => provisioning.client });
  const rates = new CallRates(configuration, clock);
  const bus = new ThreadEventBus<ServiceEvents>(onFault);
  const pulse = new SignallingPulse();
  const load = new SignallingLoad({ clock, statistics: () => stack.statistics(), pulse, log });
  const counters = new CallCounters();
  const setupTimes = new SetupTimes();
  const feed = new CallFeed(bus, wheel, (after, visit) => control.walkOpen(after, visit));
  await bus.subscribe('calls_wanted', {
    event: () => {
      feed.refill();
    },
    gap: () => undefined,
  });
  const alarms = signallingAlarms(() => provisioning.client, log);
  const newId = createIdFactory(() => clock.wallTime(), randomBytes);
  /** Id of this run among the nodes of one database. */
  const node = newId();
  const { ledger, ...ledgerLife } = nodeLedger({
    redisUrl: settings.redisUrl,
    board,
    slotOf: (kind, id) => usageSlots.get(usageSlotKey(kind, id)),
    clock,
    timers: wheel,
    nodeId: node,
    log,
    raiseAlarm: alarms.raise,
    clearAlarm: alarms.clear,
  });
  const { journal, calls: callJournal } = nodeJournal(settings, { node, wheel, clock, alarms, log });
  const media = nodeMedia(settings, { wheel, alarms, log });
  const callSettings: CallSettings = {
    unknownPeers: settings.unknownPeers,
    retryAfterS,
    overloadRetryAfterS,
    waitLimitMs,
  };

  const toll = nodeToll({
    redisUrl: settings.redisUrl,
    nodeId: node,
    timers: wheel,
    ...{ configuration, clock, alarms },
  });
  const decisions = nodeDecisions(
    {
      configuration,
      random,
      health: health.book,
      activeCalls: (userId) => control.users.active(userId),
      forwardedCalls: (userId) => control.users.sentOnBy(userId),
      tollCalls: (scope) => toll.book.calls(scope),
    },
    directory,
    clock,
  );
  const capacity = new CapacityAlarms({
    trunkGroup: (id) => configuration.trunkGroups.get(id) ?? null,
    active: ({ usageSlot }) => board.trunkGroup(usageSlot).active,
    ...alarms,
    clock,
  });
  const control: CallControl = new CallControl({
    stack,
    ledger,
    wheel,
    clock,
    newId,
    ...decisions.ofCalls,
    transferPolicy: (id) => configuration.trunkGroups.get(id)?.transfers ?? 'off',
    toll: toll.book,
    fetch: directory.fetch,
    capacity,
    media,
    treatment: new Treatments(configuration),
    featureCodes: { writeFeatureCode: (request) => provisioning.writeFeatureCode(request) },
    random,
    knowsSource: (source) => configuration.peers.match(source) !== null,
    rates,
    addressHealth: (gateway) => health.book.of(gateway),
    observer: observers(callJournal, counters, feed, new ClosingLine(log)),
    stages: setupTimes,
    legs: trace ?? { joined: () => undefined, left: () => undefined },
    isOverloaded: () => load.overloaded,
    onEmergency: (notice, callId) => {
      provisioning.client?.reportEmergency({ ...notice, callId, at: clock.wallTime() });
    },
    log,
    lookupLog: directory.log,
    settings: callSettings,
  });
  const reconciler = new LeaseReconciler({ ledger, hasCall: (id) => control.has(id), wheel, log });
  const explain = new CallExplainer({
    configuration,
    ...decisions.ofQuestions,
    health: (target) => health.book.report(targetKey(target)),
    fetch: directory.fetch,
    ledger,
    usage: board,
    wheel,
    lookupLog: directory.log,
    settings: callSettings,
  });

  const applyConfiguration = (change: ConfigurationChange): void => {
    if (!configuration.apply(change)) {
      provisioning.client?.requestConfiguration();
      return;
    }
    directory.cache.invalidate(change.invalidate, change.generation);
    health.book.apply(change);
    for (const { kind, value } of change.upsert) {
      if (kind !== 'enterprise' && kind !== 'trunk_group') continue;
      usageSlots.set(usageSlotKey(kind, value.id), value.usageSlot);
    }
  };
  const { cache } = directory;
  const metrics = (): SignallingMetrics => ({
    calls: {
      inProgress: control.size,
      opened: counters.totalOpened,
      unknown: control.unknownCalls,
      closed: counters.closedCalls(),
    },
    stages: setupTimes.snapshot(),
    leases: ledger.size(),
    strayLeases: reconciler.released,
    journal: { bytes: journal.bytes, unconfirmed: journal.unconfirmed },
    directory: { entries: cache.size, hits: cache.hits, misses: cache.misses },
    sip: stack.statistics(),
    media: media.metrics(),
    probes: health.prober.statistics(),
    capture: capture?.figures ?? null,
    refusedByRate: rates.refused(),
    ...load.metrics(),
    heapUsedBytes: process.memoryUsage().heapUsed,
  });
  const provisioning = new ProvisioningSupervisor(
    workerFile,
    {
      node,
      version: programVersion(),
      database: settings.database,
      redisUrl: settings.redisUrl,
      dataDirectory: settings.dataDirectory,
      httpListen: settings.httpListen,
      rootApiKey: settings.rootApiKey,
      logLevel: settings.logLevel,
      logNumbers: settings.logNumbers,
      metricsAccess: settings.metricsAccess,
      callLogDays: settings.callLogDays,
      callLogPurge: settings.callLogPurge,
      pulse: pulse.buffer,
      usage: board.buffer,
      usageSlots,
    },
    {
      configuration: applyConfiguration,
      healthWanted: () => {
        health.feed.refill();
      },
      calls: control.liveCalls,
      messages: trace ?? { read: () => Promise.resolve(null) },
      explain,
      metrics,
      bus,
    },
    log,
  );

  const { httpUrl } = await provisioning.start();
  // The database has its newest schema now.
  const dataDirectory = takeDataDirectory(settings.dataDirectory);
  await journal.start();
  await ledgerLife.start();
  await toll.start();
  await media.start();
  await stack.start(control);
  capture?.start();
  health.prober.start();
  reconciler.start();
  every(wheel, 60_000, () => {
    toll.counts.sweep();
  });
  every(wheel, 1_000, () => {
    capacity.look();
    toll.alarms.look();
  });
  load.start();
  provisioning.setDraining(false);
  log.info({ sip: settings.sipListen, http: httpUrl }, 'ready');

  if (identity !== null) rereadCertificate(identity, log);
  const shutDown = async (): Promise<void> => {
    provisioning.setDraining(true);
    await control.drain(settings.drainSeconds * 1_000);
    health.prober.close();
    health.feed.close();
    await stack.quiet(hangUpGraceMs);
    await stack.close();
    await media.close();
    capture?.close();
    await ledgerLife.close();
    await toll.close();
    driver.close();
    load.stop();
    callJournal.flush();
    await journal.close(lastCallLogsMs);
    await provisioning.stop();
    await dataDirectory.release();
    log.info('stopped');
    log.flush();
    process.exit(0);
  };
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal, calls: control.size, deadline_s: settings.drainSeconds }, 'stopping');
      if (stopping) {
        // Asked a second time: calls in progress are hung up now.
        control.close();
        return;
      }
      stopping = true;
      shutDown().catch(refuse);
    });
  }
}

/** For as long as the wheel turns. */
function every(wheel: TimerWheel, ms: number, what: () => void): void {
  wheel.after(ms, () => {
    what();
    every(wheel, ms, what);
  });
}

/** One clear line for the operator. */
function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`trunkline: ${error instanceof SettingsError ? '' : 'cannot start: '}${message}\n`);
  process.exit(1);
}

function main(): void {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(
      `Trunkline, SIP trunking control service.\n\nUsage: npm start [-- --help]\n\n${settingsHelp()}\n`,
    );
    return;
  }
  try {
    start(readSettings(process.env)).catch(refuse);
  } catch (error) {
    refuse(error);
  }
}

main();
