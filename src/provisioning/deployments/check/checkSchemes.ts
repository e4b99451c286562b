import type { Path } from '../mistake';
import { groupOfDefaultScheme } from '../names';
import { schemePlaces } from '../numberPlaces';
import { present, Uniqueness, type EnterpriseScope, type SchemeDraft } from './scope';

/** Trunk groups a scheme may list in order, and with percentages (flexible-reach 4.1). */
const mostOrdered = 10;

/** Routing schemes: members of the enterprise, percentages that add up. */
export function checkSchemes(scope: EnterpriseScope): void {
  const names = new Uniqueness(scope.mistakes, 'the routing scheme');
  for (const [index, scheme] of present(scope.draft.routing_schemes)) {
    const path = [...scope.path, 'routing_schemes', index];
    names.add([...path, 'name'], scheme.name, 'in this enterprise');
    const defaultOf = groupOfDefaultScheme(scheme.name ?? '');
    if (defaultOf !== null && !scope.hasGroup(defaultOf)) {
      scope.mistakes.add(
        [...path, 'name'],
        'invalid',
        'names that start with EntTrunkGroup are those of default schemes',
      );
    }
    if (defaultOf !== null && scheme.algorithm === 'percentage') {
      scope.mistakes.add(
        [...path, 'algorithm'],
        'invalid',
        'expected linear, round_robin or most_idle: a default scheme has no percentages',
      );
    }
    checkMembers(scope, scheme, path);
    scope.checkNumbers(scheme, schemePlaces, path);
  }
}

function checkMembers(scope: EnterpriseScope, scheme: SchemeDraft, path: Path): void {
  const { mistakes } = scope;
  const byPercentage = scheme.algorithm === 'percentage';
  const listed = new Uniqueness(mistakes, 'the trunk group');
  let total = 0;
  let complete = scheme.trunk_groups !== undefined && !scheme.trunk_groups.includes(undefined);
  for (const [position, member] of present(scheme.trunk_groups)) {
    const name = typeof member === 'string' ? member : member.name;
    const percent = typeof member === 'string' ? null : (member.percent ?? null);
    const at = [...path, 'trunk_groups', position];
    listed.add(at, name, 'in this scheme');
    if (name !== undefined && !scope.hasTrunkGroup(name)) {
      mistakes.add(at, 'not_found', `the enterprise has no trunk group ${name}`);
    }
    if (byPercentage && percent === null) {
      complete = false;
      mistakes.add(
        [...at, 'percent'],
        'missing',
        'is missing: with percentage every trunk group has its percent',
      );
    } else if (!byPercentage && scheme.algorithm !== undefined && percent !== null) {
      mistakes.add([...at, 'percent'], 'invalid', 'a percent is for the algorithm percentage alone');
    }
    total += percent ?? 0;
  }
  if (byPercentage && complete && total !== 100) {
    mistakes.add(
      [...path, 'trunk_groups'],
      'invalid',
      `expected percentages that total exactly 100, not ${String(total)}`,
    );
  }
  if (!byPercentage && (scheme.trunk_groups?.length ?? 0) > mostOrdered) {
    mistakes.add(
      [...path, 'trunk_groups'],
      'invalid',
      `expected at most ${String(mostOrdered)} trunk groups`,
    );
  }
}
