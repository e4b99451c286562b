/** Deployments for tests, in the format of `npm run apply` (design.md section 5). */

export interface PbxOptions {
  readonly port: number;
  readonly host?: string;
  readonly transport?: 'udp' | 'tcp' | 'ws' | 'wss';
  readonly priority?: number;
}

export interface GroupOptions {
  readonly id: string;
  readonly pbx: readonly PbxOptions[];
  /** Further addresses calls come from; those of `pbx` always are. */
  readonly acceptFrom?: readonly string[];
  /** Settings of the group, as the file names them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Settings of the trunk group, as the file names them. */
  readonly trunkGroup?: Readonly<Record<string, unknown>>;
}

export interface UserOptions {
  readonly group: string;
  readonly extension: string;
  readonly number: string;
  /** Routing scheme; without it, the default one of the group. */
  readonly scheme?: string;
  /** Further settings of the user, as the file names them. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface DeploymentOptions {
  readonly carrier: {
    readonly port: number;
    readonly host?: string;
    readonly transport?: 'udp' | 'tcp' | 'ws' | 'wss';
    readonly acceptFrom?: readonly string[];
  };
  readonly groups: readonly GroupOptions[];
  readonly users: readonly UserOptions[];
  /** Settings of the enterprise, as the file names them. */
  readonly enterprise?: Readonly<Record<string, unknown>>;
  /** Settings of the carrier, as the file names them. */
  readonly carrierSettings?: Readonly<Record<string, unknown>>;
  /** Further carriers. */
  readonly carriers?: readonly Readonly<Record<string, unknown>>[];
  /** Instead of one route for everything and one for emergency calls. */
  readonly routes?: readonly Readonly<Record<string, unknown>>[];
}

/** YAML (JSON is a part of it) of one enterprise behind one carrier. */
export function deployment({
  carrier,
  groups,
  users,
  enterprise = {},
  carrierSettings = {},
  carriers = [],
  routes = [
    { prefix: '+', carriers: ['metro'], priority: 1 },
    { emergency: true, carriers: ['metro'], priority: 1 },
  ],
}: DeploymentOptions): string {
  const host = (address: string | undefined): string => address ?? '127.0.0.1';
  return JSON.stringify({
    version: 1,
    carriers: [
      {
        name: 'metro',
        gateways: [{ host: host(carrier.host), port: carrier.port, transport: carrier.transport ?? 'udp' }],
        accept_from: [`${host(carrier.host)}:${carrier.port}`, ...(carrier.acceptFrom ?? [])],
        number_format: 'e164_plus',
        ...carrierSettings,
      },
      ...carriers,
    ],
    outbound_routes: routes,
    enterprises: [
      {
        name: 'acme',
        country: 'US',
        area_code: '212',
        time_zone: 'America/New_York',
        groups: groups.map(({ id, pbx, acceptFrom = [], settings = {}, trunkGroup = {} }) => ({
          id,
          name: `group ${id}`,
          trunk_group: {
            pbx: pbx.map(({ port, host: address, transport = 'udp', priority = 1 }) => ({
              host: host(address),
              port,
              transport,
              priority,
            })),
            accept_from: [...pbx.map(({ port, host: address }) => `${host(address)}:${port}`), ...acceptFrom],
            ...trunkGroup,
          },
          ...settings,
        })),
        numbers: ['+12125550100-+12125550199'],
        users: users.map(({ group, extension, number, scheme, settings = {} }) => ({
          first_name: 'User',
          last_name: extension,
          group,
          extension,
          number,
          ...(scheme === undefined ? {} : { routing_scheme: scheme }),
          ...settings,
        })),
        ...enterprise,
      },
    ],
  });
}
