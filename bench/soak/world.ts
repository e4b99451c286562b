import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { parse, stringify } from 'yaml';
import { readExample, withPorts } from '../../src/cli/lab/exampleDeployment';
import { choosePorts, usualPorts, type LabPorts } from '../../src/cli/lab/service/labPorts';
import { databaseUrl } from '../../test/support/databaseUrl';
import { MariadbServer } from '../../test/support/mariadb';
import { Service } from '../../test/support/service';
import { memoryProbe } from '../calls/serviceMemory';
import type { SoakOptions } from './options';

/** The service of a soak with its database, and what can be done to them. */
export interface World {
  service: Service;
  readonly ports: LabPorts;
  /** Takes the database away; what it answers brings it back. */
  takeDatabase(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const threadFaults = ['--require', path.join(__dirname, '../../test/support/threadFaults.js')];
const endPorts = ['carrier', 'new_york', 'boston'] as const;

/** Capacity that the traffic fills now and then. */
const limits: Readonly<Record<string, unknown>> = {
  max_active_calls: 60,
  max_incoming_calls: 50,
  max_outgoing_calls: 50,
};

export async function startWorld({ database }: SoakOptions): Promise<World> {
  const server = database === 'mariadb' ? await MariadbServer.start() : null;
  try {
    const ports = await choosePorts(endPorts, true);
    const url = server === null ? {} : { TRUNKLINE_DATABASE_URL: databaseUrl(await server.createDatabase()) };
    const service = await Service.start({
      environment: { TRUNKLINE_DRAIN_S: '10', ...url },
      nodeArguments: [...memoryProbe, ...threadFaults],
    });
    const world: World = {
      service,
      ports,
      takeDatabase: async () => {
        if (server === null) return lockFile(path.join(world.service.folder, 'trunkline.db'));
        await server.crash();
        return () => server.resume();
      },
      close: async () => {
        await world.service.kill();
        await server?.stop();
      },
    };
    await service.apply(await deploymentFor(ports));
    return world;
  } catch (error) {
    await server?.stop();
    throw error;
  }
}

function lockFile(file: string): () => Promise<void> {
  const other = new Sqlite(file, { timeout: 10_000 });
  other.exec('begin immediate');
  return () => {
    other.exec('rollback');
    other.close();
    return Promise.resolve();
  };
}

async function deploymentFor(ports: LabPorts): Promise<string> {
  const text = withPorts(
    await readExample(),
    new Map(endPorts.map((name) => [usualPorts[name], ports[name]])),
  );
  const deployment = parse(text) as {
    readonly enterprises: readonly {
      max_active_calls: number;
      readonly groups: readonly { readonly trunk_group: Record<string, unknown> }[];
    }[];
  };
  for (const enterprise of deployment.enterprises) {
    enterprise.max_active_calls = 100;
    for (const { trunk_group } of enterprise.groups) {
      Object.assign(trunk_group, limits);
      delete trunk_group.bursting;
    }
  }
  return stringify(deployment);
}
