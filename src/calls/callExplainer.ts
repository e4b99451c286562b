import type { CallRoute, Decision, RouteCandidate } from '../decision/decision';
import { namedPeer } from '../decision/decisionContext';
import type { HuntResult } from '../decision/huntResult';
import type { NextDecision } from '../decision/nextRoute';
import type {
  CallExplanation,
  CallQuestion,
  Explain,
  Explained,
  ExplainedAnswer,
  ExplainedCandidate,
  ExplainedLimit,
  ExplainedPeer,
  ExplainedRefusal,
} from '../model/callExplanation';
import type { CallFacts } from '../model/callFacts';
import { gatewayAddress } from '../model/gatewayAddress';
import type { FailureClass } from '../model/outcome';
import type { Named } from '../model/liveCall';
import type { Configuration } from '../routing/configuration';
import type { LeaseRequest, Refusal } from '../routing/ledger/ledger';
import type { UsageReader } from '../routing/ledger/usageBoard';
import { peerEntity, type Peer } from '../routing/peer';
import type { PeerVerdict } from '../routing/peerIndex';
import type { CallPorts } from './callPorts';
import { ownAnswer, refusalAnswer, type CallerAnswer } from './callerAnswer';
import { Deciding, type FinalDecision } from './deciding';
import { ExplainedPlan } from './explainedPlan';
import { questionFacts } from './questionFacts';
import { Wait } from './wait';

export interface ExplainerPorts extends Pick<CallPorts, 'fetch' | 'ledger' | 'log' | 'wheel' | 'settings'> {
  readonly configuration: Configuration;
  readonly usage: Pick<UsageReader, 'enterprise' | 'trunkGroup'>;
  /** Decides as for a call at that time; `peer`: who sends it, null to find that out. */
  readonly decide: (facts: CallFacts, peer: Peer | null, missing: 'ask' | 'absent', at: number) => Decision;
  readonly decideNext: (route: CallRoute, result: HuntResult, at: number) => NextDecision;
}

/** What the trace and the ledger call a question. */
const questionId = 'explanation';

/**
 * Says what would become of a call, without one: the decision of a call with its look-ups, and what the ledger would
 * answer now. Nothing is admitted, counted or changed.
 */
export class CallExplainer implements Explain {
  readonly #ports: ExplainerPorts;
  readonly #plan: ExplainedPlan;

  constructor(ports: ExplainerPorts) {
    this.#ports = ports;
    this.#plan = new ExplainedPlan(ports);
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
        ? await this.#planned(decision, question.at)
        : { trace: decision.trace, ...this.#ended(decision) }),
    };
  }

  #decision(facts: CallFacts, peer: Peer | null, at: number): Promise<FinalDecision> {
    const { fetch, log, wheel, settings, decide } = this.#ports;
    return new Promise((resolve, reject) => {
      const wait = new Wait(wheel, settings.waitLimitMs, reject);
      const ports = {
        fetch,
        log,
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
    const nobody = { limits: [], candidates: [], first: null, maxReroutes: 0 };
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

  /** What the called user's features make of the call first: a route, or several that ring together. */
  async #planned(decision: RouteDecision, at: number): Promise<Outlook & Pick<CallExplanation, 'trace'>> {
    const trace = [...decision.trace];
    const { routes, refusal } = await this.#plan.follow(decision.route, at, trace);
    const [first, ...others] = routes;
    if (first === undefined) return { trace, ...this.#refused(refusal) };
    const outlook = await this.#routed(first);
    for (const route of others) {
      const { candidates, first: asked } = await this.#routed(route);
      outlook.candidates = [...outlook.candidates, ...candidates];
      if (asked !== null && outlook.first === null) {
        outlook.first = asked;
        outlook.outcome = 'routed';
        outlook.answer = null;
      }
    }
    return { trace, ...outlook };
  }

  #refused(failure: FailureClass | null): Outlook {
    const answer = answered(ownAnswer(failure ?? 'not_reachable'));
    return { limits: [], candidates: [], first: null, maxReroutes: 0, outcome: 'refused', answer };
  }

  async #routed(route: CallRoute): Promise<Outlook> {
    const { ledger } = this.#ports;
    const { originatingLease, candidates } = route;
    const standing = [originatingLease, ...route.origin.policed].filter((each) => each !== null);
    const legs = candidates.map(({ lease }) => (lease === null ? standing : [...standing, lease]));
    const preview = await ledger.preview({
      callId: questionId,
      candidates: legs,
      selection: route.selection,
    });
    const each = await Promise.all(
      candidates.map(async (candidate, index) =>
        this.#candidate(candidate, await this.#refusalOf(legs[index] ?? [])),
      ),
    );
    const inOrder = preview.order.flatMap((index) => each[index] ?? []);
    const first = inOrder.find(({ full }) => full === null) ?? null;
    return {
      outcome: first === null ? 'over_capacity' : 'routed',
      limits: originatingLease === null ? [] : this.#limits(originatingLease),
      candidates: inOrder,
      first: first?.destination ?? null,
      maxReroutes: route.maxReroutes,
      answer: first === null ? answered(ownAnswer('over_capacity')) : null,
    };
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
      requestUser,
      presented: { from, display, asserted, privacy },
      failoverCodes,
      limits: lease === null ? [] : this.#limits(lease),
      full,
    };
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

/** What comes of the decision. */
type Outlook = {
  -readonly [
    Part in 'outcome' | 'limits' | 'candidates' | 'first' | 'maxReroutes' | 'answer'
  ]: CallExplanation[Part];
};

type RouteDecision = Extract<FinalDecision, { readonly kind: 'route' }>;

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
