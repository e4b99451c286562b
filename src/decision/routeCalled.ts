import type { CodePlan } from '../features/callPlan';
import type { UserRecord } from '../model/directory';
import type { Enterprise } from '../model/settings';
import type { TollUse } from '../model/tollLimits';
import type { LeaseRequest } from '../routing/ledger/ledger';
import type { AnalysedNumber } from './numberAnalysis';
import { routeOffNet } from './carriers';
import type { CallParties, Decision } from './decision';
import { dialledOf, lookup, refuse, say, sayOf, type DecisionContext } from './decisionContext';
import type { CallingParty } from './presentation';
import { outside, type Path } from './routeOrigin';
import { ringTimeoutMs } from './ringTime';
import { asListed } from './selection';
import { terminate, type Search } from './terminating';
import { tollCheck } from './tollCheck';

/** A call that its caller may make, from a PBX or by a transfer. */
export interface PermittedCall {
  readonly context: DecisionContext;
  /** Whose call it is. */
  readonly enterprise: Enterprise;
  readonly calling: CallingParty;
  /** The user who makes it, for limits of costly calls; null: nobody known. */
  readonly maker: Pick<UserRecord, 'id' | 'groupId'> | null;
  readonly parties: CallParties;
  readonly path: Path;
  readonly peerTrusted: boolean;
  readonly originatingLease: LeaseRequest | null;
  /** What a leg to the public network takes; null: nothing beside the originating one. */
  readonly offNetLease: LeaseRequest | null;
  readonly codes: CodePlan | null;
  readonly maxCallDurationMs: number | null;
}

/** Where a call goes that nothing of its caller's stands against: to a user of ours, to a carrier, or nowhere. */
export const routeCalled = (call: PermittedCall, called: AnalysedNumber): Decision => {
  const { context, enterprise, calling, parties, path } = call;
  const routed = (search: Search, toll: TollUse | null = null): Decision => ({
    kind: 'route',
    route: {
      parties,
      peerTrusted: call.peerTrusted,
      originatingLease: call.originatingLease,
      codes: call.codes,
      ...search,
      ...(toll === null ? {} : { toll }),
      maxCallDurationMs: call.maxCallDurationMs,
    },
    trace: context.trace,
    emergency: null,
  });
  switch (called.kind) {
    case 'user': {
      if (called.user.enterpriseId === enterprise.id) {
        say(context, 'called_number', `${called.number} is ${called.user.name}: stays on-net`);
      } else {
        say(context, 'called_number', `${called.number} is one of another enterprise: stays on-net`);
        sayOf(context, called.user.enterpriseId, 'called_number', `${called.number} is ${called.user.name}`);
      }
      const termination = terminate(context, { user: called.user, calling, parties, path, notTo: [] });
      if (termination.kind === 'refused') return refuse(context, termination.failure, parties);
      return routed(termination.search);
    }
    case 'unassigned':
      say(context, 'called_number', `${called.number} is one of ours and assigned to nobody`);
      return refuse(context, 'number_not_found', parties);
    case 'foreign':
    case 'short': {
      say(
        context,
        'called_number',
        `${called.number} is ${called.kind === 'short' ? 'no extension' : 'off-net'}`,
      );
      const { country } = enterprise;
      const toll = tollCheck(context, call.maker, enterprise, called);
      if (toll.isRefused) return refuse(context, 'toll_limited', { ...parties, called: null });
      const offNet = routeOffNet(context, {
        ...{ calling, called: called.number, country },
        ...{ forwarders: path.forwarders, lease: call.offNetLease },
      });
      switch (offNet.kind) {
        case 'pending':
          return lookup(context);
        case 'candidates': {
          const { candidates, maxReroutes } = offNet;
          const origin = { calling, ...outside, ...path };
          return routed({ candidates, selection: asListed, maxReroutes, ringTimeoutMs, origin }, toll.use);
        }
        case 'blocked':
          return { ...refuse(context, 'route_blocked', parties), status: offNet.status };
        case 'unreachable':
          return refuse(context, 'not_reachable', parties);
        case 'none':
          return refuse(context, called.kind === 'short' ? 'number_not_found' : 'no_route', parties);
        default:
          return offNet satisfies never;
      }
    }
    case 'impossible':
      say(context, 'called_number', `${called.number} has a length no number there has`);
      return refuse(context, 'invalid_number', parties);
    case 'name':
      say(context, 'called_number', `${dialledOf(context) || 'nothing'} is no number`);
      return refuse(context, called.number === '' ? 'invalid_number' : 'number_not_found', parties);
    default:
      return called satisfies never;
  }
};
