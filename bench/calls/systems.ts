import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePorts } from '../../test/support/freePort';
import { Service } from '../../test/support/service';
import type { Layout, Provisioning } from './layout';

/** What the load goes through. */
export interface System {
  readonly name: string;
  /** All that its calls cost is spent in these processes. */
  readonly pids: readonly number[];
  /** The port that the calls of a pair are sent to. */
  port(pair: number): number;
  /** The numbers that a pair calls in turn. */
  called(pair: number): readonly string[];
  stop(): Promise<void>;
}

export async function startService(
  name: string,
  { deployment, called }: Provisioning,
  nodeArguments: readonly string[] = [],
  traceMegabytes: number | null = null,
  drachtio: string | null = null,
): Promise<System & { readonly service: Service }> {
  const environment = {
    TRUNKLINE_DRAIN_S: '1',
    ...(traceMegabytes === null ? {} : { TRUNKLINE_TRACE_MB: String(traceMegabytes) }),
  };
  const service = await Service.start({
    ...{ environment, nodeArguments },
    ...(drachtio === null ? {} : { drachtio }),
  });
  try {
    await service.apply(deployment);
  } catch (error) {
    await service.kill();
    throw error;
  }
  return {
    ...{ name, service },
    pids: [service.pid, ...(service.drachtioPid === null ? [] : [service.drachtioPid])],
    port: () => service.sipPort,
    called: (pair) => called[pair] ?? [],
    stop: () => service.stop(),
  };
}

export async function startForwarder(
  layout: Pick<Layout, 'pairs'>,
  { called }: Pick<Provisioning, 'called'>,
): Promise<System> {
  const ports = await freePorts(layout.pairs.length);
  const child = spawn(
    process.execPath,
    [
      join(__dirname, 'forwarder.js'),
      ...layout.pairs.map((pair, index) => `${ports[index] ?? 0}:${pair.calleePort}`),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  return {
    name: 'forwarder',
    pids: [child.pid ?? 0],
    port: (pair) => ports[pair] ?? 0,
    called: (pair) => called[pair] ?? [],
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
