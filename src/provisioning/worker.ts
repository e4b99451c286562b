import { createServer, type Server } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import pino from 'pino';
import { migrate } from '../../db/migrate';
import { acquireNodeLock } from '../../db/nodeLock';
import { openDatabase } from '../../db/openDatabase';
import { readConfiguration } from '../../db/repositories/configuration';
import { readDirectory } from '../../db/repositories/directory';
import { PortChannel, type Port } from '../events/portChannel';
import type { SignallingMessages, WorkerMessages, WorkerStart } from '../events/workerProtocol';
import type { LiveCalls } from '../model/liveCall';
import { UsageBoard } from '../routing/ledger/usageBoard';
import { createApp } from './app';
import type { Readiness } from './apiContext';
import { ConfigurationPublisher } from './configuration/configurationPublisher';
import { UsageSlots } from './configuration/usageSlots';
import type { ApplyResult } from './deployments/applyDeployment';
import { DeploymentRunner } from './deployments/deploymentRunner';
import { ensureRootApiKey } from './http/rootApiKey';

/**
 * Entry of the provisioning worker: holds the database and the API. It sends the whole configuration first, then
 * says that it is ready; after each deployment it sends what changed before it answers the request.
 */
async function main(port: Port, start: WorkerStart): Promise<void> {
  const logger = pino({ level: start.logLevel, base: { thread: 'provisioning' } });
  const lock = acquireNodeLock(start.databaseFile, 'node');
  if (!lock.acquired) {
    const holder = lock.holder === null ? 'another process' : `process ${String(lock.holder.pid)}`;
    throw new Error(`the database ${start.databaseFile} is in use by ${holder}`);
  }
  const database = openDatabase(start.databaseFile);
  await migrate(database);
  const rootApiKey = start.rootApiKey ?? ensureRootApiKey(start.dataDirectory);

  let readiness: Readiness = 'starting';
  const publisher = new ConfigurationPublisher(
    () => readConfiguration(database),
    (change) => {
      channel.notify('configuration', change);
    },
    new UsageSlots(start.usageSlots),
  );
  const runner = new DeploymentRunner(database, start.databaseFile);
  const apply = async (text: string, prune: boolean): Promise<ApplyResult> => {
    const result = await runner.apply(text, prune);
    if (result.applied) await publisher.publishChange(result.invalidate);
    return result;
  };

  const channel = new PortChannel<WorkerMessages, SignallingMessages>(port, {
    requests: {
      fetchDirectory: async (keys) => {
        // The generation before the read: whatever is committed meanwhile is announced under a later one.
        const { generation } = publisher;
        return { generation, entries: await readDirectory(database, keys) };
      },
      stop: async () => {
        await close(server);
        await database.destroy();
        lock.release();
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
        logger.warn(
          { event: 'emergency_call', ...event, at: new Date(event.at).toISOString() },
          'emergency call',
        );
      },
      alarm: ({ code, message, details }) => {
        logger.error({ event: 'alarm', code, ...details }, message);
      },
    },
  });
  const calls: LiveCalls = {
    list: (query) => channel.request('listCalls', query),
    read: (id) => channel.request('readCall', id),
    end: (id, by) => channel.request('endCall', { id, by }),
  };
  const usage = new UsageBoard(start.usage);
  const { slots } = publisher;
  const app = createApp({
    database,
    usage,
    slots,
    calls,
    apply,
    rootApiKey,
    readiness: () => readiness,
    logger,
  });
  const server = createServer(app);
  await publisher.publishAll();
  const httpUrl = await listen(server, start.httpListen);
  lock.announce(httpUrl);
  channel.notify('ready', { httpUrl });
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
