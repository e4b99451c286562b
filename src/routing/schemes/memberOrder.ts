import type { RoutingScheme } from '../../model/settings';

/**
 * The trunk groups of a scheme in the order a call tries them: as listed. Every algorithm is one such ordering, so the
 * rest of the decision never asks which one a scheme has.
 */
export const orderMembers = (scheme: RoutingScheme): readonly string[] =>
  scheme.members.map((member) => member.trunkGroupId);
