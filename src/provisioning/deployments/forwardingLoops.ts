import { pathText, type Path, type Warning } from './mistake';
import { toDialTarget, toE164 } from './numbers';

interface ForwardingFeature {
  readonly available: boolean;
  readonly enabled: boolean;
  readonly number: string | null;
  /** Of selective forwarding. */
  readonly criteria?: readonly {
    readonly active: boolean;
    readonly apply: boolean;
    readonly number: string | null;
  }[];
}

/** A user's forwardings, as the deployment file and the database have them. */
export interface ForwardingUser {
  readonly extension: string;
  readonly number: string | null;
  readonly inbound: Readonly<Partial<Record<(typeof forwardings)[number], ForwardingFeature | undefined>>>;
  readonly answering_rules: readonly (Readonly<Record<(typeof ruleForwards)[number], string | null>> & {
    readonly enabled: boolean;
  })[];
}

export interface ForwardingEnterprise {
  readonly country: string;
  readonly area_code: string | null;
  readonly users: readonly ForwardingUser[];
}

/** A forwarding that is switched on, and the extension of the user it leads to. */
interface Forwarding {
  readonly path: Path;
  readonly from: string;
  readonly to: string;
  readonly name: string;
}

const forwardings = [
  'call_forwarding_always',
  'call_forwarding_busy',
  'call_forwarding_no_answer',
  'call_forwarding_not_reachable',
  'call_forwarding_selective',
] as const;

const ruleForwards = [
  'forward_always',
  'forward_on_active',
  'forward_busy',
  'forward_no_answer',
  'forward_not_reachable',
] as const;

/**
 * Forwardings of users that lead a call back to where it came from: it ends with 482 there, so a caller may reach nobody;
 * hence a warning, no mistake. Judged by the users given. Places that ring beside others are none: they still ring.
 */
export const forwardingLoops = ({
  enterprises,
}: {
  readonly enterprises: readonly ForwardingEnterprise[];
}): readonly Warning[] =>
  enterprises.flatMap((enterprise, index) => loopsOf(enterprise, ['enterprises', index]));

function loopsOf(enterprise: ForwardingEnterprise, path: Path): readonly Warning[] {
  const all = forwardingsOf(enterprise, path);
  const edges = new Map<string, string[]>();
  for (const { from, to } of all) edges.set(from, [...(edges.get(from) ?? []), to]);
  const circles = circlesOf(edges);
  return all
    .filter(({ from, to }) => circles.get(from) !== undefined && circles.get(from) === circles.get(to))
    .map(({ path: place, name, to }) => ({
      path: pathText(place),
      code: 'loop' as const,
      message: `${name} to ${to} may come back here: a call that comes round ends there with 482`,
    }));
}

function forwardingsOf(enterprise: ForwardingEnterprise, path: Path): readonly Forwarding[] {
  const plan = { country: enterprise.country, areaCode: enterprise.area_code };
  const extensions = new Map<string, string>();
  for (const { extension, number } of enterprise.users) {
    extensions.set(extension, extension);
    const e164 = number === null ? null : toE164(number, plan);
    if (e164 !== null) extensions.set(e164, extension);
  }
  return enterprise.users.flatMap((user, index) =>
    forwardsOf(user).flatMap(({ at, name, number }) => {
      const to = extensions.get(toDialTarget(number, plan) ?? number);
      return to === undefined
        ? []
        : [{ path: [...path, 'users', index, ...at], from: user.extension, to, name }];
    }),
  );
}

export const isForwardingFeature = (feature: string): boolean =>
  forwardings.some((forwarding) => forwarding === feature);

/** Where a user's forwardings that are on lead, and where in the user each stands. */
export function forwardsOf({ inbound, answering_rules: rules }: ForwardingUser) {
  const found: { readonly at: Path; readonly name: string; readonly number: string }[] = [];
  const add = (at: Path, name: string, number: string | null): void => {
    if (number !== null) found.push({ at, name: name.replaceAll('_', ' '), number });
  };
  for (const name of forwardings) {
    const feature = inbound[name];
    if (feature?.available !== true || !feature.enabled) continue;
    add(['inbound', name, 'number'], name, feature.number);
    for (const [index, { active, apply, number }] of (feature.criteria ?? []).entries()) {
      if (active && apply) add(['inbound', name, 'criteria', index, 'number'], name, number);
    }
  }
  for (const [index, rule] of rules.entries()) {
    if (!rule.enabled) continue;
    for (const name of ruleForwards)
      add(['answering_rules', index, name], `${name} of an answering rule`, rule[name]);
  }
  return found;
}

/**
 * Which circle each node lies on: two on one circle reach each other, and those that lie on none are left out (Tarjan's
 * strongly connected components, without recursion, since a file may have a chain of a million).
 */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const circles = new Map<string, number>();
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const path: { readonly node: string; next: number }[] = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const step = path.at(-1);
      if (step === undefined) break;
      const { node } = step;
      if (step.next === 0) {
        order.set(node, order.size);
        lowest.set(node, order.size - 1);
        open.push(node);
        isOpen.add(node);
      }
      const to = edges.get(node)?.[step.next];
      step.next += 1;
      if (to !== undefined) {
        if (!order.has(to)) path.push({ node: to, next: 0 });
        else if (isOpen.has(to)) lower(lowest, node, order.get(to));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(lowest, parent.node, lowest.get(node));
      if (lowest.get(node) !== order.get(node)) continue;
      const members = open.splice(open.lastIndexOf(node));
      for (const member of members) isOpen.delete(member);
      const isCircle = members.length > 1 || edges.get(node)?.includes(node) === true;
      if (isCircle) for (const member of members) circles.set(member, order.get(node) ?? 0);
    }
  }
  return circles;
}

function lower(lowest: Map<string, number>, node: string, to: number | undefined): void {
  if (to !== undefined && to < (lowest.get(node) ?? Infinity)) lowest.set(node, to);
}
