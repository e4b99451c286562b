import type { CallRoute, Decision, RouteCandidate } from '../decision/decision';
import { namedPeer } from '../decision/decisionContext';
import type { HuntResult } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type { BranchResult } from '../decision/stageResult';
import {
  suppositions,
  type CallExplanation,
  type CallQuestion,
  type Explain,
  type Explained,
  type ExplainedAddress,
  type ExplainedAnswer,
  type ExplainedCandidate,
  type ExplainedFailure,
  type ExplainedLimit,
  type ExplainedPeer,
  type ExplainedRefusal,
  type ExplainedStep,
  type Supposition,
} from '../model/callExplanation';
import type { CallFacts } from '../model/callFacts';
import { gatewayAddress } from '../model/gatewayAddress';
import type { Named } from '../model/liveCall';
import type { FailureClass } from '../model/outcome';
import type { Target, TargetHealthReport } from '../model/targetHealth';
import type { Trace } from '../model/trace';
import type { Configuration } from '../routing/configuration';
import type { LeaseRequest, Refusal } from '../routing/ledger/ledger';
import type { UsageReader } from '../routing/ledger/usageBoard';
import { peerEntity, type Peer } from '../routing/peer';
import type { PeerVerdict } from '../routing/peerIndex';
import type { CallPorts } from './callPorts';
import { ownAnswer, refusalAnswer, type CallerAnswer } from './callerAnswer';
import { Deciding, type FinalDecision } from './deciding';
import { ExplainedPlan, type Ringing } from './explainedPlan';
import { questionFacts } from './questionFacts';
import { supposedResult, type AskedCandidate } from './supposedHunt';
import { Wait } from './wait';

export interface ExplainerPorts extends Pick<
  CallPorts,
  'fetch' | 'ledger' | 'lookupLog' | 'wheel' | 'settings'
> {
  readonly configuration: Configuration;
  readonly usage: Pick<UsageReader, 'enterprise' | 'trunkGroup'>;
  /** Null: it is not watched. */
  readonly health: (target: Target) => TargetHealthReport | null;
  /** Decides as for a call at that time; `peer`: who sends it, null to find that out. */
  readonly decide: (facts: CallFacts, peer: Peer | null, missing: 'ask' | 'absent', at: number) => Decision;
  readonly decideNext: (route: CallRoute, result: HuntResult, at: number) => NextDecision;
}

/** A chain ends by itself, at ten forwards and as many reroutes as there are trunk groups; none is told beyond this. */
const mostSteps = 20;

/** What the trace and the ledger call a question. */
const questionId = 'explanation';

/**
 * Says what would become of a call, without one: the decision of a call with its look-ups, what the ledger would answer
 * now, and what would come next if nobody took the call. Nothing is admitted, counted or changed.
 */
export class CallExplainer implements Explain {
  readonly #ports: ExplainerPorts;

  constructor(ports: ExplainerPorts) {
    this.#ports = ports;
  }

  /** @throws Error when the ledger does not answer */
  async explain(question: CallQuestion): Promise<Explained> {
    const { arriving } = question;
    const peer = arriving.kind === 'peer' ? this.#peerNamed(arriving.name) : null;
    if (arriving.kind === 'peer' && peer === null) return null;
    const decision = await this.#decision(questionFacts(question), peer, question.at);
    const peers = arriving.kind === 'peer' ? [] : this.#ports.configuration.peers.explain(arriving.source);
    const parties =
      decision.kind === 'unknown_peer'
        ? null
        : decision.kind === 'route'
          ? decision.route.parties
          : decision.parties;
    const notice = decision.kind === 'unknown_peer' ? null : decision.emergency;
    return {
      at: question.at,
      peer: parties?.peer ?? null,
      peers: peers.map(explainedPeer),
      direction: parties?.direction ?? null,
      enterprise: parties?.enterprise ?? null,
      group: parties?.group ?? null,
      user: parties?.user ?? null,
      trunkGroup: parties?.trunkGroup ?? null,
      calledUser: parties?.called?.user ?? null,
      callingNumber: parties?.callingNumber ?? null,
      calledNumber: parties?.calledNumber ?? null,
      dialled: parties?.dialled ?? null,
      emergency: notice && {
        callbackNumber: notice.callbackNumber,
        noEmergencyRoute: notice.noEmergencyRoute,
      },
      ...(decision.kind === 'route'
        ? await this.#routed(decision, question.at)
        : { trace: decision.trace, ...this.#ended(decision) }),
    };
  }

  #decision(facts: CallFacts, peer: Peer | null, at: number): Promise<FinalDecision> {
    const { fetch, lookupLog, wheel, settings, decide } = this.#ports;
    return new Promise((resolve, reject) => {
      const wait = new Wait(wheel, settings.waitLimitMs, reject);
      const ports = {
        fetch,
        lookupLog,
        decide: (about: CallFacts, missing: 'ask' | 'absent') => decide(about, peer, missing, at),
      };
      new Deciding(ports, questionId, wait, facts, resolve).run();
    });
  }

  #peerNamed(text: string): Peer | null {
    const { trunkGroups, carriers } = this.#ports.configuration;
    const trunkGroup = find(trunkGroups, text);
    if (trunkGroup !== undefined) return { kind: 'trunk_group', trunkGroup };
    const carrier = find(carriers, text);
    return carrier === undefined ? null : { kind: 'carrier', carrier };
  }

  #ended(decision: Exclude<FinalDecision, { readonly kind: 'route' }>): Outlook {
    if (decision.kind === 'refuse') {
      return { ...nobody, outcome: 'refused', answer: answered(refusalAnswer(decision)) };
    }
    if (decision.kind === 'feature_code') return { ...nobody, outcome: 'feature_code', answer: null };
    const silent = this.#ports.settings.unknownPeers === 'silence';
    return {
      ...nobody,
      outcome: 'unknown_peer',
      answer: silent ? null : answered(ownAnswer('unknown_peer')),
    };
  }

  /** What the called user's features make of the call comes first: who is rung, one or several together. */
  async #routed(decision: RouteDecision, at: number): Promise<Outlook & Pick<CallExplanation, 'trace'>> {
    const { route } = decision;
    const trace = [...decision.trace];
    const plan = new ExplainedPlan(this.#ports, questionId, at);
    const followed = await plan.follow(route, trace);
    if (followed.kind === 'answer') {
      const answer = answered(ownAnswer(followed.failure ?? 'not_reachable'));
      return { trace, ...nobody, outcome: 'refused', answer };
    }
    const { ringing } = followed;
    const { originatingLease } = route;
    const { branches, isCallerFull } = await this.#asked(ringing, originatingLease);
    const asked = branches.flatMap((branch) => branch.asked);
    const first = asked.find(({ told }) => told.full === null)?.told ?? null;
    const failures: ExplainedFailure[] = [];
    for (const when of suppositions) failures.push(await this.#failure(when, plan, ringing, branches));
    const isOver = isCallerFull || failures.find(({ when }) => when === 'full')?.steps.length === 0;
    return {
      trace,
      outcome: first === null ? 'over_capacity' : 'routed',
      limits: originatingLease === null ? [] : this.#limits(originatingLease),
      candidates: asked.map(({ told }) => told),
      first: first?.destination ?? null,
      maxReroutes: ringing.after.maxReroutes,
      failures: isCallerFull ? [] : failures,
      answer: first === null && isOver ? answered(ownAnswer('over_capacity')) : null,
    };
  }

  /** Who would be asked now, of each branch in its order. `own`: the lease of the caller's own leg, while it is not held. */
  async #asked(
    { branches }: Ringing,
    own: LeaseRequest | null,
  ): Promise<{ readonly branches: readonly AskedBranch[]; readonly isCallerFull: boolean }> {
    const each = await Promise.all(
      branches.map(async ({ route, own: isOwn }) => ({ isOwn, ...(await this.#askedAlong(route, own)) })),
    );
    return { branches: each, isCallerFull: each.some((branch) => branch.isCallerFull) };
  }

  async #askedAlong(
    route: CallRoute,
    own: LeaseRequest | null,
  ): Promise<Pick<AskedBranch, 'asked'> & { readonly isCallerFull: boolean }> {
    const { candidates, selection, origin } = route;
    const standing = [own, ...origin.policed].filter((each) => each !== null);
    const legs = candidates.map(({ lease }) => (lease === null ? standing : [...standing, lease]));
    const preview = await this.#ports.ledger.preview({ callId: questionId, candidates: legs, selection });
    const asked = await Promise.all(
      preview.order.map(async (index): Promise<Asked[]> => {
        const candidate = candidates[index];
        if (candidate === undefined) return [];
        const full = await this.#refusalOf(legs[index] ?? []);
        return [{ candidate, isFull: full !== null, told: this.#candidate(candidate, full) }];
      }),
    );
    const isCallerFull = own !== null && preview.refusals.some(({ lease }) => lease === 0);
    return { asked: asked.flat(), isCallerFull: isCallerFull && preview.admitted === null };
  }

  /** What would come if that were found of all who are asked. */
  async #failure(
    when: Supposition,
    plan: ExplainedPlan,
    first: Ringing,
    askedFirst: readonly AskedBranch[],
  ): Promise<ExplainedFailure> {
    const steps: ExplainedStep[] = [];
    let [ringing, branches] = [first, askedFirst];
    for (;;) {
      const trace: Trace = [];
      const followed = await plan.after(ringing.after, supposedEnd(when, ringing, branches), trace);
      if (followed.kind === 'answer' || steps.length === mostSteps) {
        const failure = (followed.kind === 'answer' ? followed.failure : null) ?? supposedFailures[when];
        return { when, steps, answer: answered(ownAnswer(failure)), trace };
      }
      ({ ringing } = followed);
      ({ branches } = await this.#asked(ringing, null));
      const { forwarded } = ringing;
      steps.push({
        forwardedTo: forwarded && {
          user: forwarded.party?.user ?? null,
          number: forwarded.number,
          reason: forwarded.reason,
        },
        candidates: branches.flatMap(({ asked }) => asked.map(({ told }) => told)),
        maxReroutes: ringing.after.maxReroutes,
        trace,
      });
    }
  }

  /** What would refuse the legs of a candidate; null: there is room. */
  async #refusalOf(legs: readonly LeaseRequest[]): Promise<ExplainedRefusal | null> {
    if (legs.length === 0) return null;
    const { refusals } = await this.#ports.ledger.preview({
      callId: questionId,
      candidates: [legs],
      selection: { kind: 'listed' },
    });
    const [refusal] = refusals;
    return refusal === undefined ? null : explainedRefusal(refusal);
  }

  #candidate(candidate: RouteCandidate, full: ExplainedRefusal | null): ExplainedCandidate {
    const { destination, gateways, requestUser, presentation, failoverCodes, lease } = candidate;
    const { from, display, asserted, privacy } = presentation;
    return {
      destination,
      addresses: gateways.map(gatewayAddress),
      health: this.#health(candidate),
      forwardsAll: candidate.forwardsAll,
      requestUser,
      presented: { from, display, asserted, privacy },
      failoverCodes,
      limits: lease === null ? [] : this.#limits(lease),
      full,
    };
  }

  /** Those that are tried, in their order, then the others. */
  #health({ destination, gateways }: RouteCandidate): readonly ExplainedAddress[] {
    const watched = this.#ports.health(destination)?.addresses ?? [];
    const tried = gateways.map(gatewayAddress);
    const others = watched.map(({ address }) => address).filter((address) => !tried.includes(address));
    return [...tried, ...others].map((address) => {
      const known = watched.find((each) => each.address === address);
      return {
        address,
        isTried: tried.includes(address),
        state: known?.state ?? null,
        since: known?.since ?? null,
        lastResponse: known?.lastResponse ?? null,
      };
    });
  }

  /** An emergency leg counts against no maximum (decisions.md 18). */
  #limits({ enterprise, trunkGroup, emergency }: LeaseRequest): readonly ExplainedLimit[] {
    if (emergency) return [];
    const { usage, configuration } = this.#ports;
    const limits: ExplainedLimit[] = [];
    const add = (
      scope: ExplainedLimit['scope'],
      limit: ExplainedLimit['limit'],
      maximum: number | null,
      inUse: number,
    ): void => {
      if (maximum !== null) limits.push({ scope, limit, maximum, inUse });
    };
    if (trunkGroup !== null) {
      const { id, usageSlot, direction } = trunkGroup;
      const name = configuration.trunkGroups.get(id)?.name ?? id;
      const scope = { kind: 'trunk_group', id, name } as const;
      const inUse = usage.trunkGroup(usageSlot);
      add(scope, 'max_active_calls', trunkGroup.maxActiveCalls, inUse.active);
      if (direction === 'incoming')
        add(scope, 'max_incoming_calls', trunkGroup.maxIncomingCalls, inUse.incoming);
      else add(scope, 'max_outgoing_calls', trunkGroup.maxOutgoingCalls, inUse.outgoing);
    }
    if (enterprise === null) return limits;
    const name = configuration.enterprises.get(enterprise.id)?.name ?? enterprise.id;
    add(
      { kind: 'enterprise', id: enterprise.id, name },
      'max_active_calls',
      enterprise.maxActiveCalls,
      usage.enterprise(enterprise.usageSlot).active,
    );
    return limits;
  }
}

/** Where nobody is rung. */
const nobody = { limits: [], candidates: [], first: null, maxReroutes: 0, failures: [] };

type RouteDecision = Extract<FinalDecision, { readonly kind: 'route' }>;

/** What comes of the decision. */
type Outlook = Pick<
  CallExplanation,
  'outcome' | 'limits' | 'candidates' | 'first' | 'maxReroutes' | 'failures' | 'answer'
>;

interface Asked extends AskedCandidate {
  readonly told: ExplainedCandidate;
}

/** Who is asked along one of the routes that ring together. */
interface AskedBranch {
  /** The called user's own phones, beside others. */
  readonly isOwn: boolean;
  readonly asked: readonly Asked[];
}

/** How a hunt, or a stage, would end if that were found of all who are asked. */
function supposedEnd(when: Supposition, ringing: Ringing, branches: readonly AskedBranch[]): HuntResult {
  if (ringing.isStage) {
    const failure = supposedFailures[when];
    return {
      kind: 'stage_over',
      branches: branches.map(({ isOwn }): BranchResult => ({ own: isOwn, failure })),
    };
  }
  return supposedResult(when, branches[0]?.asked ?? [], ringing.after.maxReroutes);
}

/** What a caller hears of it where no target's own answer goes through. */
const supposedFailures: Readonly<Record<Supposition, FailureClass>> = {
  full: 'over_capacity',
  unreachable: 'not_reachable',
  busy: 'busy',
  no_answer: 'no_answer',
};

/** By id, else by name without regard to case. */
function find<Thing extends Named>(things: ReadonlyMap<string, Thing>, text: string): Thing | undefined {
  const known = things.get(text);
  if (known !== undefined) return known;
  const wanted = text.toLowerCase();
  for (const thing of things.values()) if (thing.name.toLowerCase() === wanted) return thing;
  return undefined;
}

const explainedPeer = ({ peer, matched, reason }: PeerVerdict): ExplainedPeer => ({
  peer: namedPeer(peerEntity(peer)),
  matched,
  reason,
});

const explainedRefusal = ({ scope, id, limit, maximum }: Refusal): ExplainedRefusal => ({
  scope: { kind: scope, id },
  limit,
  maximum,
});

const answered = ({ failure, status, reason, cause }: CallerAnswer): ExplainedAnswer => ({
  failure,
  status,
  reason,
  q850Cause: cause,
});
