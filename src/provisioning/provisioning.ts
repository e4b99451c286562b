import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { isIPv6, type AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { openDatabase } from '../../db/openDatabase';
import { readConfigurationTurn } from '../../db/repositories/configurationLock';
import { readConfiguration } from '../../db/repositories/configuration';
import { SharedSchedules } from '../../db/repositories/sharedSchedules';
import { readDirectory } from '../../db/repositories/directory';
import { readPlatformId } from '../../db/repositories/platform';
import type { LockHolder } from '../../db/nodeLock/nodeLock';
import { takeDatabase } from '../../db/takeDatabase';
import type { EventBus } from '../events/eventBus';
import type { NodeBus } from '../events/nodeBus';
import type { NodeEvents } from '../events/nodeEvents';
import { PortChannel, type Port } from '../events/portChannel';
import type { ServiceEvents } from '../events/serviceEvents';
import { SignallingPulse } from '../events/signallingPulse';
import { ThreadEventBus } from '../events/threadEventBus';
import type {
  Alarm,
  AlarmKey,
  SignallingMessages,
  WorkerMessages,
  WorkerStart,
} from '../events/workerProtocol';
import { databaseLabel } from '../model/databaseSetting';
import type { Explain } from '../model/callExplanation';
import { createIdFactory } from '../model/id';
import type { LiveCalls } from '../model/liveCall';
import type { HealthReport } from '../model/targetHealth';
import { lagIntervalMs, LoopLag } from '../model/loopLag';
import { UsageBoard, type UsageReader } from '../routing/ledger/usageBoard';
import { createApp } from './app';
import type { Readiness } from './apiContext';
import { CallLogPurge } from './callLogPurge/callLogPurge';
import { ConfigurationWriter } from './changes/configurationWriter';
import { WriteQueue } from './changes/writeQueue';
import { ConfigurationPublisher } from './configuration/configurationPublisher';
import { ConfigurationSync } from './configuration/configurationSync';
import { refreshSchedules } from './configuration/refreshSchedules';
import { watchConfiguration } from './configuration/watchConfiguration';
import { UsageSlots } from './configuration/usageSlots';
import type { ApplyResult } from './deployments/applyDeployment';
import { DeploymentRunner } from './deployments/deploymentRunner';
import { isUnchanged } from './deployments/plan/summary';
import { featureCodeWriter } from './featureCodes/featureCodeWriter';
import { ensureRootApiKey, isSameKey } from './http/rootApiKey';
import { liveTrunkGroups, type LiveTrunkGroup } from './live/trunkGroups';
import { loadLiveUsers, type LiveUser } from './live/users';
import { MetricsPage, type LiveFigures } from './metrics/metricsPage';
import { healthAlarms } from './targetHealth/healthAlarms';
import { HealthHistory } from './targetHealth/healthHistory';
import { TargetStates } from './targetHealth/targetStates';
import { callsOfAllNodes } from './nodes/callsOfAllNodes';
import { joinNodes } from './nodes/joinNodes';
import { NodeQuestionnaire } from './nodes/nodeQuestions';

/** What the push stands on; everything it shows comes from here. */
export interface LiveContext {
  readonly bus: EventBus<ServiceEvents>;
  readonly nodes: NodeBus<NodeEvents>;
  readonly usage: UsageReader;
  readonly trunkGroups: () => readonly LiveTrunkGroup[];
  /** Tells the ids of trunk groups that became available or unavailable; returns what ends it. */
  readonly followTrunkGroupStates: (changed: (ids: readonly string[]) => void) => () => void;
  readonly loadUsers: () => Promise<readonly LiveUser[] | null>;
  readonly authenticate: (key: string) => boolean;
  readonly logger: Logger;
}

/** The push, made and attached by who puts the worker together. */
export interface LivePush {
  attach(server: Server): void;
  statistics(): LiveFigures;
  close(): Promise<void>;
}

export interface ProvisioningParts {
  readonly logger: Logger;
  readonly startPush: (context: LiveContext) => Promise<LivePush>;
}

/**
 * The provisioning worker: holds the database and the API. It sends the whole configuration first, then says that it is
 * ready; after each change, of any node, it sends what changed, before the request is answered.
 */
export async function startProvisioning(
  port: Port,
  start: WorkerStart,
  { logger, startPush }: ProvisioningParts,
): Promise<void> {
  const shares = start.redisUrl !== null;
  const taken = await takeDatabase(start.database, { kind: 'node', id: start.node, shares });
  if (!taken.acquired) throw new Error(inUse(start, taken.holder));
  const { database } = taken;
  const lookups = openDatabase(start.database, 'lookups');
  const lists = openDatabase(start.database, 'lists');
  const rootApiKey = start.rootApiKey ?? ensureRootApiKey(start.dataDirectory);

  const bus = new ThreadEventBus<ServiceEvents>((error) => {
    logger.error({ err: error }, 'a listener of change events failed');
  });
  const self = { id: start.node, name: hostname() };
  const pulse = new SignallingPulse(start.pulse);
  const lag = watchLoopLag();
  let readiness: Readiness = 'starting';
  const raise = (alarm: Alarm): void => {
    const { code, message, details } = alarm;
    logger.error({ event: 'alarm', code, ...details }, message);
    nodes.bus.publish('alarm', { ...alarm, at: Date.now(), node: self });
  };
  const clear = ({ code, key = '' }: AlarmKey): void => {
    logger.info({ event: 'alarm_cleared', code, key }, 'an alarm is over');
    nodes.bus.publish('alarm_cleared', { code, key, at: Date.now(), node: self });
  };
  const nodes = joinNodes({ ...start, platform: await readPlatformId(database) }, { raise, logger });
  const schedules = new SharedSchedules();
  const publisher = new ConfigurationPublisher(
    () => readConfiguration(database, schedules),
    (change) => {
      channel.notify('configuration', change);
      bus.publish('provisioned', { generation: change.generation });
    },
    new UsageSlots(start.usageSlots),
  );
  const newId = createIdFactory(Date.now, randomBytes);
  const states = new TargetStates();
  const healthHistory = new HealthHistory(database, newId, logger);
  const takeHealth = (report: HealthReport): void => {
    const alarms = healthAlarms(states.apply(report));
    alarms.clear.forEach(clear);
    alarms.raise.forEach(raise);
    healthHistory.add(report.changes);
  };
  const writes = new WriteQueue();
  const sync = new ConfigurationSync(
    publisher,
    () => readConfigurationTurn(lookups),
    (change) => {
      nodes.bus.publish('configuration', change);
    },
    () => performance.now(),
  );
  const watch = shares ? watchConfiguration(sync, () => nodes.isJoined()) : null;
  const refresh = refreshSchedules(publisher, (error) => {
    logger.error({ err: error }, 'the schedules could not be worked out anew');
  });
  const writer = new ConfigurationWriter(database, writes, sync, newId, Date.now);
  const featureCodes = featureCodeWriter(writer);
  const runner = new DeploymentRunner(database, start.database, writes, newId);
  const apply = async (text: string, prune: boolean): Promise<ApplyResult> => {
    const result = await runner.apply(text, prune);
    if (result.turn !== null) {
      const isChange = result.applied && !isUnchanged(result.summary);
      const invalidate = isChange ? result.invalidate : [];
      await sync.committed({ turn: result.turn, touchesConfiguration: isChange, invalidate });
    }
    return result;
  };

  const channel = new PortChannel<WorkerMessages, SignallingMessages>(port, {
    requests: {
      fetchDirectory: async (keys) => {
        // The generation before the read: whatever is committed meanwhile is announced under a later one.
        const { generation } = publisher;
        return { generation, entries: await readDirectory(lookups, keys) };
      },
      writeFeatureCode: (request) => featureCodes.writeFeatureCode(request),
      stop: async () => {
        watch?.stop();
        refresh.stop();
        await purge.stop();
        await push.close();
        await close(server);
        await healthHistory.close();
        await nodes.close();
        await lookups.destroy();
        await lists.destroy();
        await taken.release();
        return null;
      },
    },
    notices: {
      requestConfiguration: () => {
        publisher.publishAll().catch((error: unknown) => {
          logger.error({ err: error }, 'the configuration could not be read');
        });
      },
      draining: (isDraining) => {
        readiness = isDraining ? 'draining' : 'ready';
      },
      emergency: (event) => {
        const { callId, ...about } = event;
        logger.warn(
          { event: 'emergency_call', call: callId, ...about, at: new Date(event.at).toISOString() },
          'emergency call',
        );
        nodes.bus.publish('emergency', { ...event, node: self });
      },
      alarm: raise,
      health: takeHealth,
      bus: (message) => {
        bus.receive(message);
      },
    },
  });
  bus.connect((message) => {
    channel.notify('bus', message);
  });
  const ownCalls: LiveCalls = {
    list: (query) => channel.request('listCalls', query),
    read: (id) => channel.request('readCall', id),
    end: (id, by) => channel.request('endCall', { id, by }),
  };
  const explain: Explain = { explain: (question) => channel.request('explainCall', question) };
  const onFault = (error: unknown): void => {
    logger.error({ err: error }, 'what another node asked or told failed here');
  };
  const questionnaire = await NodeQuestionnaire.start(
    nodes.bus,
    {
      listCalls: (query) => ownCalls.list(query),
      readCall: (id) => ownCalls.read(id),
      endCall: ({ id, by }) => ownCalls.end(id, by),
    },
    silentNodeMs,
    onFault,
  );
  const calls = callsOfAllNodes(ownCalls, questionnaire);
  await nodes.bus.subscribe('configuration', {
    event: (change) => {
      sync.heard(change).catch(onFault);
    },
    gap: () => watch?.look(),
  });
  const usage = new UsageBoard(start.usage);
  const { slots } = publisher;
  const trunkGroups = (): readonly LiveTrunkGroup[] => liveTrunkGroups(publisher, states);
  const push = await startPush({
    bus,
    nodes: nodes.bus,
    usage,
    trunkGroups,
    followTrunkGroupStates: (changed) =>
      states.listen((targets) => {
        changed(targets.flatMap(({ kind, id }) => (kind === 'trunk_group' ? [id] : [])));
      }),
    loadUsers: () => loadLiveUsers(lists),
    authenticate: (key) => isSameKey(key, rootApiKey),
    logger,
  });
  const purge = new CallLogPurge({
    setting: start.database,
    database,
    keptDays: start.callLogDays,
    schedule: start.callLogPurge,
    newId,
    wallTime: Date.now,
    log: logger,
    raise,
  });
  const metrics = new MetricsPage({
    signalling: () => channel.request('readMetrics', null),
    trunkGroups: () =>
      publisher
        .current('trunk_group')
        .map(({ id }) => ({ id, usage: usage.trunkGroup(slots.slotOf('trunk_group', id)) })),
    health: () => states.all(),
    live: () => push.statistics(),
    lag: () => lag.snapshot(),
    purge: () => purge.figures,
  });
  const app = createApp({
    database,
    lists,
    lookups,
    usage,
    slots,
    states,
    calls,
    explain,
    apply,
    writer,
    rootApiKey,
    readiness: () => (readiness === 'ready' && isOverloaded(pulse) ? 'overloaded' : readiness),
    metrics,
    metricsAccess: start.metricsAccess,
    logger,
  });
  const server = createServer(app);
  push.attach(server);
  await nodes.ready();
  await sync.start();
  channel.notify('healthWanted', null);
  const httpUrl = await listen(server, start.httpListen);
  await taken.announce(httpUrl);
  await purge.start();
  channel.notify('ready', { httpUrl });
}

/** How long another node may take to answer for its calls. */
const silentNodeMs = 1_500;

/** A signalling thread that has been silent for so long has no time for anything. */
const longestSilenceMs = 1_500;

const isOverloaded = (pulse: SignallingPulse): boolean =>
  pulse.overloaded || pulse.silentMs(Date.now()) >= longestSilenceMs;

/** One line for the operator. */
function inUse({ database, redisUrl }: WorkerStart, holder: LockHolder | null): string {
  const label = databaseLabel(database);
  if (holder === null) return `the database ${label} is in use by another process`;
  const by = `process ${String(holder.pid)} on ${holder.host}`;
  if (holder.kind === 'apply' || database.kind === 'sqlite')
    return `the database ${label} is in use by ${by}`;
  const whose = redisUrl === null ? 'this one has' : 'that one has';
  return `the database ${label} is in use by the node of ${by}: nodes on one database share limits over Redis, and ${whose} no TRUNKLINE_REDIS_URL`;
}

/** How late this thread's own event loop is. */
function watchLoopLag(): LoopLag {
  const lag = new LoopLag();
  setInterval(() => lag.turn(performance.now()), lagIntervalMs).unref();
  return lag;
}

function listen(server: Server, { address, port }: WorkerStart['httpListen']): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new Error(`the API cannot listen on ${address}:${String(port)}: ${error.message}`));
    });
    server.listen(port, address, () => {
      const bound = server.address() as AddressInfo;
      const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[bound.address];
      resolve(
        `http://${host ?? (isIPv6(bound.address) ? `[${bound.address}]` : bound.address)}:${String(bound.port)}`,
      );
    });
  });
}

/** Waits for requests in progress, at most two seconds. */
function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => {
      server.closeAllConnections();
    }, 2000);
    server.close(() => {
      clearTimeout(force);
      resolve();
    });
    server.closeIdleConnections();
  });
}
