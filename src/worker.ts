import { parentPort, workerData } from 'node:worker_threads';
import { PortChannel, type Port } from './events/portChannel';
import type { WorkerMessages, WorkerStart } from './events/workerProtocol';
import { createLog } from './log';
import { presentCallSummary } from './provisioning/calls/presenter';
import type { LiveContext } from './provisioning/live/livePush';
import { startProvisioning } from './provisioning/provisioning';
import { AlarmBook } from './realtime/alarmBook';
import { CallRelay } from './realtime/callRelay';
import { liveLimits } from './realtime/liveLimits';
import { LiveServer } from './realtime/liveServer';
import { alarmSource } from './realtime/sources/alarms';
import { callSource } from './realtime/sources/calls';
import { trunkGroupSource } from './realtime/sources/trunkGroups';
import { userSource } from './realtime/sources/users';
import { Topic } from './realtime/topic';

/** Puts the provisioning worker together: the database and the API, and the push beside it on the same listener. */
async function main(port: Port, start: WorkerStart): Promise<void> {
  const logger = createLog({ level: start.logLevel, numbers: start.logNumbers, thread: 'provisioning' });
  await startProvisioning(port, start, { logger, startPush });
}

async function startPush({
  bus,
  nodes,
  usage,
  trunkGroups,
  followTrunkGroupStates,
  loadUsers,
  authenticate,
  logger,
}: LiveContext): Promise<LiveServer> {
  const onFault = (error: unknown): void => {
    logger.error({ err: error }, 'the live connections failed at something; they go on');
  };
  const alarms = new AlarmBook();
  await alarms.follow(nodes);
  await CallRelay.start(bus, nodes, onFault);
  const topics = [
    new Topic(
      'trunk-groups',
      trunkGroupSource(bus, usage, trunkGroups, followTrunkGroupStates, onFault),
      onFault,
    ),
    new Topic('calls', callSource(nodes, presentCallSummary, onFault), onFault),
    new Topic('users', userSource(bus, loadUsers, onFault), onFault),
    new Topic('alarms', alarmSource(alarms), onFault),
  ];
  return new LiveServer({ topics, authenticate, limits: liveLimits });
}

if (parentPort !== null) {
  const port = parentPort;
  main(port, workerData as WorkerStart).catch((error: unknown) => {
    const failed = new PortChannel<WorkerMessages, { requests: object; notices: object }>(port, {
      requests: {},
      notices: {},
    });
    failed.notify('failed', { message: error instanceof Error ? error.message : String(error) });
    setImmediate(() => process.exit(1));
  });
}
