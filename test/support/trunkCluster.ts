import { Cluster } from './cluster';
import { deployment, type GroupOptions } from './deployment';
import { FarEnd, type CallPlan, type PlacedCall } from './farEnd';
import { freePorts } from './freePort';
import { ada, ben, boston, newYork, stranger } from './lab';

/** Several nodes between a carrier and the PBXs of two sites, all far ends in this process. */
export class TrunkCluster {
  private constructor(
    readonly cluster: Cluster,
    readonly carrier: FarEnd,
    readonly newYork: FarEnd,
    readonly boston: FarEnd,
    private readonly ports: readonly number[],
  ) {}

  static async start(
    nodes: number,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<TrunkCluster> {
    const ports = await freePorts(3);
    const [carrier, first, second] = await Promise.all(ports.map((port) => FarEnd.open(port)));
    if (carrier === undefined || first === undefined || second === undefined) throw new Error('no far end');
    const cluster = await Cluster.start({ nodes, environment });
    return new TrunkCluster(cluster, carrier, first, second, ports);
  }

  /** Applies the deployment through a node; settings of New York's trunk group and of the enterprise on top. */
  async apply(
    through = 0,
    settings: GroupOptions['trunkGroup'] = {},
    enterprise: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const [carrier = 0, first = 0, second = 0] = this.ports;
    await this.cluster.service(through).apply(
      deployment({
        carrier: { port: carrier },
        groups: [
          { id: newYork, pbx: [{ port: first }], trunkGroup: settings },
          { id: boston, pbx: [{ port: second }] },
        ],
        users: [ada, ben],
        enterprise,
      }),
    );
  }

  /** SIP ports of the nodes, beginning with the one named. */
  nodesFrom(first: number): number[] {
    const ports = this.cluster.nodes.map(({ service }) => service.sipPort);
    return [...ports.slice(first), ...ports.slice(0, first)];
  }

  /** A call from the carrier to Ada in New York, through one node alone unless others are named too. */
  callIn(node: number, options: Partial<CallPlan> = {}): Promise<PlacedCall> {
    return this.carrier.place({
      nodes: [this.cluster.service(node).sipPort],
      calling: stranger,
      called: ada.number,
      holdMs: 50,
      ...options,
    });
  }

  async stop(): Promise<void> {
    try {
      await this.cluster.stop();
    } finally {
      for (const end of [this.carrier, this.newYork, this.boston]) end.close();
    }
  }
}
