import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProvisioningClient, type ProvisioningClientHandlers } from '../../src/events/provisioningClient';
import type { ServiceEvents } from '../../src/events/serviceEvents';
import { SignallingPulse } from '../../src/events/signallingPulse';
import { ThreadEventBus } from '../../src/events/threadEventBus';
import { usageSlotKey, type WorkerStart } from '../../src/events/workerProtocol';
import { UsageBoard } from '../../src/routing/ledger/usageBoard';
import { compiled } from './checkout';
import { databaseUnderTest, type DatabaseUnderTest } from './databaseUnderTest';
import { noMetrics } from './noMetrics';

export const workerKey = 'worker-key-0123456789abcdef';

/** The real provisioning worker, the test standing in for the signalling thread. */
export class ProvisioningWorker {
  readonly board = new UsageBoard();
  readonly pulse = new SignallingPulse();
  readonly bus = new ThreadEventBus<ServiceEvents>((error) => {
    throw error;
  });
  readonly #slots = new Map<string, number>();
  readonly folder = mkdtempSync(path.join(tmpdir(), 'trunkline-worker-'));
  /** The one it was given, unless `start` names another. */
  readonly database: DatabaseUnderTest;
  #client: ProvisioningClient | null = null;

  private constructor(database: DatabaseUnderTest) {
    this.database = database;
  }

  static async start(
    start: Partial<WorkerStart> = {},
    handlers: Partial<ProvisioningClientHandlers> = {},
  ): Promise<ProvisioningWorker> {
    const worker = new ProvisioningWorker(await databaseUnderTest());
    worker.#client = await ProvisioningClient.start(
      path.join(compiled, 'src/worker.js'),
      {
        node: 'node-of-the-test',
        version: '1.2.3',
        database: worker.database.setting,
        redisUrl: null,
        dataDirectory: worker.folder,
        httpListen: { address: '127.0.0.1', port: 0 },
        rootApiKey: workerKey,
        logLevel: 'silent',
        logNumbers: 'full',
        metricsAccess: 'open',
        callLogDays: 400,
        callLogPurge: '15 3 * * *',
        usage: worker.board.buffer,
        usageSlots: new Map(),
        pulse: worker.pulse.buffer,
        ...start,
      },
      {
        configuration: ({ upsert }) => {
          for (const { kind, value } of upsert) {
            if (kind === 'trunk_group') worker.#slots.set(usageSlotKey(kind, value.id), value.usageSlot);
          }
        },
        healthWanted: () => undefined,
        calls: {
          list: () => Promise.resolve({ items: [], total: 0, isEstimated: false, next: null }),
          read: () => Promise.resolve(null),
          end: () => Promise.resolve(false),
        },
        messages: { read: () => Promise.resolve(null) },
        explain: { explain: () => Promise.resolve(null) },
        metrics: noMetrics,
        bus: worker.bus,
        lost: () => undefined,
        ...handlers,
      },
    );
    worker.#client.setDraining(false);
    return worker;
  }

  get client(): ProvisioningClient {
    if (this.#client === null) throw new Error('the worker has not started');
    return this.#client;
  }

  get url(): string {
    return this.client.httpUrl;
  }

  /** Row of the usage board. */
  slotOf(trunkGroup: string): number {
    const slot = this.#slots.get(usageSlotKey('trunk_group', trunkGroup));
    if (slot === undefined) throw new Error(`there is no trunk group ${trunkGroup}`);
    return slot;
  }

  async get(resource: string, key: string | null = workerKey): Promise<Response> {
    return await fetch(`${this.url}${resource}`, {
      headers: key === null ? {} : { Authorization: `Bearer ${key}` },
    });
  }

  async json(resource: string): Promise<unknown> {
    const response = await this.get(resource);
    if (response.status !== 200) throw new Error(`GET ${resource}: ${response.status}`);
    return await response.json();
  }

  async apply(deployment: string): Promise<void> {
    const response = await fetch(`${this.url}/api/v1/deployments`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${workerKey}`, 'Content-Type': 'application/yaml' },
      body: deployment,
    });
    if (!response.ok) throw new Error(`the deployment was refused: ${await response.text()}`);
  }

  async stop(): Promise<void> {
    await this.client.stop();
    await this.database.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
