import { lookup } from 'node:dns/promises';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRootApiKey } from '../../provisioning/http/rootApiKey';
import { readSettings } from '../../config/readSettings';
import type { EndAddress } from './ends/endsProtocol';
import { readExample, withPorts } from './exampleDeployment';
import { LabApi } from './labApi';
import { LabError } from './labError';
import type { GivenService } from './options';
import { choosePorts, usualPorts, type LabPorts, type PortName } from './service/labPorts';
import { OwnService } from './service/ownService';

/** The service a lab drives. */
export interface Target {
  readonly api: LabApi;
  readonly sip: EndAddress;
  /** What it is, in lines for the user. */
  readonly description: readonly string[];
  /** A shell word that gives the API key. */
  readonly keyText: string;
  /** Ends what the lab started. @returns what went wrong with the service; null: nothing */
  stop(): Promise<string | null>;
  /** The same, without any patience. */
  abandon(): void;
}

/** A deployment is in force this long after the answer (design.md section 2). */
const inForceMs = 300;
const endPorts = ['carrier', 'new_york', 'boston'] as const;

/** Starts a service of the lab's own with the example deployment; `lost` is called when it ends unasked. */
export async function startOwn(
  options: { readonly freePorts: boolean; readonly keep: boolean },
  lost: () => void,
): Promise<Target> {
  const ports = await choosePorts(['sip', 'http', ...endPorts], options.freePorts);
  const service = await OwnService.start(ports, lost);
  const abandon = (): void => {
    service.kill();
    if (!options.keep) service.remove();
  };
  try {
    const api = new LabApi(service.url, service.key);
    const deployment = await deploymentFor(ports);
    await writeFile(path.join(service.folder, 'acme.yaml'), deployment);
    await api.apply(deployment);
    await sleep(inForceMs);
    return {
      api,
      sip: { host: '127.0.0.1', port: ports.sip },
      description: [
        `service   process ${service.pid ?? 'unknown'}, SIP 127.0.0.1:${ports.sip} (UDP and TCP), API ${service.url}`,
        `files     ${service.folder} (${options.keep ? 'kept' : 'removed at the end; --keep keeps it'}), log in service.log`,
        ...movedPorts(ports),
      ],
      keyText: service.key,
      stop: async () => {
        const crashed = service.isRunning ? null : `it said last:\n${service.lastWords()}`;
        const trouble = await service.stop();
        if (!options.keep) service.remove();
        return trouble === null || crashed === null ? trouble : `${trouble}; ${crashed}`;
      },
      abandon,
    };
  } catch (error) {
    abandon();
    throw error;
  }
}

/** A service that runs already; nothing of it is changed but by `apply`. */
export async function useGiven(given: GivenService, freePorts: boolean): Promise<Target> {
  const { url, key: givenKey, sip } = given;
  const key = givenKey === null ? keyOfSettings(url) : { value: givenKey, text: "'the key you gave'" };
  const api = new LabApi(url, key.value);
  const readiness = await api.readiness();
  if (readiness === null) throw new LabError(`nobody answers at ${url}; is the service started?`);
  if (readiness !== 200) throw new LabError(`the service at ${url} is not ready (${readiness})`);
  const { address } = await lookup(sip.host, { family: 4 }).catch(() => {
    throw new LabError(`--sip: ${sip.host} has no IPv4 address`);
  });
  const description = [`service   ${url}, SIP ${address}:${sip.port}`];
  if (given.apply) {
    const ports = await choosePorts(endPorts, freePorts);
    await api.apply(await deploymentFor(ports));
    await sleep(inForceMs);
    description.push('          the example deployment was applied', ...movedPorts(ports));
  }
  return {
    api,
    sip: { host: address, port: sip.port },
    description,
    keyText: key.text,
    stop: () => Promise.resolve(null),
    abandon: () => undefined,
  };
}

/** The key where `apply` finds it, too. */
function keyOfSettings(url: string): { readonly value: string; readonly text: string } {
  const { rootApiKey, dataDirectory } = readSettings(process.env);
  if (rootApiKey !== null) return { value: rootApiKey, text: '$TRUNKLINE_ROOT_API_KEY' };
  const value = readRootApiKey(dataDirectory);
  if (value !== null) return { value, text: `$(cat '${path.join(dataDirectory, 'root-api-key')}')` };
  throw new LabError(
    `no API key for ${url}: give --key, or set TRUNKLINE_ROOT_API_KEY or TRUNKLINE_DATA_DIR as the service has them`,
  );
}

const deploymentFor = async (ports: LabPorts): Promise<string> =>
  withPorts(await readExample(), new Map(endPorts.map((name) => [usualPorts[name], ports[name]])));

/** What is not where the README says. */
function movedPorts(ports: LabPorts): readonly string[] {
  const moved = (Object.keys(usualPorts) as PortName[]).filter((name) => ports[name] !== usualPorts[name]);
  if (moved.length === 0) return [];
  const list = moved.map((name) => `${name.replace('_', ' ')} ${ports[name]} instead of ${usualPorts[name]}`);
  return [`ports     ${list.join(', ')}`];
}
