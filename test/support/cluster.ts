import { databaseUrl } from './databaseUrl';
import { MariadbServer } from './mariadb';
import { RedisServer } from './redis';
import { Service } from './service';
import { TcpRelay } from './tcpRelay';

/** One of several services: its SIP and API on ports of its own, its own data folder, its own way to Redis. */
export interface ClusterNode {
  /** Another one after a restart. */
  service: Service;
  /** Between this node and Redis, to be cut. */
  readonly redis: TcpRelay;
}

export interface ClusterOptions {
  readonly nodes: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Several service processes on one MariaDB and one Redis, all in temporary folders and on free ports. */
export class Cluster {
  private constructor(
    readonly mariadb: MariadbServer,
    readonly redis: RedisServer,
    readonly nodes: ClusterNode[],
  ) {}

  /** Resolves once every node says that it is ready. */
  static async start({ nodes, environment = {} }: ClusterOptions): Promise<Cluster> {
    const [mariadb, redis] = await Promise.all([MariadbServer.start(), RedisServer.start()]);
    const cluster = new Cluster(mariadb, redis, []);
    try {
      const database = databaseUrl(await mariadb.createDatabase());
      while (cluster.nodes.length < nodes) {
        const relay = await TcpRelay.start(redis.port);
        const service = await Service.start({
          environment: {
            TRUNKLINE_DATABASE_URL: database,
            TRUNKLINE_REDIS_URL: `redis://127.0.0.1:${relay.port}`,
            ...environment,
          },
        }).catch(async (error: unknown) => {
          await relay.close();
          throw error;
        });
        cluster.nodes.push({ service, redis: relay });
      }
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  node(index: number): ClusterNode {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`there is no node ${index}`);
    return node;
  }

  /** The running service of a node. */
  service(index: number): Service {
    return this.node(index).service;
  }

  /** Kills a node without a warning. */
  async crash(index: number): Promise<void> {
    await this.service(index).crash();
  }

  /** SIGTERM; resolves when the node has ended by itself, within `patienceMs`. */
  async drain(index: number, patienceMs = 60_000): Promise<void> {
    await this.service(index).end(patienceMs);
  }

  /** Starts a node that has ended, on its ports and in its folder. */
  async startAgain(index: number): Promise<void> {
    const node = this.node(index);
    node.service = await node.service.startAgain();
  }

  /** Ends the nodes that run, with what they stand on. */
  async stop(): Promise<void> {
    try {
      for (const { service } of this.nodes) await service.stop(20_000);
    } finally {
      for (const { service, redis } of this.nodes) {
        await service.kill();
        await redis.close();
      }
      await this.redis.stop();
      await this.mariadb.stop();
    }
  }
}
