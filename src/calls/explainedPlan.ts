import type { CallBranch, CallRoute } from '../decision/decision';
import type { HuntResult } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type { ForwardedTo } from '../model/callRecord';
import type { FailureClass } from '../model/outcome';
import type { Trace } from '../model/trace';
import type { CallPorts } from './callPorts';

interface PlanPorts extends Pick<CallPorts, 'fetch' | 'lookupLog'> {
  readonly decideNext: (route: CallRoute, result: HuntResult, at: number) => NextDecision;
}

/** Whoever is rung at one time. */
export interface Ringing {
  /** What `decideNext` is asked about when none of them takes the call. */
  readonly after: CallRoute;
  /** Never empty. They ring together, each along a route of its own. */
  readonly branches: readonly CallBranch[];
  /** It is a stage of a user's ringing; else one route that is hunted. */
  readonly isStage: boolean;
  /** Whom the call was sent on to for it; null: nobody else. */
  readonly forwarded: Pick<ForwardedTo, 'party' | 'number' | 'reason'> | null;
}

/** Where a call goes next. */
export type Followed =
  | { readonly kind: 'ringing'; readonly ringing: Ringing }
  /** The caller is answered; null: with the best that was heard. */
  | { readonly kind: 'answer'; readonly failure: FailureClass | null };

/** As many as a call tries at most. */
const mostBranches = 32;
/** As for a call, for every step. */
const maxLookups = 4;
const onward: HuntResult = { kind: 'onward' };

/** Follows what is decided of a call, without one, up to where phones would ring. What is said on the way is added to the trace. */
export class ExplainedPlan {
  readonly #ports: PlanPorts;
  readonly #id: string;
  readonly #at: number;

  /** @param id what the log calls the question @param at milliseconds since the Unix epoch */
  constructor(ports: PlanPorts, id: string, at: number) {
    this.#ports = ports;
    this.#id = id;
    this.#at = at;
  }

  /** From the route of a decision. */
  async follow(route: CallRoute, trace: Trace): Promise<Followed> {
    if (route.origin.onward) return this.after(route, onward, trace);
    const branches = [{ route, own: false }];
    return { kind: 'ringing', ringing: { after: route, branches, isStage: false, forwarded: null } };
  }

  /** From where a hunt, or a stage, has ended like this. */
  async after(ended: CallRoute, result: HuntResult, trace: Trace): Promise<Followed> {
    const next = await this.#next(ended, result);
    trace.push(...next.trace);
    switch (next.kind) {
      case 'route': {
        const followed = await this.follow(next.route, trace);
        if (followed.kind === 'answer') return followed;
        const { ringing } = followed;
        return { kind: 'ringing', ringing: { ...ringing, forwarded: ringing.forwarded ?? next.forwarded } };
      }
      case 'fork': {
        const { route: after, branches } = next.fork;
        const rung = await this.#leaves(branches, trace);
        if (rung.length === 0) return this.after(after, { kind: 'stage_over', branches: [] }, trace);
        return { kind: 'ringing', ringing: { after, branches: rung, isStage: true, forwarded: null } };
      }
      case 'refused':
      case 'answer':
        return { kind: 'answer', failure: next.failure };
      default:
        return next satisfies never;
    }
  }

  /** The routes that the branches of a stage come to, those of stages within them included. */
  async #leaves(branches: readonly CallBranch[], trace: Trace): Promise<readonly CallBranch[]> {
    const rung: CallBranch[] = [];
    for (const { route, own } of branches) {
      if (rung.length >= mostBranches) break;
      const followed = await this.follow(route, trace);
      if (followed.kind === 'ringing') {
        rung.push(...followed.ringing.branches.map((branch) => ({ route: branch.route, own })));
      }
    }
    return rung;
  }

  /** Where users cannot be read, as for a call: it is not sent on. */
  async #next(route: CallRoute, result: HuntResult): Promise<Exclude<NextDecision, { kind: 'lookup' }>> {
    const { decideNext, fetch, lookupLog } = this.#ports;
    for (let lookups = 0; lookups <= maxLookups; lookups += 1) {
      const next = decideNext(route, result, this.#at);
      if (next.kind !== 'lookup') return next;
      try {
        await fetch(next.keys);
      } catch (error) {
        lookupLog.error({ err: error, call: this.#id }, 'users and numbers of a call cannot be read');
        break;
      }
    }
    const said = 'users and numbers cannot be read: the call is not sent on';
    return { kind: 'answer', failure: null, trace: [{ rule: 'directory', result: said }] };
  }
}
