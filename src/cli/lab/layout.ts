import { isIPv4 } from 'node:net';
import type { Carrier, Enterprise, TrunkGroup } from '../../client/apiClient';
import type { EndAddress } from './ends/endsProtocol';
import type { LabApi } from './labApi';
import { people, type EndName, type Person } from './traffic/people';

/** Names of the example deployment that the traffic counts on. */
const names = {
  enterprise: 'acme',
  carrier: 'metro',
  trunkGroups: { new_york: '0012345GRPTRUNK01', boston: '0067890GRPTRUNK01' },
} as const;

export const enterpriseName = names.enterprise;
export const trunkGroupIds: readonly string[] = Object.values(names.trunkGroups);

/** Where the service expects the carrier and the PBXs. */
export interface Layout {
  readonly ends: Readonly<Record<EndName, EndAddress>>;
}

/** What a service has of the example deployment. */
export interface Found {
  readonly enterprise: Pick<Enterprise, 'name'> | null;
  readonly carrier: Pick<Carrier, 'gateways'> | null;
  /** Of the enterprise. */
  readonly trunkGroups: readonly Pick<TrunkGroup, 'id' | 'pbx'>[];
  /** Public numbers by extension, of the enterprise. */
  readonly numbers: ReadonlyMap<string, string | null>;
}

/** Asks a service what it has of the example deployment. */
export async function find(api: LabApi): Promise<Found> {
  const [enterprise, carrier] = await Promise.all([
    api.enterprise(names.enterprise),
    api.carrier(names.carrier),
  ]);
  const numbers = new Map<string, string | null>();
  if (enterprise === null) return { enterprise, carrier, trunkGroups: [], numbers };
  const trunkGroups = await api.trunkGroups(enterprise.id);
  for (const { extension } of people) {
    for (const user of await api.users(enterprise.id, extension)) numbers.set(user.extension, user.number);
  }
  return { enterprise, carrier, trunkGroups, numbers };
}

/** Where the ends belong, or every reason why the lab's calls would make no sense there. */
export function layOut(found: Found): { readonly layout: Layout } | { readonly missing: readonly string[] } {
  const missing: string[] = [];
  const { enterprise, carrier } = found;
  if (enterprise === null) missing.push(`there is no enterprise ${names.enterprise}`);
  if (carrier === null) missing.push(`there is no carrier ${names.carrier}`);
  const addressOf = (what: string, addresses: Carrier['gateways'] | undefined): EndAddress => {
    if (addresses === undefined) return nowhere;
    const [first] = addresses;
    if (first?.transport === 'udp' && isIPv4(first.host)) return { host: first.host, port: first.port };
    missing.push(`${what} has no IPv4 address over UDP first`);
    return nowhere;
  };
  const pbxOf = (id: string): EndAddress => {
    const trunkGroup = found.trunkGroups.find((candidate) => candidate.id === id);
    if (trunkGroup === undefined) missing.push(`there is no trunk group ${id}`);
    return addressOf(`trunk group ${id}`, trunkGroup?.pbx);
  };
  const ends = {
    carrier: addressOf(`carrier ${names.carrier}`, carrier?.gateways),
    new_york: pbxOf(names.trunkGroups.new_york),
    boston: pbxOf(names.trunkGroups.boston),
  };
  for (const person of people) {
    const mistake = mistakeOf(person, found.numbers.get(person.extension));
    if (mistake !== null) missing.push(mistake);
  }
  return missing.length === 0 ? { layout: { ends } } : { missing };
}

const nowhere: EndAddress = { host: '', port: 0 };

/** `number`: of the user with the person's extension; undefined: there is none. */
function mistakeOf({ name, extension, number }: Person, actual: string | null | undefined): string | null {
  if (actual === undefined) return `there is no user ${extension} (${name}) in ${names.enterprise}`;
  return actual === number ? null : `user ${extension} has the number ${actual ?? 'none'}, not ${number}`;
}
