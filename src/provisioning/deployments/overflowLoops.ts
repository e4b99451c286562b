import type { NumberingPlan } from '../../model/phoneNumber';
import { pathText, type Path, type Warning } from './mistake';
import { defaultSchemeNameOf, trunkGroupNameOf } from './names';
import { toDialTarget, toE164 } from './numbers';
import type { EnterpriseDocument, GroupDocument, UserDocument } from './schema/deployment';

const onLack = ['capacity_exceeded', 'unreachable_destination'] as const;

/** What of an enterprise sends calls on when there is no room, or nobody. */
export interface OverflowingEnterprise extends Pick<EnterpriseDocument, 'country' | 'area_code'> {
  readonly groups: readonly {
    readonly id: string;
    readonly trunk_group: Pick<GroupDocument['trunk_group'], (typeof onLack)[number] | 'forward_all'>;
  }[];
  readonly routing_schemes: readonly Pick<
    EnterpriseDocument['routing_schemes'][number],
    'name' | 'trunk_groups' | 'exhaust'
  >[];
  readonly users: readonly Pick<UserDocument, 'extension' | 'number' | 'group' | 'routing_scheme'>[];
}

/** An action that sends calls on, and what it leads to. */
interface ActionEdge {
  readonly path: Path;
  readonly from: string;
  readonly to: string;
  readonly what: string;
}

type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * Actions that lead a call back to where it came from: trunk groups that reroute to each other, forwards to a user whose
 * scheme ends at the trunk group that forwards. A call does not go around (no trunk group is rerouted to twice, and a user
 * it was sent on from ends it with 482), so the action does nothing where it is needed; hence a warning, no mistake.
 * Judged by what is given.
 */
export const overflowLoops = ({
  enterprises,
}: {
  readonly enterprises: readonly OverflowingEnterprise[];
}): readonly Warning[] =>
  enterprises.flatMap((enterprise, index) => loopsOf(enterprise, ['enterprises', index]));

function loopsOf(enterprise: OverflowingEnterprise, path: Path): readonly Warning[] {
  const warnings = new Map<string, Warning>();
  // Full or out of reach: what leads on is another action, and each may go around by itself.
  for (const lack of onLack) {
    const actions = [...schemeActions(enterprise, path), ...groupActions(enterprise, path, lack)];
    const edges = edgesOf(enterprise, actions);
    for (const action of actions) {
      if (!leadsTo(edges, action.to, action.from)) continue;
      const where = pathText(action.path);
      const message = `${action.what}, which leads back here: a call that comes round is not sent on again`;
      warnings.set(where, { path: where, code: 'loop', message });
    }
  }
  return [...warnings.values()];
}

const trunkGroupNode = (name: string): string => `trunk group ${name.toLowerCase()}`;
const schemeNode = (name: string): string => `scheme ${name.toLowerCase()}`;

/** Every scheme to its trunk groups, and where the actions lead. */
function edgesOf(enterprise: OverflowingEnterprise, actions: readonly ActionEdge[]): Edges {
  const edges = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    edges.set(from, [...(edges.get(from) ?? []), to]);
  };
  for (const { name, trunk_groups: members } of enterprise.routing_schemes) {
    for (const member of members)
      add(schemeNode(name), trunkGroupNode(typeof member === 'string' ? member : member.name));
  }
  for (const { id } of enterprise.groups)
    add(schemeNode(defaultSchemeNameOf(id)), trunkGroupNode(trunkGroupNameOf(id)));
  for (const { from, to } of actions) add(from, to);
  return edges;
}

function schemeActions(enterprise: OverflowingEnterprise, path: Path): readonly ActionEdge[] {
  return enterprise.routing_schemes.flatMap(({ name, exhaust }, index) => {
    const to = exhaust.action === 'none' ? null : schemeOf(enterprise, exhaust.number);
    if (to === null || exhaust.action === 'none') return [];
    const what = `calls are forwarded to ${exhaust.number}`;
    return [{ path: [...path, 'routing_schemes', index, 'exhaust'], from: schemeNode(name), to, what }];
  });
}

function groupActions(
  enterprise: OverflowingEnterprise,
  path: Path,
  lack: (typeof onLack)[number],
): readonly ActionEdge[] {
  return enterprise.groups.flatMap(({ id, trunk_group: settings }, index) =>
    // All of its calls go elsewhere: it is never full, nor out of reach.
    (settings.forward_all.action === 'none' ? [lack] : (['forward_all'] as const)).flatMap((key) => {
      const action = settings[key];
      const to = targetOf(enterprise, action);
      if (to === null || action.action === 'none') return [];
      const what =
        action.action === 'reroute'
          ? `calls are rerouted to ${action.trunk_group}`
          : `calls are forwarded to ${action.number}`;
      const at = [...path, 'groups', index, 'trunk_group', key];
      return [{ path: at, from: trunkGroupNode(trunkGroupNameOf(id)), to, what }];
    }),
  );
}

function targetOf(
  enterprise: OverflowingEnterprise,
  action: GroupDocument['trunk_group']['forward_all'],
): string | null {
  switch (action.action) {
    case 'none':
      return null;
    case 'reroute':
      return trunkGroupNode(action.trunk_group);
    case 'forward':
      return schemeOf(enterprise, action.number);
    default:
      return action satisfies never;
  }
}

/** The scheme of the user who has that number or extension; null: nobody of this file and enterprise. */
function schemeOf(enterprise: OverflowingEnterprise, target: string): string | null {
  const plan: NumberingPlan = { country: enterprise.country, areaCode: enterprise.area_code };
  const wanted = toDialTarget(target, plan);
  const user = enterprise.users.find(
    ({ extension, number }) =>
      extension === target || (number !== null && wanted !== null && toE164(number, plan) === wanted),
  );
  return user === undefined ? null : schemeNode(user.routing_scheme ?? defaultSchemeNameOf(user.group));
}

function leadsTo(edges: Edges, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(edges.get(node) ?? []));
  }
  return false;
}
