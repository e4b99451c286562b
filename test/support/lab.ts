import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { deployment, type DeploymentOptions, type GroupOptions } from './deployment';
import { freePorts } from './freePort';
import { scenario, type Step } from './scenario';
import { Service } from './service';
import { Sipp, startCallee, stopAllSipp, type SippOptions, type SippResult } from './sipp';

/** One end of a trunk: calls to it come in at `port`, its own go out from `callerPort`. */
export interface Site {
  readonly port: number;
  readonly callerPort: number;
}

export const newYork = '0012345';
export const boston = '0067890';
export const trunkGroups = { newYork: `${newYork}GRPTRUNK01`, boston: `${boston}GRPTRUNK01` };

/** Users: Ada in New York, Ben in Boston. */
export const ada = { group: newYork, extension: '1001', number: '+12125550101' };
export const ben = { group: boston, extension: '1002', number: '+12125550102' };
/** Somebody on the public network. */
export const stranger = '+13125550111';

type SiteName = 'carrier' | 'newYork' | 'newYorkBackup' | 'boston';

export interface CallOptions {
  readonly from: SiteName;
  readonly to: SiteName;
  readonly calling: string;
  readonly called: string;
  readonly caller: readonly Step[];
  readonly callee: readonly Step[];
  readonly calls?: number;
  readonly rate?: number;
  readonly holdMs?: number;
  readonly timeoutS?: number;
  readonly callerOptions?: Partial<SippOptions>;
  readonly calleeOptions?: Partial<SippOptions>;
}

export interface Ends {
  readonly caller: SippResult;
  readonly callee: SippResult;
}

/** A service between a carrier and two sites' PBXs, all on this machine; New York's has a second address. */
export class Lab {
  private constructor(
    public service: Service,
    readonly sites: Readonly<Record<SiteName, Site>>,
  ) {}

  static async start(
    environment: Readonly<Record<string, string>> = {},
    nodeArguments: readonly string[] = [],
    sipPort?: number,
  ): Promise<Lab> {
    const ports = await freePorts(8);
    const site = (index: number): Site => ({ port: ports[index] ?? 0, callerPort: ports[index + 1] ?? 0 });
    const sites = { carrier: site(0), newYork: site(2), newYorkBackup: site(4), boston: site(6) };
    return new Lab(
      await Service.start({
        ...{ environment, nodeArguments },
        ...(sipPort === undefined ? {} : { sipPort }),
      }),
      sites,
    );
  }

  /** Applies the lab's deployment with these settings on top. */
  async apply(
    settings: {
      readonly newYork?: GroupOptions['trunkGroup'];
      readonly boston?: GroupOptions['trunkGroup'];
      readonly enterprise?: Readonly<Record<string, unknown>>;
      readonly change?: (options: DeploymentOptions) => DeploymentOptions;
    } = {},
  ): Promise<void> {
    const caller = (site: Site): string => `127.0.0.1:${site.callerPort}`;
    const { carrier, newYork: first, newYorkBackup: second, boston: other } = this.sites;
    const options: DeploymentOptions = {
      carrier: { port: carrier.port, acceptFrom: [caller(carrier)] },
      groups: [
        {
          id: newYork,
          pbx: [{ port: first.port }, { port: second.port, priority: 2 }],
          acceptFrom: [caller(first)],
          trunkGroup: { invitation_timeout_s: 2, ...settings.newYork },
        },
        {
          id: boston,
          pbx: [{ port: other.port }],
          acceptFrom: [caller(other)],
          trunkGroup: { invitation_timeout_s: 2, ...settings.boston },
        },
      ],
      users: [ada, ben],
      enterprise: settings.enterprise ?? {},
    };
    await this.service.apply(deployment(settings.change?.(options) ?? options));
  }

  /** Kills the service without a warning and starts it again. */
  async crash(): Promise<void> {
    await this.service.crash();
    this.service = await this.service.startAgain();
  }

  callee(site: SiteName, steps: readonly Step[], options: Partial<SippOptions> = {}): Promise<Sipp> {
    return startCallee({
      scenario: scenario('callee', ...steps),
      port: this.sites[site].port,
      timeoutS: 25,
      ...options,
    });
  }

  caller(
    site: SiteName,
    calling: string,
    called: string,
    steps: readonly Step[],
    options: Partial<SippOptions> = {},
  ): Sipp {
    return new Sipp({
      scenario: scenario('caller', ...steps),
      port: this.sites[site].callerPort,
      remote: this.service.sip,
      keys: { calling, called },
      calls: 1,
      timeoutS: 25,
      ...options,
    });
  }

  /** Places calls from one end to the other and waits until both ends are through with all of them. */
  async call(options: CallOptions): Promise<Ends> {
    const { calls = 1, timeoutS = 25 } = options;
    const callee = await this.callee(options.to, options.callee, {
      calls,
      timeoutS,
      ...options.calleeOptions,
    });
    const caller = this.caller(options.from, options.calling, options.called, options.caller, {
      calls,
      timeoutS,
      ...(options.rate === undefined ? {} : { rate: options.rate }),
      ...(options.holdMs === undefined ? {} : { holdMs: options.holdMs }),
      ...options.callerOptions,
    });
    const result = await caller.result();
    // Calls that never arrived would keep it waiting; those that did have had their time.
    return { caller: result, callee: await (result.failed === 0 ? callee.result() : callee.stop(3000)) };
  }

  /** A call to Ada's phone in New York. */
  callIn(
    caller: readonly Step[],
    callee: readonly Step[],
    options: Partial<CallOptions> = {},
  ): Promise<Ends> {
    return this.call({
      ...{ from: 'carrier', to: 'newYork', calling: stranger, called: ada.number, caller, callee },
      ...options,
    });
  }

  /** A call of Ada's to the public network. */
  callOut(
    caller: readonly Step[],
    callee: readonly Step[],
    options: Partial<CallOptions> = {},
  ): Promise<Ends> {
    return this.call({
      ...{ from: 'newYork', to: 'carrier', calling: ada.number, called: stranger, caller, callee },
      ...options,
    });
  }

  /** Waits until every call is over and every lease released. */
  idle(patienceMs?: number): Promise<void> {
    return this.service.idle(Object.values(trunkGroups), patienceMs);
  }
}

/** One lab for a file's tests; after each of them nothing may be left of its calls. */
export function useLab(environment: Readonly<Record<string, string>> = {}): () => Lab {
  let lab: Lab | null = null;
  const current = (): Lab => {
    if (lab === null) throw new Error('the lab did not start');
    return lab;
  };
  beforeAll(async () => {
    lab = await Lab.start(environment);
    await lab.apply();
  }, 30_000);
  afterEach(async () => {
    await stopAllSipp();
    await current().idle();
  });
  afterAll(async () => {
    await lab?.service.stop();
  }, 30_000);
  return current;
}
