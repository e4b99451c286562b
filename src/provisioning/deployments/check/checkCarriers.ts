import { nameKey } from '../../../../db/nameKey';
import type { CurrentIndex } from '../currentIndex';
import type { MistakeList, Path } from '../mistake';
import { checkPeerPolicies } from './checkPeerPolicies';
import { present, Uniqueness, type DeploymentDraft } from './scope';

export function checkCarriers(draft: DeploymentDraft, mistakes: MistakeList): void {
  const names = new Uniqueness(mistakes, 'the carrier');
  for (const [index, carrier] of present(draft.carriers)) {
    const path = ['carriers', index];
    names.add([...path, 'name'], carrier.name);
    checkPeerPolicies(carrier, path, mistakes);
  }
}

type RouteDraft = Exclude<Exclude<DeploymentDraft['outbound_routes'], undefined>[number], undefined>;

/** Outbound routes: what each is for, where it leads, and that no two are for the same. */
export function checkRoutes(draft: DeploymentDraft, current: CurrentIndex, mistakes: MistakeList): void {
  const known = new Set(current.carriers.keys());
  for (const [, carrier] of present(draft.carriers)) known.add(nameKey(carrier.name ?? ''));
  const routes = new Uniqueness(mistakes, 'the route for');
  for (const [index, route] of present(draft.outbound_routes)) {
    const path = ['outbound_routes', index];
    if (checkPurpose(route, path, mistakes)) {
      const target = route.emergency === true ? 'emergency calls' : `the prefix ${route.prefix ?? ''}`;
      routes.add(path, `${target} with priority ${String(route.priority ?? 1)}`);
    }
    checkWhere(route, path, mistakes);
    const listed = new Uniqueness(mistakes, 'the carrier');
    for (const [position, carrier] of present(route.carriers)) {
      const weighted = typeof carrier === 'object';
      const name = weighted ? carrier.name : carrier;
      const at = [...path, 'carriers', position, ...(weighted ? ['name'] : [])];
      if (name === undefined) continue;
      listed.add(at, name, 'in this route');
      if (!known.has(nameKey(name))) mistakes.add(at, 'not_found', `there is no carrier ${name}`);
    }
  }
}

/** @returns whether the route says which calls it is for */
function checkPurpose(route: RouteDraft, path: Path, mistakes: MistakeList): boolean {
  const at = [...path, 'prefix'];
  if (route.emergency === true && route.prefix !== undefined) {
    mistakes.add(at, 'invalid', 'a route is for a prefix or for emergency calls, not for both');
    return false;
  }
  if (
    route.emergency !== true &&
    route.prefix === undefined &&
    !wasCutOut(route, 'prefix') &&
    !wasCutOut(route, 'emergency')
  ) {
    mistakes.add(at, 'missing', 'is missing: a route has a prefix, or emergency: true');
    return false;
  }
  return true;
}

/** Whether the route leads to carriers or refuses, and not both. */
function checkWhere(route: RouteDraft, path: Path, mistakes: MistakeList): void {
  const carriers = route.carriers?.length ?? 0;
  const blocks = route.block != null;
  if (route.emergency === true) {
    for (const key of ['block', 'stop'] as const) {
      if (route[key] == null || route[key] === false) continue;
      mistakes.add([...path, key], 'invalid', 'emergency calls are refused by nothing: leave it out here');
    }
  }
  if (blocks && carriers > 0) {
    mistakes.add([...path, 'carriers'], 'invalid', 'a route that blocks calls has no carriers');
  }
  if (blocks || carriers > 0 || wasCutOut(route, 'carriers') || wasCutOut(route, 'block')) return;
  const expected = 'expected at least one carrier, or block: 403 to refuse the calls';
  if (route.carriers === undefined) mistakes.add([...path, 'carriers'], 'missing', `is missing: ${expected}`);
  else mistakes.add([...path, 'carriers'], 'invalid', expected);
}

/** Whether the key stood there and was found wrong already. */
const wasCutOut = (value: object, key: string): boolean =>
  Object.hasOwn(value, key) && Reflect.get(value, key) === undefined;
