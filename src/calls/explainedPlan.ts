import type { CallRoute } from '../decision/decision';
import type { HuntResult } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type { FailureClass } from '../model/outcome';
import type { Trace } from '../model/trace';
import type { CallPorts } from './callPorts';

interface PlanPorts extends Pick<CallPorts, 'fetch'> {
  readonly decideNext: (route: CallRoute, result: HuntResult, at: number) => NextDecision;
}

/** Where a call would go first. */
export interface FollowedPlan {
  /** More than one: they ring together. Empty: nobody is rung. */
  readonly routes: readonly CallRoute[];
  /** Why nobody is; null: nobody can be reached. */
  readonly refusal: FailureClass | null;
}

/** As many as a call tries at most. */
const mostRoutes = 32;
/** As for a call, for every step. */
const maxLookups = 4;
const onward: HuntResult = { kind: 'onward' };

/** Follows what a called user's features say without a call, up to where phones would ring. */
export class ExplainedPlan {
  readonly #ports: PlanPorts;

  constructor(ports: PlanPorts) {
    this.#ports = ports;
  }

  /** @param trace what is said on the way is added */
  async follow(route: CallRoute, at: number, trace: Trace): Promise<FollowedPlan> {
    if (!route.origin.onward) return { routes: [route], refusal: null };
    const next = await this.#next(route, at);
    switch (next.kind) {
      case 'lookup':
        return nobody;
      case 'route':
        trace.push(...next.trace);
        return this.follow(next.route, at, trace);
      case 'fork': {
        trace.push(...next.trace);
        const routes: CallRoute[] = [];
        for (const branch of next.fork.branches) {
          if (routes.length >= mostRoutes) break;
          routes.push(...(await this.follow(branch.route, at, trace)).routes);
        }
        return { routes, refusal: null };
      }
      case 'refused':
      case 'answer':
        trace.push(...next.trace);
        return { routes: [], refusal: next.failure };
      default:
        return next satisfies never;
    }
  }

  async #next(route: CallRoute, at: number): Promise<NextDecision> {
    for (let lookups = 0; ; lookups += 1) {
      const next = this.#ports.decideNext(route, onward, at);
      if (next.kind !== 'lookup' || lookups === maxLookups) return next;
      await this.#ports.fetch(next.keys);
    }
  }
}

const nobody: FollowedPlan = { routes: [], refusal: null };
