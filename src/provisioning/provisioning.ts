import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { readConfigurationTurn } from '../../db/repositories/configurationLock';
import { readConfiguration } from '../../db/repositories/configuration';
import { SharedSchedules } from '../../db/repositories/sharedSchedules';
import { readDirectory } from '../../db/repositories/directory';
import { readPlatformId } from '../../db/repositories/platform';
import { PortChannel, type Port } from '../events/portChannel';
import type { ServiceEvents } from '../events/serviceEvents';
import { SignallingPulse } from '../events/signallingPulse';
import { ThreadEventBus } from '../events/threadEventBus';
import type { SignallingMessages, WorkerMessages, WorkerStart } from '../events/workerProtocol';
import { createIdFactory } from '../model/id';
import type { HealthReport } from '../model/targetHealth';
import { lagIntervalMs, LoopLag } from '../model/loopLag';
import { OutageLog } from '../model/outageLog';
import { UsageBoard } from '../routing/ledger/usageBoard';
import { createApp } from './app';
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
import { EmergencyRouteAlarm } from './emergencyRouteAlarm';
import { featureCodeWriter } from './featureCodes/featureCodeWriter';
import { close, listen } from './http/listener';
import { ensureRootApiKey, isSameKey } from './http/rootApiKey';
import type { LiveContext, LivePush } from './live/livePush';
import { liveTrunkGroups, type LiveTrunkGroup } from './live/trunkGroups';
import { loadLiveUsers } from './live/users';
import { MetricsPage } from './metrics/metricsPage';
import { nodeAlarms } from './nodeAlarms';
import { NodeReadiness } from './nodeReadiness';
import { signallingPorts } from './signallingPorts';
import { healthAlarms } from './targetHealth/healthAlarms';
import { HealthHistory } from './targetHealth/healthHistory';
import { TargetStates } from './targetHealth/targetStates';
import { callsOfAllNodes } from './nodes/callsOfAllNodes';
import { messagesOfAllNodes } from './nodes/messagesOfAllNodes';
import { joinNodes } from './nodes/joinNodes';
import { listNodes, type NodeSelf } from './nodes/nodeList';
import { NodeQuestionnaire } from './nodes/nodeQuestions';
import { takeWorkerDatabases } from './workerDatabases';

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
  const databases = await takeWorkerDatabases(start);
  const { database, lookups, lists } = databases;
  const rootApiKey = start.rootApiKey ?? ensureRootApiKey(start.dataDirectory);

  const bus = new ThreadEventBus<ServiceEvents>((error) => {
    logger.error({ err: error }, 'a listener of change events failed');
  });
  const self = { id: start.node, name: hostname() };
  const lag = watchLoopLag();
  const readiness = new NodeReadiness(new SignallingPulse(start.pulse));
  const { raise, clear } = nodeAlarms(self, () => nodes.bus, logger);
  const nodes = joinNodes({ ...start, platform: await readPlatformId(database) }, { raise, clear, logger });
  const emergencyRoute = new EmergencyRouteAlarm(clear);
  const schedules = new SharedSchedules();
  const publisher = new ConfigurationPublisher(
    (wanted) => readConfiguration(database, wanted, schedules),
    (change) => {
      channel.notify('configuration', change);
      emergencyRoute.look(() => publisher.current('outbound_route').some(({ emergency }) => emergency));
      bus.publish('provisioned', { generation: change.generation });
    },
    new UsageSlots(start.usageSlots),
  );
  const newId = createIdFactory(Date.now, randomBytes);
  const states = new TargetStates();
  const healthHistory = new HealthHistory(database, self, newId, logger);
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
  const watch = start.redisUrl === null ? null : watchConfiguration(sync, () => nodes.isJoined());
  const refresh = refreshSchedules(publisher, (error) => {
    logger.error({ err: error }, 'the schedules could not be worked out anew');
  });
  const writer = new ConfigurationWriter(database, writes, sync, newId, Date.now);
  const featureCodes = featureCodeWriter(writer);
  const runner = new DeploymentRunner(database, start.database, writes, newId);
  const apply = async (text: string, prune: boolean): Promise<ApplyResult> => {
    const result = await runner.apply(text, prune);
    if (result.turn !== null) {
      const { turn } = result;
      const { touched, invalidate } = result.applied ? result : { touched: [], invalidate: [] };
      await sync.committed({ turn, touched, invalidate });
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
        await databases.close();
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
        readiness.setDraining(isDraining);
      },
      emergency: (event) => {
        const { callId, ...about } = event;
        logger.warn(
          { event: 'emergency_call', call: callId, ...about, at: new Date(event.at).toISOString() },
          'emergency call',
        );
        emergencyRoute.called(event);
        nodes.bus.publish('emergency', { ...event, node: self });
      },
      alarm: raise,
      alarmCleared: clear,
      health: takeHealth,
      bus: (message) => {
        bus.receive(message);
      },
    },
  });
  bus.connect((message) => {
    channel.notify('bus', message);
  });
  const own = signallingPorts(channel);
  const onFault = (error: unknown): void => {
    logger.error({ err: error }, 'what another node asked or told failed here');
  };
  const describeSelf = async (): Promise<NodeSelf> => {
    const { total } = await own.calls.list({ limit: 1, after: null, enterpriseId: null, trunkGroupId: null });
    return { id: start.node, state: readiness.current(), version: start.version, calls: total };
  };
  const questionnaire = await NodeQuestionnaire.start(
    nodes.bus,
    {
      listCalls: (query) => own.calls.list(query),
      readCall: (id) => own.calls.read(id),
      readMessages: (callId) => own.messages.read(callId),
      endCall: ({ id, by }) => own.calls.end(id, by),
      describeNode: () => describeSelf(),
    },
    silentNodeMs,
    onFault,
  );
  const calls = callsOfAllNodes(own.calls, questionnaire);
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
    clear,
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
  let httpUrl: string | null = null;
  const app = createApp({
    database,
    lists,
    lookups,
    usage,
    slots,
    states,
    nodes: () =>
      listNodes({
        database: lookups,
        others: questionnaire,
        describe: describeSelf,
        here: () => ({
          ...self,
          address: httpUrl,
          pid: process.pid,
          startedAt: Date.now() - Math.round(process.uptime() * 1_000),
          seenAt: Date.now(),
        }),
      }),
    calls,
    messages: messagesOfAllNodes(own.messages, questionnaire),
    explain: own.explain,
    apply,
    writer,
    rootApiKey,
    readiness: () => readiness.current(),
    metrics,
    metricsAccess: start.metricsAccess,
    logger,
    databaseLog: new OutageLog(
      logger,
      { now: () => performance.now() },
      'the database answers requests again',
    ),
  });
  const server = createServer(app);
  push.attach(server);
  await nodes.ready();
  await sync.start();
  channel.notify('healthWanted', null);
  httpUrl = await listen(server, start.httpListen);
  await databases.announce(httpUrl);
  await purge.start();
  channel.notify('ready', { httpUrl });
}

/** How long another node may take to answer for its calls. */
const silentNodeMs = 1_500;

/** How late this thread's own event loop is. */
function watchLoopLag(): LoopLag {
  const lag = new LoopLag();
  setInterval(() => lag.turn(performance.now()), lagIntervalMs).unref();
  return lag;
}
