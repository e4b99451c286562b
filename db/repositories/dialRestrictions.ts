import { callCategories, type CallCategory } from '../../src/model/dialRestrictions';

/** Names that stand for two categories each (decisions.md 22). */
const pairs: Readonly<Partial<Record<CallCategory, string>>> = {
  premium_1: 'premium',
  premium_2: 'premium',
  special_services_1: 'special_services',
  special_services_2: 'special_services',
};

/** Restrictions as the deployment file has them, by category: what is said of one category goes before what is said of two. */
export function byCategory<Permission>(
  stored: Readonly<Record<string, Permission>>,
): Readonly<Partial<Record<CallCategory, Permission>>> {
  const restrictions: Partial<Record<CallCategory, Permission>> = {};
  for (const category of callCategories) {
    const permission = stored[category] ?? stored[pairs[category] ?? ''];
    if (permission !== undefined) restrictions[category] = permission;
  }
  return restrictions;
}
