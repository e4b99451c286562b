import { lookup, resolveSrv } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Target } from '../../stack';
import type { Clock, Random } from '../../../model/ports';
import { bareHost } from '../../message/via';

export interface ResolvedAddress {
  readonly address: string;
  readonly port: number;
}

const cacheMs = 30_000;
const maxCached = 1024;

/**
 * From a target to an IP address and port (RFC 3263): a literal is itself, a name without a port is looked for as an SRV
 * record, then as an address. Literals answer at once; names through a promise and a short cache.
 */
export class Resolver {
  private readonly cache = new Map<string, { until: number; answer: Promise<ResolvedAddress> }>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Null when the host is a name. */
  literal(target: Target): ResolvedAddress | null {
    const host = bareHost(target.host);
    return isIP(host) === 0
      ? null
      : { address: host, port: target.port === 0 ? defaultPort(target) : target.port };
  }

  /** Rejects when the name does not exist. */
  resolve(target: Target): Promise<ResolvedAddress> {
    const literal = this.literal(target);
    if (literal !== null) return Promise.resolve(literal);
    const key = `${target.transport} ${target.host} ${target.port}`;
    const cached = this.cache.get(key);
    if (cached !== undefined && cached.until > this.clock.now()) return cached.answer;
    const answer = this.ask(target);
    if (this.cache.size >= maxCached) this.cache.clear();
    this.cache.set(key, { until: this.clock.now() + cacheMs, answer });
    answer.catch(() => this.cache.delete(key));
    return answer;
  }

  private async ask(target: Target): Promise<ResolvedAddress> {
    if (target.port !== 0) return { address: (await lookup(target.host)).address, port: target.port };
    if (target.transport === 'ws' || target.transport === 'wss')
      return { address: (await lookup(target.host)).address, port: 0 };
    const service = target.transport === 'tls' ? '_sips._tcp' : `_sip._${target.transport}`;
    const records = await resolveSrv(`${service}.${target.host}`).catch(() => []);
    const best = this.choose(records);
    if (best === undefined)
      return { address: (await lookup(target.host)).address, port: defaultPort(target) };
    return { address: (await lookup(best.name)).address, port: best.port };
  }

  /** Lowest priority, then by weight (RFC 2782). */
  private choose<Record extends { priority: number; weight: number }>(
    records: readonly Record[],
  ): Record | undefined {
    const lowest = Math.min(...records.map((record) => record.priority));
    const equals = records.filter((record) => record.priority === lowest);
    let rest = this.random() * equals.reduce((sum, record) => sum + record.weight, 0);
    return equals.find((record) => (rest -= record.weight) < 0) ?? equals[0];
  }
}

/** Over WebSocket none: without a port it is the connection that the target has opened. */
function defaultPort({ transport }: Target): number {
  switch (transport) {
    case 'udp':
    case 'tcp':
      return 5060;
    case 'tls':
      return 5061;
    case 'ws':
    case 'wss':
      return 0;
  }
}
