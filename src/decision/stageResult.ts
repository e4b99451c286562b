import type { FailureClass } from '../model/outcome';

/** How a stage, or one of its branches, ended without an answer, as far as what follows depends on it. */
export type StageFailure = 'busy' | 'no_answer' | 'not_reachable' | 'declined';

/** How a branch of a stage ended. */
export interface BranchResult {
  /** The user's own phones. */
  readonly own: boolean;
  readonly failure: FailureClass;
}

/** A lack of room counts as busy, whoever lacks it (design.md section 4, Failures). */
export const stageFailureOf = (failure: FailureClass): StageFailure => {
  switch (failure) {
    case 'busy':
    case 'do_not_disturb':
    case 'did_policed':
    case 'over_capacity':
    case 'call_rate_exceeded':
      return 'busy';
    case 'no_answer':
      return 'no_answer';
    case 'not_reachable':
    case 'destination_not_ringable':
    case 'no_route':
    case 'internal_error':
      return 'not_reachable';
    default:
      return 'declined';
  }
};

/**
 * What all branches of a stage come to: somebody was rung in vain; else all were busy, or none could be reached. Who
 * declines speaks for the own branch alone. Where some were busy and others not reachable, the user's own phones decide.
 */
export const stageFailure = (branches: readonly BranchResult[]): StageFailure => {
  const failures = branches.map(({ failure }) => stageFailureOf(failure));
  if (failures.includes('no_answer')) return 'no_answer';
  const own = branches.find((branch) => branch.own);
  const ofOwn = own === undefined ? null : stageFailureOf(own.failure);
  if (ofOwn === 'busy' || ofOwn === 'not_reachable') return ofOwn;
  if (failures.includes('busy')) return 'busy';
  return failures.includes('not_reachable') ? 'not_reachable' : 'declined';
};
